# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="by UEFI firmware: the kernel, which cannot move itself there, is loaded to a random address"
FIRMWARE=ovmf
MEM=2048
TIMEOUT=300
HOW=-s

# Tells the next kernel where it was loaded.
VARIABLES=/sys/firmware/efi/efivars
VARIABLE=$VARIABLES/KexecAddress-6b0a3c5e-7f1d-4a54-9c53-2f8c0e3b9d11

mount_variables() {
	mount -t efivarfs efivarfs $VARIABLES || fail "there are no EFI variables"
}

# The segment that is as large as the file, without the sectors for real mode
kernel_address() {
	ka_size=$(stat -c %s "$BZIMAGE")
	while read -r ka_range _; do
		ka_rest=$((ka_size - ${ka_range#*-} + ${ka_range%-*}))
		[ $ka_rest -lt -65536 ] || [ $ka_rest -gt 65536 ] || echo "${ka_range%-*}"
	done </sys/kernel/kexec/segments
}

# How many addresses four loads have had
addresses() { # EXTRA_COMMAND_LINE...
	for ad_round in 1 2 3 4; do
		kexec_tools_load "$@" >/dev/null
		kernel_address
	done | sort -u | wc -l
}

first() {
	check_config CONFIG_RANDOMIZE_BASE=y
	# The free memory changes a little from load to load.
	fi_fixed=$(addresses nokaslr)
	fi_random=$(addresses)
	say "four loads have had $fi_random addresses, with nokaslr $fi_fixed"
	[ "$fi_fixed" -le 2 ] || fail "with nokaslr, a kernel is loaded anywhere"
	[ "$fi_random" -gt 2 ] || fail "kernels are loaded to the same addresses"
	kexec_tools_load
	mount_variables
	# With the attributes that it needs to be set at run time
	printf '\007\000\000\000%016x\n' "$(kernel_address)" >$VARIABLE || fail "no variable is set"
	kexec_tools_exec
}

second() {
	mount_variables
	se_loaded=$(tail -c +5 $VARIABLE)
	se_code=$(grep 'Kernel code' /proc/iomem | tr -d ' ')
	se_start=$(printf %016x "0x${se_code%%-*}")
	check_equal "address of the kernel" "$se_start" "$se_loaded"
}
