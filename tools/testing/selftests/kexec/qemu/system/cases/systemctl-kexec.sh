# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="systemctl kexec, which loads the boot loader's default entry, three times in a row"
HOPS=4 TIMEOUT=900

first() {
	check_loaded 0
	set_entry "$(next_cmdline)"
	systemctl kexec || fail "systemctl kexec failed with status $?"
}
