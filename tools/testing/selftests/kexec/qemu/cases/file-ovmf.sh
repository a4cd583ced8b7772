# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="by UEFI firmware: runtime services and variables are there in the second kernel too"
FIRMWARE=ovmf
CPUS=2
MEM=1024
TIMEOUT=300
HOW=-s

EFIVARS=/sys/firmware/efi/efivars
GUID=6b7a1c52-7a0e-4d0c-9c1b-1f6f3c8f9d11

mount_efivars() {
	[ -d /sys/firmware/efi/runtime-map/0 ] || fail "there is no /sys/firmware/efi/runtime-map"
	mount -t efivarfs efivarfs $EFIVARS || fail "efivarfs cannot be mounted"
}

# Four bytes of attributes go first: NON_VOLATILE, BOOTSERVICE_ACCESS, RUNTIME_ACCESS.
write_variable() { # NAME TEXT
	printf '\7\0\0\0%s' "$2" >"$EFIVARS/$1-$GUID" || fail "the variable $1 cannot be written"
}

check_variable() { # NAME TEXT
	check_equal "the variable $1" "$(tail -c +5 "$EFIVARS/$1-$GUID")" "$2"
}

first() {
	mount_efivars
	write_variable KexecFirst "$NONCE"
	kexec_tools_load
	kexec_tools_exec
}

# By calls into the firmware: what the first kernel left there, and a new one.
second() {
	mount_efivars
	check_variable KexecFirst "$NONCE"
	write_variable KexecSecond "$TREE"
	umount $EFIVARS
	mount_efivars
	check_variable KexecSecond "$TREE"
	check_equal "efi/fw_platform_size" "$(cat /sys/firmware/efi/fw_platform_size)" 64
	grep -q ACPI20= /sys/firmware/efi/systab || fail "the EFI system table names no ACPI"
}
