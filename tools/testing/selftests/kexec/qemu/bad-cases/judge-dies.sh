# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the verdict cannot be made"
WHY="the harness failed .status 2.: .*WANT=nonsense is not known"
WANT=nonsense

first() {
	finish_here
}
