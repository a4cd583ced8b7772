# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="make run: kexec_load(2) into the second kernel, kexec_file_load(2) into the third"
KERNEL=small
CHECKS=1
HOPS=3
# The rest of a 2 MiB block that others use has to be moved.
BOUND=2097152

say_segments() {
	while read -r ss_range ss_place ss_move; do
		say "  segment $ss_range: $ss_place bytes at their destination, $ss_move to move"
	done </sys/kernel/kexec/segments
	ss_move=$(cat /sys/kernel/kexec/bytes_to_move)
	say "  in all: $(cat /sys/kernel/kexec/bytes_in_place) bytes at their destination, $ss_move to move"
}

first() {
	if [ "$HOP" = 1 ]; then
		say "kexec_load(2), segments where kexec-tools wants them: under the top of memory"
		kexec_tools_load
		say_segments
	else
		HOW=-s
		say "kexec_file_load(2), segments where the kernel wants them"
		kexec_tools_load
		say_segments
		[ "$ss_move" -lt $BOUND ] || fail "$ss_move bytes are to be moved"
	fi
	kexec_tools_exec
}

second() {
	say "kernel $HOP is up: $(cut -d' ' -f 1-3 /proc/version), all files of its initrd are what they were"
}
