# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="6 GiB of RAM: by kexec_load(2); by file above 4 GiB; a kernel that takes an initrd below 4 GiB only"
MEM=6144
HOPS=4
TIMEOUT=300

# xloadflags without XLF_CAN_BE_LOADED_ABOVE_4G, which kexec-tools does not load so. The
# initrd is read to where most memory is free, and has to be moved from there.
load_below_4g() {
	cp "$BZIMAGE" /tmp/bzImage
	printf '\161' | dd of=/tmp/bzImage bs=1 seek=$((0x236)) conv=notrunc 2>/dev/null
	BZIMAGE=/tmp/bzImage
	file_load_direct
	say "$(cat /sys/kernel/kexec/bytes_in_place) bytes in place, $(cat /sys/kernel/kexec/bytes_to_move) to move"
}

first() {
	check_loaded 0
	if [ "$HOP" = 1 ]; then
		kexec_tools_load
		kexec_tools_exec
	fi
	# Without KASLR a kernel stays where it was loaded.
	NEXT_APPEND="nokaslr retain_initrd"
	make_initrd
	use_initrd /tmp/next.cpio
	case $HOP in
	2) HOW=-s kexec_tools_load ;;
	3) load_below_4g ;;
	esac
	kexec_tools_exec
}

second() {
	[ "$RAM" -gt $((5 << 20)) ] || fail "only $RAM KiB of RAM"
	initrd=$(dmesg | sed -n 's/.*RAMDISK: \[mem 0x\([0-9a-f]*\)-.*/\1/p')
	kernel=$(sed -n 's/-.* : Kernel code$//p' /proc/iomem | tr -d ' ')
	say "the initrd is at $initrd, the kernel at $kernel"
	case $HOP in
	3)
		[ $((0x$initrd)) -ge $((4 << 30)) ] || fail "the initrd is at $initrd, below 4 GiB"
		[ $((0x$kernel)) -ge $((4 << 30)) ] || fail "the kernel is at $kernel, below 4 GiB"
		;;
	4) [ $((0x$initrd)) -lt $((4 << 30)) ] || fail "the initrd is at $initrd, not below 4 GiB" ;;
	esac
}
