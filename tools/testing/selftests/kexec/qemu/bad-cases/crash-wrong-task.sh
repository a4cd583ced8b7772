# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="another function than the one that panicked is looked for"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=lkdtm_BUG
WHY="crash's bt does not show"

crash() {
	echo c >/proc/sysrq-trigger
}
