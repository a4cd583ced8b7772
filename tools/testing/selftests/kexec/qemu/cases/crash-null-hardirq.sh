# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a NULL pointer in the handler of a hardware interrupt"
WANT=crash
APPEND="crashkernel=192M"
SAYS="BUG: kernel NULL pointer dereference"
BT="lkdtm_EXCEPTION handle_irq_event"

# lkdtm falls over the tenth interrupt of a device from now on, so there have to be some.
crash() {
	lkdtm EXCEPTION INT_HW_IRQ_EN
	for interrupt in $(seq 100); do
		echo "# $interrupt: the console's port interrupts"
	done
}
