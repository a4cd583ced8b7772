# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: entered on five-level page tables"
WANT=payload
CPU=max
MEM=6144
APPEND=nokaslr

first() {
	has_cpu_flag la57 || fail "the kernel does not run with la57"
	payload_exec 20M 30M@0x140000000
}
