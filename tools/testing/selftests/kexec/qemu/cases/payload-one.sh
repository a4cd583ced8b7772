# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: one small segment, by direct system calls"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec 5000
}
