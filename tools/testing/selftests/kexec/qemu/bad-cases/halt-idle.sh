# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine is idle where it has to halt"
WHY="the CPU was not halted"
WANT=halt
SAYS="waiting for nothing"

first() {
	say "waiting for nothing"
	sleep 600
}
