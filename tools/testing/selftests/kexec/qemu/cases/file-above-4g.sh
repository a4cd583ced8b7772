# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="6 GiB of RAM: kernel and initrd lie above 4 GiB"
MEM=6144
HOW=-s
# Without KASLR a kernel stays where it was loaded.
NEXT_APPEND="nokaslr retain_initrd"

first() {
	make_initrd
	use_initrd /tmp/next.cpio
	kexec_tools_load
	kexec_tools_exec
}

second() {
	[ "$RAM" -gt $((5 << 20)) ] || fail "only $RAM KiB of RAM"
	initrd=$(dmesg | sed -n 's/.*RAMDISK: \[mem 0x\([0-9a-f]*\)-.*/\1/p')
	kernel=$(sed -n 's/-.* : Kernel code$//p' /proc/iomem | tr -d ' ')
	say "the initrd is at $initrd, the kernel at $kernel"
	[ $((0x$initrd)) -ge $((4 << 30)) ] || fail "the initrd is at $initrd, below 4 GiB"
	[ $((0x$kernel)) -ge $((4 << 30)) ] || fail "the kernel is at $kernel, below 4 GiB"
}
