# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the destinations meet huge pages of hugetlbfs, free and used"
WANT=payload
MEM=2048
APPEND="nokaslr hugepages=256"

first() {
	check_equal HugePages_Total "$(awk '$1 == "HugePages_Total:" { print $2 }' /proc/meminfo)" 256
	payload_load -s 5% 5% 5% 5% 5% 5% 5% 5%
	check_equal HugePages_Total "$(awk '$1 == "HugePages_Total:" { print $2 }' /proc/meminfo)" 256
	payload_jump
}
