# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the unit tests, which a kernel that can run them does at boot when asked to"
WANT=kunit
APPEND=kunit.enable=1

first() {
	check_config CONFIG_KEXEC_KUNIT_TEST=y
	finish_here
}
