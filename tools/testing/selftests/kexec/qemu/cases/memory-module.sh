# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="memory that the firmware's map does not have"
MEM="1024,slots=2,maxmem=4096M"
APPEND="memhp_default_state=online nokaslr"

row boot HOW=-s MACHINE="-object memory-backend-ram,id=more,size=1G -device pc-dimm,memdev=more" \
	DESC="a memory module, not in the firmware's map, of a machine that boots: nothing is loaded to there by file"
row boot-tools HOW=-c MACHINE="-object memory-backend-ram,id=more,size=1G -device pc-dimm,memdev=more" \
	DESC="the same, and kexec-tools uses the module and tells the next kernel of it"
row added HOW=-s DESC="a memory module that comes before the load: nothing is loaded to there by file" \
	QMP='{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "more", "size": 1073741824}}
{"execute": "device_add", "arguments": {"driver": "pc-dimm", "id": "dimm", "memdev": "more"}}'

# The machine has 1 GiB below 4 GiB; the module comes above.
MODULE=$((0x100000000))

has_module() {
	[ "$(ram_kib)" -gt 1900000 ]
}

first() {
	if [ "$ROW" = added ]; then
		ask_qmp
		ask_qmp
	fi
	wait_for "the module" 30 has_module
	RAM=$(ram_kib)
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
