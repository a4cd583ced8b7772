# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="a program that does the system call itself, with KEXEC_FILE_DEBUG; from sealed anonymous files"
HOPS=3
CPUS=2
NEXT_APPEND=retain_initrd

first() {
	check_loaded 0
	make_initrd
	use_initrd /tmp/next.cpio
	if [ "$HOP" = 1 ]; then file_option=-d; else file_option=-m; fi
	expect_file_load ok $file_option -c "$(next_cmdline)" "$BZIMAGE" "$INITRD"
	check_loaded 1
	expect_call "" reboot
}

# A kernel that has used a seed for its random numbers leaves nothing of it.
second() {
	se_seeds=0
	for se_data in /sys/kernel/boot_params/setup_data/*; do
		[ "$(cat "$se_data/type")" = 0x9 ] || continue
		check_equal "the bytes left of the seed" "$(wc -c <"$se_data/data")" 0
		se_seeds=$((se_seeds + 1))
	done
	check_equal "the number of seeds" $se_seeds 1
}
