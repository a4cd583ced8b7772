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
# How the kernel uses what is added, and where that is: above 4 GiB, and all other memory
ONLINE='' ADDED=0x100000000

row added ONLINE=online QMP="$ADD" DESC="memory that is added after the load is in the dump"
# The other memory does not end at a multiple of 64 MiB.
row added-high ONLINE=online QMP="$ADD" MEM="5130,slots=2,maxmem=8192M" ADDED=0x200000000 APPEND="crashkernel=384M" \
	DESC="the same on a machine with memory above 4 GiB"
# Nothing tells where memory may be added, nor what belongs to PCI.
row added-no-numa ONLINE=online QMP="$ADD" APPEND="crashkernel=192M numa=off pci=nocrs" \
	DESC="the same with numa=off"
row removed ONLINE=online_movable QMP="$ADD
$REMOVE" DESC="memory that comes and goes after the load is not in the dump"

row update ONLINE=online QMP="$ADD" SAYS="kexec_crash_test: in crash_edit_elf64_headers" \
	BT="(kexec_crash_here|kprobe_int3_handler|opt_pre_handler) crash_edit_elf64_headers" \
	DESC="a panic while the elfcorehdr is updated for memory that is added"

has_more_memory() {
	[ "$(ram_kib)" -gt $((RAM + 200000)) ]
}

has_no_more_memory() {
	! grep -q "^${ADDED#0x}-" /proc/iomem
}

crash() {
	echo "$ONLINE" >/sys/devices/system/memory/auto_online_blocks
	[ "$ROW" != update ] || panic_in crash_edit_elf64_headers
	ask_qmp
	ask_qmp
	# The panic comes by itself, once the memory is online.
	[ "$ROW" != update ] || return 0
	wait_for "the memory that QEMU adds" 30 has_more_memory
	has_no_more_memory && fail "the memory that QEMU has added is not where it is looked for"
	case $ROW in
	added | added-no-numa) mark_more 16 ;;
	# The elfcorehdr is updated once the memory is online.
	added-high) sleep 1 ;;
	removed)
		ask_qmp
		wait_for "the end of the memory that QEMU takes away" 30 has_no_more_memory
		;;
	esac
	echo c >/proc/sysrq-trigger
}

second() {
	case $ROW in
	added | added-no-numa) check_vmcore 1 $ADDED ;;
	*) check_vmcore 1 ;;
	esac
	cv_end=${cv_said##* end=}
	case $ROW in
	added*) [ "$((cv_end))" -gt "$((ADDED))" ] || fail "the dump ends at $cv_end" ;;
	*) [ "$((cv_end))" -le "$((ADDED))" ] || fail "the dump has memory up to $cv_end" ;;
	esac
	! grep -q "^${ADDED#0x}-.*System RAM" /proc/iomem || fail "the crash kernel uses what was added"
	save_dump
}
