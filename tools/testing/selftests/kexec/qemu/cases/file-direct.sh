# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a program that does the system call itself, with KEXEC_FILE_DEBUG"
CPUS=2
NEXT_APPEND=retain_initrd

first() {
	check_loaded 0
	make_initrd
	use_initrd /tmp/next.cpio
	expect_file_load ok -d -c "$(next_cmdline)" "$BZIMAGE" "$INITRD"
	check_loaded 1
	expect_call "" reboot
}
