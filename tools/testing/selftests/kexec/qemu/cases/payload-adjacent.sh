# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: segments that touch each other, in shuffled order"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec -a -s 4096 1 8192+4096 12287 1M 0+8192 4097 2M
}
