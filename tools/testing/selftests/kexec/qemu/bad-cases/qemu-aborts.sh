# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154,SC3028
DESC="QEMU aborts twice, before the guest has begun"
WHY="the machine ended early .QEMU: abort 2."

# Called there in place of QEMU.
boot() {
	echo >>"$tmp/aborts"
	echo "abort $(wc -l <"$tmp/aborts")" >"$log.stderr"
	kill -ABRT "$BASHPID"
}
