# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="threads that load, unload, shrink and try to reboot; the last image loaded boots"
PROGRAM=kexec_races
CPUS=2
TIMEOUT=400
# A minute with a debug kernel. Refusals are not of interest, and there are many.
APPEND="crashkernel=64M loglevel=5"
NEXT_APPEND="loglevel=5"

first() {
	make_initrd
	KEXEC_RACE_CMDLINE=$(next_cmdline image=last)
	KEXEC_RACE_INITRD=/tmp/next.cpio
	KEXEC_RACE_SECONDS=10
	[ ! -e /proc/lockdep_stats ] || KEXEC_RACE_SECONDS=60
	export KEXEC_RACE_CMDLINE KEXEC_RACE_INITRD KEXEC_RACE_SECONDS
	/run.program || fail "the races ended with status $?"
	check_watchers
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" last
}
