# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153,SC2154	# lib.sh and guest-sign.sh set the rest
DESC="Secure Boot, shim, GRUB: in lockdown signed kernels load and start, all else is refused"
FIRMWARE=secboot MEM=2048 KDUMP=1 HOPS=3 TIMEOUT=1200

check_locked_down() {
	grep -qF '[integrity]' "$LOCKDOWN" || fail "the lockdown is $(cat "$LOCKDOWN")"
}

# Nothing is loaded before or after; the reason is in the log and in the status file.
refused() { # TEXT KEXEC_ARGUMENT...
	rf_text=$1
	shift
	! kexec "$@" --initrd="$INITRD" --command-line=refused >/tmp/kexec.out 2>&1 ||
		fail "kexec $* was not refused"
	say "kexec $*: $(tail -n 1 /tmp/kexec.out)"
	grep -qF "$rf_text" "$LAST_ERROR" || fail "$LAST_ERROR lacks '$rf_text': $(cat "$LAST_ERROR")"
	dmesg | grep 'kexec: refused: ' | tail -n 1 | grep -qF "$rf_text" ||
		fail "the log's last reason lacks '$rf_text'"
	check_loaded 0
}

first() {
	check_locked_down
	check_kdump_ready
	# IMA's policy for Secure Boot.
	refused "a security module forbids it" -c -l "$KERNEL"
	refused "a valid signature is required of the kernel" -s -l /boot/unsigned
	refused "a valid signature is required of the kernel" -s -l /boot/stranger
	if [ "$HOP" = 1 ]; then
		check_firmware
		set_entry "$(next_cmdline)"
	else
		kexec -s -l "$KERNEL" --initrd="$INITRD" --command-line="$(next_cmdline)" ||
			fail "kexec -s -l failed with status $?"
		check_loaded 1
	fi
	systemctl kexec || fail "systemctl kexec failed with status $?"
}

check_firmware() {
	check_equal "the firmware's variable SecureBoot" \
		"$(od -An -tu1 -j 4 -N 1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c | tr -d ' ')" 1
	dmesg | grep -i 'secure boot enabled' || fail "the kernel does not know of Secure Boot"
}

second() {
	check_locked_down
}
