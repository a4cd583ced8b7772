# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="memory comes after the load, and goes"
WANT=crash
MEM="1024,slots=2,maxmem=4096M"
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

ADD='{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "more", "size": 268435456}}
{"execute": "device_add", "arguments": {"driver": "pc-dimm", "id": "dimm", "memdev": "more"}}'
REMOVE='{"execute": "device_del", "arguments": {"id": "dimm"}}'
# How the kernel uses what is added
ONLINE=

row added ONLINE=online QMP="$ADD" DESC="memory that is added after the load is in the dump"
row removed ONLINE=online_movable QMP="$ADD
$REMOVE" DESC="memory that comes and goes after the load is not in the dump"

row update ONLINE=online QMP="$ADD" SAYS="kexec_crash_test: in crash_edit_elf64_headers" \
	BT="(kexec_crash_here|kprobe_int3_handler|opt_pre_handler) crash_edit_elf64_headers" \
	DESC="a panic while the elfcorehdr is updated for memory that is added"

# The machine has 1 GiB below 4 GiB; what is added comes above.
ADDED=0x100000000

has_more_memory() {
	[ "$(ram_kib)" -gt $((RAM + 200000)) ]
}

has_no_more_memory() {
	! grep -q "^${ADDED#0x}-" /proc/iomem
}

crash() {
	echo "$ONLINE" >/sys/devices/system/memory/auto_online_blocks
	[ "$ROW" != update ] ||
		echo crash_edit_elf64_headers >/sys/module/kexec_crash_test/parameters/panic_in
	ask_qmp
	ask_qmp
	wait_for "the memory that QEMU adds" 30 has_more_memory
	has_no_more_memory && fail "the memory that QEMU has added is not where it is looked for"
	case $ROW in
	added) mark_more 16 ;;
	removed)
		ask_qmp
		wait_for "the end of the memory that QEMU takes away" 30 has_no_more_memory
		;;
	esac
	echo c >/proc/sysrq-trigger
}

second() {
	if [ "$ROW" = added ]; then
		check_vmcore 1 $ADDED
	else
		check_vmcore 1
		cv_end=${cv_said##* end=}
		[ "$((cv_end))" -le "$((ADDED))" ] || fail "the dump has memory up to $cv_end"
	fi
	save_dump
}
