# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="6 GiB of RAM, a kernel that takes an initrd below 4 GiB only"
MEM=6144
NEXT_APPEND="nokaslr retain_initrd"

# The file was read to where most memory is free, and has to be moved from there.
first() {
	make_initrd
	use_initrd /tmp/next.cpio
	# xloadflags without XLF_CAN_BE_LOADED_ABOVE_4G, which kexec-tools does not load so
	cp "$BZIMAGE" /tmp/bzImage
	printf '\161' | dd of=/tmp/bzImage bs=1 seek=$((0x236)) conv=notrunc 2>/dev/null
	BZIMAGE=/tmp/bzImage
	file_load_direct
	say "$(cat /sys/kernel/kexec/bytes_in_place) bytes in place, $(cat /sys/kernel/kexec/bytes_to_move) to move"
	kexec_tools_exec
}

second() {
	initrd=$(dmesg | sed -n 's/.*RAMDISK: \[mem 0x\([0-9a-f]*\)-.*/\1/p')
	say "the initrd is at $initrd"
	[ $((0x$initrd)) -lt $((4 << 30)) ] || fail "the initrd is at $initrd, not below 4 GiB"
}
