# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="by UEFI firmware: the kernel, which cannot move itself there, is loaded to a random address"
FIRMWARE=ovmf
MEM=2048
TIMEOUT=300
HOW=-s

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
	kexec_tools_exec
}

second() {
	say "$(grep 'Kernel code' /proc/iomem)"
}
