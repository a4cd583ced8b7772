# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="by UEFI firmware, four hops: two without runtime services, one after each"
FIRMWARE=ovmf
MEM=1024
HOPS=5
TIMEOUT=400
HOW=-s

# What each kernel tells the next one of EFI
first() {
	check_acpi
	set -- efi=noruntime efi=runtime noefi efi=runtime
	shift $((HOP - 1))
	make_initrd
	expect_file_load ok -c "$(next_cmdline | sed 's/ efi=noruntime//; s/ efi=runtime//; s/ noefi//') $1" \
		"$BZIMAGE" /tmp/next.cpio
	check_loaded 1
	kexec_tools_exec
}

# Its tables are all that is left of the firmware.
check_acpi() {
	[ -e /sys/firmware/acpi/tables/FACP ] || fail "hop $HOP has no ACPI tables"
	say "hop $HOP: $(find /sys/firmware -mindepth 1 -maxdepth 2 | tr '\n' ' ')"
}

second() {
	[ "$HOP" != 2 ] || [ ! -d /sys/firmware/efi/runtime-map/0 ] || fail "efi=noruntime was ignored"
	check_acpi
}
