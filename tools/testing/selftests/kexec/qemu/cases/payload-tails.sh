# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: 15 segments with odd ends and zero-filled tails, in shuffled order"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec -s 1 7+4096 4095 4096 4097 4096+1 4097+12288 8191 8193+65536 12345 \
		65535+1 100001+40960 1048575 1048577+4095 3000000+1000000
}
