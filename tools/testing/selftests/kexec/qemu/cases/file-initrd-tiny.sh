# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="initrds of 1, 4095, 4096 and 4097 random bytes, one a hop; an empty one is refused"
DISK=1
HOPS=5
NEXT_APPEND="retain_initrd root=/dev/vda ro init=/init"
# The root file system is the disk: these bytes are no archive, and the kernel says so.
ALLOW="Initramfs unpacking failed: invalid magic at start of compressed archive"
SAYS=$ALLOW

first() {
	: >/tmp/empty
	expect_file_load EINVAL -c "$(next_cmdline)" "$BZIMAGE" /tmp/empty
	check_loaded 0
	set -- 1 4095 4096 4097
	shift $((HOP - 1))
	random_initrd "$1"
	file_load_direct
	kexec_tools_exec
}
