# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: a CPU without 1 GiB pages"
WANT=payload
CPU=max,la57=off,pdpe1gb=off
MEM=6144
APPEND=nokaslr

first() {
	! has_cpu_flag pdpe1gb || fail "the CPU has 1 GiB pages"
	payload_exec 20M 30M@0x140000000
}
