# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: destinations in a CMA area are not claimed, and reached"
WANT=payload
APPEND="nokaslr cma=256M"

first() {
	at=$(dmesg | sed -n 's/.*cma: Reserved 256 MiB at \(0x[0-9a-f]*\).*/\1/p' | head -n 1)
	[ -n "$at" ] || fail "there is no CMA area"
	payload_load "96M@$(printf 0x%x $((at)))" 16M
	[ "$(cat /sys/kernel/kexec/bytes_to_move)" -ge 100663296 ] || fail "memory of CMA was claimed"
	payload_jump
}
