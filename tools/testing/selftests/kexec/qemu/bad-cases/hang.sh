# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="nothing happens"
WHY="no verdict within"
TIMEOUT=15

first() {
	sleep 600
}
