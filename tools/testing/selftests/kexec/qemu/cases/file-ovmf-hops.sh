# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="by UEFI firmware, four hops: two without runtime services, one after each"
FIRMWARE=ovmf
MEM=1024
HOPS=5
TIMEOUT=400
HOW=-s

# The word that each kernel gives the next one, which drops it.
first() {
	check_acpi
	set -- efi=noruntime "" noefi ""
	shift $((HOP - 1))
	APPEND="efi=noruntime noefi" NEXT_APPEND=
	kexec_tools_load "$1"
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
