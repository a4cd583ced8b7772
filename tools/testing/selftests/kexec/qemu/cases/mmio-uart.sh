# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the serial console is a 16550 in memory"
WANT=reset
MEM=512
UART=0x7000000
# Page tables have entries of 2 MiB: none of RAM has the UART, too.
APPEND="nokaslr memmap=4M\$0x7000000"

# How the driver accesses it: UPIO_MEM, or UPIO_MEM32
ACCESS=2
DAMAGE="purgatory: segment 3 .*damaged, resetting"
FAULT="^RDX=6a756d7000000003 RCX=6a756d7000000002 RBX=6a756d7000000001"

row damaged SAYS="$DAMAGE" DESC="a UART in memory is where the purgatory names the segment"
row damaged-mem32 ACCESS=3 SAYS="$DAMAGE" DESC="the same as damaged, by 32-bit accesses"
row fault SAYS="$FAULT" ALLOW="exception outside a kernel" \
	DESC="a UART in memory is where a fault in an image is reported"
row fault-mem32 ACCESS=3 SAYS="$FAULT" ALLOW="exception outside a kernel" \
	DESC="the same as fault, by 32-bit accesses"

first() {
	exec </dev/null >/dev/ttyS0 2>&1
	grep ttyS2 /proc/consoles || fail "the UART in memory is not the console"
	[ $ACCESS = 2 ] || set_mem32 /dev/ttyS2 || fail "the UART is not changed"
	[ "$(cat /sys/class/tty/ttyS2/io_type)" = $ACCESS ] || fail "the driver has other accesses"
	case $ROW in
	damaged*) damage_kernel ;;
	fault*) jump -m 3 ;;
	esac
	fail "the machine goes on"
}
