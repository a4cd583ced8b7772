# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="shrinking takes from what is above 4 GiB first, and all of it becomes usable"
WANT=here
MEM=6144
APPEND="crashkernel=256M,high crashkernel=128M,low"

shrink() { # BY_MIB TO_MIB RANGE...
	sh_before=$(mem_total)
	echo $(($2 * MIB)) >/sys/kernel/kexec_crash_size || fail "it cannot be shrunk to $2 MiB"
	check_equal "KiB that became usable" $(($(mem_total) - sh_before)) $(($1 * 1024))
	shift 2
	check_ranges "$@"
}

first() {
	. /guest-crashkernel.sh
	check_reserved 128:low 256:high
	shrink 84 300 128:low 172:high
	shrink 200 100 100:low
	shrink 100 0
	finish_here
}
