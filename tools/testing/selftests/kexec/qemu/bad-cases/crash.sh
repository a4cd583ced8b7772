# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq
# What the second kernel does
SECOND=crash_second

row complaint SECOND=panic DESC="the crash kernel panics, too" WHY="the kernel complained"
row lost-cpu DUMP_CPUS=2 DESC="a CPU left no registers" WHY="wanted are 2 CPUs"
row no-dump SECOND="check_vmcore 1" DESC="the crash kernel sends no dump" WHY="sent no dump"
row wrong-page DESC="a byte of the marked memory is not what it was" WHY="does not hold what it held"
row wrong-task BT=lkdtm_BUG DESC="another function than the one that panicked is looked for" \
	WHY="crash's bt does not show"

panic() {
	echo c >/proc/sysrq-trigger
}

# The index's fifth word is the address of the first marked page.
change_page() {
	page=$(dd if=/dev/mem bs=8 skip=$((MARK / 8 + 4)) count=1 2>/dev/null | od -An -tx8 | tr -d ' ')
	printf '\0' | dd of=/dev/mem bs=1 seek=$((0x$page + 100)) 2>/dev/null
	printf '\1' | dd of=/dev/mem bs=1 seek=$((0x$page + 101)) 2>/dev/null
	check_equal "what was written to 0x$page + 100" \
		"$(dd if=/dev/mem bs=1 skip=$((0x$page + 100)) count=2 2>/dev/null | od -An -tx1)" " 00 01"
}

crash() {
	[ "$ROW" != wrong-page ] || change_page
	panic
}

second() {
	eval "$SECOND"
}
