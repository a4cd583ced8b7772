# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="Debian 12: a plain reboot, of which kexec-load.service makes a kexec; three times in a row"
SYSTEM=bookworm
HOPS=4 TIMEOUT=900

first() {
	check_loaded 0
	set_default_kexec true "$(next_cmdline)"
	systemctl is-active kexec-load.service || fail "kexec-load.service is not active"
	systemctl reboot || fail "systemctl reboot failed with status $?"
}
