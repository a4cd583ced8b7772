# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=128M@5G: at 5 GiB, and nothing below 4 GiB with it"
WANT=here
MEM=6144
APPEND="nokaslr crashkernel=128M@5G"

first() {
	. /guest-crashkernel.sh
	check_reserved 128:0x140000000
	finish_here
}
