# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the destination lies over the frames of the buffer that is loaded"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec 64M@own
}
