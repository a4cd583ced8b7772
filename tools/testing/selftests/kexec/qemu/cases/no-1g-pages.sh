# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a CPU without 1 GiB pages, and RAM above 4 GiB to map"
CPU=max,la57=off,pdpe1gb=off
MEM=5120

first() {
	! has_cpu_flag pdpe1gb || fail "the CPU has 1 GiB pages"
	kexec_tools_load
	kexec_tools_exec
}
