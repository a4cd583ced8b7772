# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the destinations cover 45 % of the RAM and most of what is free"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec -f -s 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3%
}
