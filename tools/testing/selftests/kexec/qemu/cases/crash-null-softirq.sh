# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a NULL pointer called in a softirq"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="BUG: kernel NULL pointer dereference"
BT=handle_softirqs

# The second pointer of the vector is that of the timers.
crash() {
	poke softirq_vec 8 0 || fail "the softirq's handler cannot be overwritten"
}
