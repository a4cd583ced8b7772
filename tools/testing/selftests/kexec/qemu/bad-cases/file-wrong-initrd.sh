# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="another initrd than the one that was meant is loaded by kexec_file_load(2)"
WHY="the hash of /sys/firmware/initrd is"
NEXT_APPEND=retain_initrd

first() {
	make_initrd
	use_initrd /tmp/next.cpio
	printf '\0' >>/tmp/next.cpio
	file_load_direct
	kexec_tools_exec
}
