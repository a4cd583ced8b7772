# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec-tools loads a real kernel as an image that comes back: two kernels take turns"
TIMEOUT=240

# What is the second kernel's alone. KASLR would choose among all memory. The first kernel
# leaves the low memory, which the second needs for its real-mode code, to the firmware.
START=0x10000000 MIB=256
SECOND="nokaslr memmap=exactmap memmap=64K@64K memmap=${MIB}M@$START"

jump_to() { # WHOM
	kexec_call reboot || fail "the jump failed"
	say "back from $1"
}

first() {
	make_initrd
	head -c 104857600 /dev/urandom >/tmp/data
	fi_hash=$(md5sum </tmp/data)
	kexec -c -l --load-preserve-context --mem-min=$START \
		--mem-max=$((START + MIB * 1048576 - 1)) --initrd=/tmp/next.cpio \
		--command-line="$(RAM=$((MIB * 1024)) next_cmdline "$SECOND")" "$BZIMAGE" ||
		fail "kexec -l failed with status $?"
	for fi_turn in 1 2; do
		jump_to "the second kernel, turn $fi_turn"
		check_equal "the hash of 100 MiB" "$(md5sum </tmp/data)" "$fi_hash"
	done
	leave
}

second() {
	kexec -c -l --load-jump-back-helper --entry="$(cmdline_value kexec_jump_back_entry)" ||
		fail "kexec -l failed with status $?"
	jump_to "the first kernel"
	check_equal "the hash of the initramfs" "$(tree_hash)" "$TREE"
	echo "$NONCE hop=2" >/dev/ttyS1
	jump_to "the first kernel, which should not have come here again"
	fail "there was one turn too many"
}
