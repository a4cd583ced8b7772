# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the pointer to vmcoreinfo was overwritten: the dump has the copy in the reserved memory"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	poke vmcoreinfo_data 0 0xdead000000000000 || fail "vmcoreinfo_data cannot be written"
	echo c >/proc/sysrq-trigger
}
