# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# More places than crash and crash-memory.update have, for a run of their own:
# make test CASE=crash-steps
DESC="a panic in the middle of a replacement, or of an update, of the crash kernel"
WANT=crash
HOW=-s
MEM="1024,slots=2,maxmem=4096M"
APPEND="crashkernel=192M"

# Where a replacement is interrupted, and which image has to come up; after which write to an
# entry of the elfcorehdr an update is
PLACE='' IMAGE=old WRITTEN=''

row layout PLACE=kexec_layout_build DESC="a panic as the places of a replacement are looked at"
row share PLACE=crash_region_share DESC="a panic before a replacement is prepared by the machine"
row prepare PLACE=machine_kexec_prepare DESC="a panic as the page tables of a replacement are made"
row control PLACE=crash_region_alloc DESC="a panic as a page of the region is found for a replacement"
row vmcoreinfo PLACE=crash_image_map_vmcoreinfo DESC="a panic as the copy of vmcoreinfo is mapped"
row copy PLACE=crash_image_add_copy DESC="a panic as the copy of struct kimage gets its place"
row publish PLACE=kimage_publish DESC="a panic when a replacement is complete"
row beside PLACE=crash_image_is_beside_armed DESC="a panic as both images are compared"
row data PLACE=kexec_memory_free_data IMAGE=new DESC="a panic as what was staged is freed"
row room PLACE=crash_get_memory_size DESC="a panic as the room of a replacement is looked at"
row status PLACE=kexec_sysfs_publish IMAGE=new DESC="a panic as the status files change"
row memory PLACE=kexec_memory_free IMAGE=new DESC="a panic as the memory of the replaced image is freed"

row entry-0 WRITTEN=0 DESC="a panic after an entry's type or flags were written"
row entry-8 WRITTEN=8 DESC="a panic after an entry's offset was written"
row entry-16 WRITTEN=16 DESC="a panic after an entry's virtual address was written"
row entry-24 WRITTEN=24 DESC="a panic after an entry's physical address was written"
row entry-32 WRITTEN=32 DESC="a panic after an entry's size in the file was written"
row entry-40 WRITTEN=40 DESC="a panic after an entry's size in memory was written"
row entry-48 WRITTEN=48 DESC="a panic after an entry's alignment was written"
LONG=$ROWS

SAYS="kexec_crash_test: (in ${PLACE:-kexec}|an entry of the elfcorehdr is being written)"
BT="(kexec_crash_here|kprobe_int3_handler|opt_pre_handler|perf_bp_event)"
QMP='{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "more", "size": 268435456}}
{"execute": "device_add", "arguments": {"driver": "pc-dimm", "id": "dimm", "memdev": "more"}}'

update() {
	echo "$WRITTEN" >/sys/module/kexec_crash_test/parameters/panic_after ||
		fail "there is no spare entry"
	echo online >/sys/devices/system/memory/auto_online_blocks
	ask_qmp
	ask_qmp
}

crash() {
	if [ -n "$WRITTEN" ]; then
		update
	else
		replace "$PLACE"
	fi
}
