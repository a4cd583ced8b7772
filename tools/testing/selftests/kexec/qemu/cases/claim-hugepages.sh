# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the destinations meet huge pages of hugetlbfs, free and used; they stay what they are"
WANT=payload
MEM=2048
APPEND="nokaslr hugepages=256"

check_hugetlb() {
	check_equal HugePages_Total "$(awk '$1 == "HugePages_Total:" { print $2 }' /proc/meminfo)" 256
	check_equal HugePages_Free "$(awk '$1 == "HugePages_Free:" { print $2 }' /proc/meminfo)" 128
}

first() {
	use_memory hugetlb 256 || fail "no huge page can be used"
	check_hugetlb
	payload_load -s 5% 5% 5% 5% 5% 5% 5% 5%
	check_hugetlb
	check_used_memory
	hp_place=$(cat /sys/kernel/kexec/bytes_in_place) hp_move=$(cat /sys/kernel/kexec/bytes_to_move)
	say "$hp_place bytes in place, $hp_move to move"
	[ "$hp_move" -ge 402653184 ] || fail "few of the huge pages are where the destinations are"
	[ "$hp_place" -ge 268435456 ] || fail "what is beside the huge pages is not in place"
	payload_jump
}
