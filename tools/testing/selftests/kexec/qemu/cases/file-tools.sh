# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec-tools loads a kernel by kexec_file_load(2) and reboots into it"
HOW=-s
NEXT_APPEND=retain_initrd

first() {
	make_initrd
	use_initrd /tmp/next.cpio
	kexec_tools_load
	kexec_tools_exec
}
