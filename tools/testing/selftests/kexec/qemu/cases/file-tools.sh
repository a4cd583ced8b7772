# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec-tools loads a kernel by kexec_file_load(2) and reboots into it"

first() {
	make_initrd
	say "kexec -s -d -l"
	kexec -s -d -l /boot/bzImage --initrd=/tmp/next.cpio --command-line="$(next_cmdline)" ||
		fail "kexec -s -l failed with status $?"
	check_loaded 1
	kexec_tools_exec
}
