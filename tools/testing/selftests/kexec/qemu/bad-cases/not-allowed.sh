# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a complaint that the case does not speak of"
WHY="the kernel complained: Initramfs unpacking failed"
DISK=1
NEXT_APPEND="retain_initrd root=/dev/vda ro init=/init"
ALLOW="Initramfs unpacking failed: something else"

first() {
	random_initrd 4096
	file_load_direct
	kexec_tools_exec
}
