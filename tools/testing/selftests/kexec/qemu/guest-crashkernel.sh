# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154	# guest.sh and init set the rest
#
# For the cases about crashkernel=, beside guest.sh: what is reserved, by all that
# tells of it, and what the log says.

MIB=$((1 << 20))
FOUR_GIB=$((4 << 30))

# "PARENT START END" of each range, lowest first, in decimal; END belongs to it.
reserved_ranges() {
	while read -r rr_range _ rr_name; do
		case $rr_name in
		"Crash kernel") echo "$rr_parent $((0x${rr_range%-*})) $((0x${rr_range#*-}))" ;;
		"System RAM") rr_parent=ram rr_end=$((0x${rr_range#*-})) ;;
		*) [ $((0x${rr_range%-*})) -le "${rr_end:-0}" ] || rr_parent=none ;;
		esac
	done </proc/iomem
}

check_place() { # PLACE START END
	case $1 in
	low) [ "$3" -lt $FOUR_GIB ] || fail "a range ends at $3, not below 4 GiB" ;;
	high) [ "$2" -ge $FOUR_GIB ] || fail "a range begins at $2, below 4 GiB" ;;
	*) check_equal "the start of the range" "$2" $(($1)) && return ;;
	esac
	check_equal "what $2 is above a multiple of 16 MiB" $(($2 % (16 * MIB))) 0
}

check_range() { # MIB PLACE PARENT START END
	check_equal "what the range at $4 lies in" "$3" ram
	check_equal "the bytes of the range at $4" $(($5 - $4 + 1)) $(($1 * MIB))
	check_place "$2" "$4" "$5"
}

# The arguments are the ranges that there have to be, lowest first: MIB:low, MIB:high
# (which of the sides of 4 GiB) or MIB:ADDRESS.
check_ranges() { # RANGE...
	reserved_ranges >/tmp/reserved
	check_equal "the number of ranges in /proc/iomem" "$(wc -l </tmp/reserved)" $#
	cr_sum=0
	for cr_want in "$@"; do
		read -r cr_parent cr_start cr_end
		check_range "${cr_want%:*}" "${cr_want#*:}" "$cr_parent" "$cr_start" "$cr_end"
		cr_sum=$((cr_sum + ${cr_want%:*}))
	done </tmp/reserved
	check_size $cr_sum
}

# The same, and the log has said so.
check_reserved() { # RANGE...
	check_ranges "$@"
	while read -r _ cr_start cr_end; do
		cr_log=$(printf 'reserved: 0x%016x - 0x%016x (%u MB)' "$cr_start" "$cr_end" \
			$(((cr_end - cr_start) / MIB + 1)))
		dmesg | grep -F 'crashkernel ' | grep -qF "$cr_log" ||
			fail "the log does not say '$cr_log'"
	done </tmp/reserved
}

mem_total() {
	awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo
}

check_size() { # MIB
	check_equal /sys/kernel/kexec_crash_size "$(cat /sys/kernel/kexec_crash_size)" $(($1 * MIB))
	cs_used=$(mem_total)
	cs_left=$((RAM - $1 * 1024 - cs_used))
	say "$1 MiB reserved, $cs_used KiB in use, $cs_left KiB less than there are"
	# A 64th is for struct page. The kernel takes less than another three.
	[ $cs_left -ge $((RAM / 64)) ] || fail "reserved memory is in use as well"
	[ $cs_left -lt $((RAM / 16)) ] || fail "memory is neither reserved nor in use"
}

expect_log() { # EXTENDED_REGULAR_EXPRESSION
	dmesg | grep -E '\] crashkernel:? ' | grep -qE "$1" || fail "the log does not say '$1'"
}

# Nothing is reserved, and the log has a line that says why.
expect_none() { # EXTENDED_REGULAR_EXPRESSION
	check_ranges
	expect_log "$1"
	! dmesg | grep -qE '\] crashkernel .*reserved: ' || fail "the log speaks of a reservation"
}
