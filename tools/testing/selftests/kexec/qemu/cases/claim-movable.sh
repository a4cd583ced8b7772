# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: destinations in ZONE_MOVABLE are not claimed, and reached"
WANT=payload
MEM=1024
APPEND="nokaslr movablecore=512M"

first() {
	grep -q "zone  *Movable" /proc/zoneinfo || fail "there is no ZONE_MOVABLE"
	movable=$(awk '$4 == "Movable" { m = 1 } m && $1 == "start_pfn:" { print $2; exit }' /proc/zoneinfo)
	say "ZONE_MOVABLE begins at page $movable"
	at=$((movable * 4096))
	payload_load "64M@$(printf 0x%x $at)" "64M@$(printf 0x%x $((at + 134217728)))" 16M
	[ "$(cat /sys/kernel/kexec/bytes_to_move)" -ge 134217728 ] ||
		fail "memory of ZONE_MOVABLE was claimed"
	payload_jump
}
