# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: destinations in the memory of two NUMA nodes, and across them"
WANT=payload
CPUS=2
MACHINE="-object memory-backend-ram,id=m0,size=512M -numa node,nodeid=0,cpus=0-1,memdev=m0
	-object memory-backend-ram,id=m1,size=512M -numa node,nodeid=1,memdev=m1"
APPEND=nokaslr

first() {
	[ -d /sys/devices/system/node/node1 ] || fail "there is only one node"
	payload_load 32M 32M@0x1f000000 64M@0x30000000
	[ "$(cat /sys/kernel/kexec/bytes_in_place)" -gt 67108864 ] || fail "hardly anything was claimed"
	payload_jump
}
