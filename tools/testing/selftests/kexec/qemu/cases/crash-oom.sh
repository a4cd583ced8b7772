# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="no memory is left"
WANT=crash
MEM=640
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: Out of memory"
BT=out_of_memory

crash() {
	set_sysctl vm/panic_on_oom 1
	tail /dev/zero
}
