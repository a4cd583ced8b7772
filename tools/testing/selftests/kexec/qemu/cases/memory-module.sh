# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="memory that the firmware's map does not have"
MEM="1024,slots=2,maxmem=4096M"
APPEND="memhp_default_state=online nokaslr"

# What it comes to be in one go, in KiB, and the bytes of an initrd that is no archive
KIB=1900000 RANDOM_INITRD='' QMP=''
PLUG='{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "more", "size": 1073741824}}
{"execute": "device_add", "arguments": {"driver": "pc-dimm", "id": "dimm", "memdev": "more"}}'
NO_ARCHIVE="Initramfs unpacking failed: invalid magic at start of compressed archive"

row boot HOW=-s MACHINE="-object memory-backend-ram,id=more,size=1G -device pc-dimm,memdev=more" \
	DESC="a memory module, not in the firmware's map, of a machine that boots: nothing is loaded to there by file"
row boot-tools HOW=-c MACHINE="-object memory-backend-ram,id=more,size=1G -device pc-dimm,memdev=more" \
	DESC="the same, and kexec-tools uses the module and tells the next kernel of it"
row added HOW=-s QMP="$PLUG" DESC="a memory module that comes before the load: nothing is loaded to there by file"
row added-debian HOW=-s QMP="$PLUG" NEXT=debian TIMEOUT=300 \
	DESC="the same, and the next kernel is Debian's, whose ACPI adds the module again"
row added-initrd HOW=-s QMP="$PLUG" MEM="512,slots=2,maxmem=4096M" KIB=1400000 DISK=1 RANDOM_INITRD=125829120 \
	NEXT_APPEND="$APPEND retain_initrd root=/dev/vda ro init=/init" ALLOW="$NO_ARCHIVE" SAYS="$NO_ARCHIVE" \
	DESC="an initrd of 120 MiB, on a machine of 512 MiB to which a module of 1 GiB is added"

# All other memory is below 4 GiB.
MODULE=$((0x100000000))

has_module() {
	[ "$(ram_kib)" -gt $KIB ]
}

first() {
	if [ -n "$QMP" ]; then
		ask_qmp
		ask_qmp
	fi
	wait_for "the module" 30 has_module
	RAM=$(ram_kib)
	[ -z "$RANDOM_INITRD" ] || random_initrd "$RANDOM_INITRD"
	kexec_tools_load
	while read -r fm_range _; do
		say "segment $fm_range"
		[ "$HOW" = -c ] || [ $((0x${fm_range#*-0x})) -le $MODULE ] ||
			fail "it is in the module"
	done </sys/kernel/kexec/segments
	fm_unknown=$(cat /sys/kernel/kexec/bytes_unknown)
	say "$fm_unknown bytes in memory that the firmware's map lacks"
	case $HOW in
	-s) check_equal bytes_unknown "$fm_unknown" 0 ;;
	-c) [ "$fm_unknown" -gt 0 ] || fail "kexec-tools did not use the module: this shows nothing" ;;
	esac
	kexec_tools_exec
}

# ACPI has it added again, or it is in the map by now.
second() {
	wait_for "the module" 30 has_module
	say "$(grep 'System RAM' /proc/iomem)"
}
