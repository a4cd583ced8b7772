# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the second kernel panics"
WHY="the kernel complained"

second() {
	echo c >/proc/sysrq-trigger
}
