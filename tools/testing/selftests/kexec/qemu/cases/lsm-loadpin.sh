# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a security module that refuses: LoadPin, with kernels pinned to the first file system"
HOW=-s
APPEND="lsm=lockdown,loadpin loadpin.enforce=1"

first() {
	. /guest-sign.sh
	check_config CONFIG_SECURITY_LOADPIN=y
	# /tmp is a file system of its own.
	make_initrd
	INITRD=/run.next
	cp /tmp/next.cpio $INITRD
	kexec_tools_load image=pinned
	cp /boot/bzImage /tmp/elsewhere
	expect_refused EPERM "a security module forbids the kernel's file" /tmp/elsewhere
	expect_refused EPERM "a security module forbids the initrd's file" /boot/bzImage /tmp/next.cpio
	expect_segments_refused EPERM "a security module forbids it"
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" pinned
}
