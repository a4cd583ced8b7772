# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="by UEFI firmware, whose tables still name the first initrd: the second kernel has none"
DISK=1
FIRMWARE=ovmf
TIMEOUT=300
NEXT_APPEND="retain_initrd root=/dev/vda ro init=/init"

first() {
	# What the first initrd was in is memory of no use to anybody now: overwrite it.
	dd if=/dev/urandom of=/tmp/fill bs=1M count=300 2>/dev/null || fail "no room in /tmp"
	expect_file_load ok -c "$(next_cmdline)" "$BZIMAGE" -
	check_loaded 1
	kexec_tools_exec
}

second() {
	dmesg | grep -q ' INITRD=' || fail "the firmware names no initrd: nothing was tested"
	[ ! -e /sys/firmware/initrd ] || fail "there is an initrd of $(wc -c </sys/firmware/initrd) bytes"
}
