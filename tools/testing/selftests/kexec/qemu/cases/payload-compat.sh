# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: loaded by a 32-bit process, entered at an address above 2 GiB"
WANT=payload
# Up to 2.75 GiB, a machine has all of its memory below 4 GiB.
MEM=2800
APPEND=nokaslr

# Its own addresses must not be taken for negative ones on the way.
load_payload() {
	load_payload_32 -m 2200M "$@"
}

first() {
	payload_exec 5000 1M+70000 300000
}
