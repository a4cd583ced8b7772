# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="kernels without a good signature were to replace a signed crash kernel"
KERNEL=force
NEXT=signed
HOW=direct
APPEND="crashkernel=192M" NEXT_APPEND=nr_cpus=1
ALLOW="Kernel panic - not syncing: sysrq triggered crash|Call Trace:"

expect_armed_after() { # ERRNO FILE
	expect_file_load "$1" -p -c "" "$2" /tmp/next.cpio
	check_equal "whether a crash kernel is loaded" "$(cat /sys/kernel/kexec_crash_loaded)" 1
}

first() {
	. /guest-sign.sh
	make_initrd
	make_tampered
	expect_file_load ok -p -c "$(next_cmdline)" "$BZIMAGE" /tmp/next.cpio
	expect_armed_after ENODATA /boot/bzImage
	expect_armed_after ENOKEY /run.stranger
	expect_armed_after EKEYREJECTED "$CHANGED"
	echo c >/proc/sysrq-trigger
}

# It has its own memory only, and cannot be compared with the first one.
check_hop() {
	[ "$HOP" = 1 ] || [ -e /proc/vmcore ] || fail "there is no /proc/vmcore"
}

second() {
	check_config CONFIG_KEXEC_SIG_FORCE=y
}
