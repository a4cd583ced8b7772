# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="memory that comes and goes after the load is not in the dump"
WANT=crash
MEM="1024,slots=2,maxmem=4096M"
HOW=-s
APPEND="crashkernel=192M"
QMP='{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "more", "size": 268435456}}
{"execute": "device_add", "arguments": {"driver": "pc-dimm", "id": "dimm", "memdev": "more"}}
{"execute": "device_del", "arguments": {"id": "dimm"}}'
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

# The machine has 1 GiB below 4 GiB; what is added comes above.
ADDED=0x100000000

has_more_memory() {
	[ "$(ram_kib)" -gt $((RAM + 200000)) ]
}

has_no_more_memory() {
	! grep -q "^${ADDED#0x}-" /proc/iomem
}

crash() {
	echo online_movable >/sys/devices/system/memory/auto_online_blocks
	ask_qmp
	ask_qmp
	wait_for "the memory that QEMU adds" 30 has_more_memory
	has_no_more_memory && fail "the memory that QEMU has added is not where it is looked for"
	ask_qmp
	wait_for "the end of the memory that QEMU takes away" 30 has_no_more_memory
	echo c >/proc/sysrq-trigger
}

second() {
	check_vmcore 1
	cv_end=${cv_said##* end=}
	[ "$((cv_end))" -le "$((ADDED))" ] || fail "the dump has memory up to $cv_end"
	save_dump
}
