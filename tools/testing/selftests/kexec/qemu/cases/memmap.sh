# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="memmap= of the running kernel, which is not on the next one's command line"
# Reserved, and persistent
APPEND="memmap=64M\$512M memmap=32M!640M"
NEXT_APPEND=

row file HOW=-s DESC="memory that memmap= takes is the next kernel's again by file, and no segment is put there"
row tools HOW=-c DESC="memory that memmap= takes is not the next kernel's by kexec-tools, which passes on the running kernel's map"

TAKEN=$((96 << 10))

check_outside() { # RANGE START END
	[ $((${1#*-})) -le "$2" ] || [ $((${1%-*})) -ge "$3" ] ||
		fail "a segment is in memory that memmap= has taken"
}

first() {
	grep -q '^20000000-23ffffff : Reserved' /proc/iomem || fail "memmap= has reserved nothing"
	[ "$HOW" = -c ] || RAM=$((RAM + TAKEN))
	kexec_tools_load
	while read -r fi_range _; do
		say "segment $fi_range"
		check_outside "$fi_range" $((512 << 20)) $((576 << 20))
		check_outside "$fi_range" $((640 << 20)) $((672 << 20))
	done </sys/kernel/kexec/segments
	kexec_tools_exec
}

# check_hop compares how much System RAM there is.
second() {
	say "$(grep -E 'System RAM|Reserved|Persistent' /proc/iomem)"
}
