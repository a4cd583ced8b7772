# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: a segment below 1 MiB"
WANT=payload
CPUS=2
APPEND=nokaslr

first() {
	payload_exec 300000@0x10000 1M
}
