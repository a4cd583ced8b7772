# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="memmap= of the running kernel, which is not on the next one's command line"
# Reserved, and persistent: where the segments of both calls would be otherwise
APPEND="memmap=48M\$960M memmap=12M!1008M"
NEXT_APPEND=

row file HOW=-s DESC="memory that memmap= takes is the next kernel's again by file, and no segment is put there"
row tools HOW=-c DESC="memory that memmap= takes is not the next kernel's by kexec-tools, which passes on the running kernel's map"

START=$((960 << 20)) END=$((1020 << 20))

first() {
	grep -q '^3c000000-3effffff : Reserved' /proc/iomem || fail "memmap= has reserved nothing"
	# check_hop compares how much System RAM there is.
	[ "$HOW" = -c ] || RAM=$((RAM + (END - START) / 1024))
	kexec_tools_load
	grep -q 0x /sys/kernel/kexec/segments || fail "there is no segment"
	while read -r fi_range _; do
		say "segment $fi_range"
		[ $((${fi_range#*-})) -le $START ] || [ $((${fi_range%-*})) -ge $END ] ||
			fail "a segment is in memory that memmap= has taken"
	done </sys/kernel/kexec/segments
	kexec_tools_exec
}

second() {
	say "$(grep -E 'System RAM|Reserved|Persistent' /proc/iomem)"
}
