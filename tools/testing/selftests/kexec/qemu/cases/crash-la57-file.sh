# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="five-level page tables in both kernels, by kexec_file_load"
WANT=crash
CPU=max
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	has_cpu_flag la57 || fail "the first kernel does not run with la57"
	echo c >/proc/sysrq-trigger
}
