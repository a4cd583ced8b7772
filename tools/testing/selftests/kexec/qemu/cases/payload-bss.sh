# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: segments that are zero-filled as a whole"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec 0+4096 0+1M 0+64M
}
