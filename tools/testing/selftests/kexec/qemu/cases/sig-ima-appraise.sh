# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034,SC2153	# for both sides; HOP is not HOPS
DESC="IMA appraises kernel and initrd; its signature serves in a locked-down kernel too"
NEXT=signed
HOW=-s

# tmpfs has the attributes of security modules, the first root directory may not.
first() {
	. /guest-sign.sh
	make_initrd
	cp /boot/bzImage /tmp/kernel
	kexec_tools_load image=early
	lock_down integrity
	expect_refused EPERM "lockdown requires a valid signature" /tmp/kernel
	ima_policy "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig"
	expect_refused EACCES "a security module forbids the kernel's file" /tmp/kernel
	expect_refused EACCES "a security module forbids the kernel's file" /run.bzImage
	set_ima /tmp/kernel /run.hash || fail "no attribute can be set"
	expect_refused EACCES "a security module forbids the kernel's file" /tmp/kernel
	set_ima /tmp/kernel /run.ima || fail "no attribute can be set"
	expect_segments_refused EACCES "a security module forbids it"
	BZIMAGE=/tmp/kernel
	kexec_tools_load image=appraised
	ima_policy "appraise func=KEXEC_INITRAMFS_CHECK"
	expect_refused EACCES "a security module forbids the initrd's file" /tmp/kernel /tmp/next.cpio
	write_bytes /tmp/kernel 100000 'x'
	expect_refused EACCES "a security module forbids the kernel's file" /tmp/kernel
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" appraised
}
