# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec-tools loads what /etc/default/kexec says, systemctl kexec starts it; three times"
HOPS=4 TIMEOUT=900

first() {
	set_default_kexec true "$(next_cmdline)"
	kexec-load-kernel
	check_loaded 1
	systemctl kexec || fail "systemctl kexec failed with status $?"
}
