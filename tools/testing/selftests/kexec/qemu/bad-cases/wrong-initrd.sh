# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the second kernel's initrd is not the one that was meant"
WHY="the hash of the initramfs is"

first() {
	echo more >/cases/more.sh
	kexec_tools_load
	kexec_tools_exec
}
