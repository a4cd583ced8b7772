# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="kexec-tools loads what /etc/default/kexec says; systemctl kexec, reboot, and kexec again"
HOPS=4 TIMEOUT=900

first() {
	set_default_kexec true "$(next_cmdline)"
	kexec-load-kernel
	check_loaded 1
	say "$(cat /sys/kernel/kexec/bytes_in_place) bytes in place," \
		"$(cat /sys/kernel/kexec/bytes_to_move) to move"
	# With a kernel loaded systemd takes a reboot for a kexec as well.
	verb=kexec
	[ "$HOP" != 2 ] || verb=reboot
	systemctl $verb || fail "systemctl $verb failed with status $?"
}
