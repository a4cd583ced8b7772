# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="Debian 12: kexec-load.service loads when the machine is rebooted; three times in a row"
SYSTEM=bookworm
HOPS=4 TIMEOUT=900

# Debian 12 masks the service that would start what kexec-load.service has loaded, which it
# does only now. This is where systemd lets an administrator do that.
HOOK=/usr/lib/systemd/system-shutdown/kexec

first() {
	check_loaded 0
	set_default_kexec true "$(next_cmdline)"
	systemctl is-active kexec-load.service || fail "kexec-load.service is not active"
	cat >$HOOK <<-'EOF'
		#!/bin/sh
		[ "$1" = reboot ] && [ "$(cat /sys/kernel/kexec_loaded)" = 1 ] && exec kexec -e
	EOF
	chmod 755 $HOOK
	systemctl reboot || fail "systemctl reboot failed with status $?"
}
