# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="iPXE, which is entered in real mode, finds the BIOS and its data intact"
NEXT=ipxe
WANT=said
MEM=512
# The BIOS shows its screen on the serial port.
MACHINE="-machine graphics=off"
SAYS="iPXE .*Open Source Network Boot Firmware"

first() {
	kexec -c -l "$BZIMAGE" --real-mode --command-line="" || fail "iPXE is not loaded"
	check_loaded 1
	kexec_tools_exec
}
