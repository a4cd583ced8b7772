# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the first kernel is switched off"
WHY="ended early .guest-shutdown"

first() {
	leave
}
