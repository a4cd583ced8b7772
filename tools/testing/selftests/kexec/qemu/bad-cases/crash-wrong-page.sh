# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a byte of the marked memory is not what it was"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq
WHY="does not hold what it held"

# The index's fifth word is the address of the first marked page.
crash() {
	page=$(dd if=/dev/mem bs=8 skip=$((MARK / 8 + 4)) count=1 2>/dev/null | od -An -tx8 | tr -d ' ')
	printf '\0' | dd of=/dev/mem bs=1 seek=$((0x$page + 100)) 2>/dev/null
	printf '\1' | dd of=/dev/mem bs=1 seek=$((0x$page + 101)) 2>/dev/null
	echo c >/proc/sysrq-trigger
}
