# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="no initrd: KEXEC_FILE_NO_INITRAMFS, the root file system is a disk"
DISK=1
NEXT_APPEND="retain_initrd root=/dev/vda ro init=/init"

first() {
	expect_file_load ok -c "$(next_cmdline)" "$BZIMAGE" -
	check_loaded 1
	kexec_tools_exec
}

second() {
	[ ! -e /sys/firmware/initrd ] || fail "there is an initrd of $(wc -c </sys/firmware/initrd) bytes"
}
