# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="CONFIG_KEXEC_SIG_FORCE: signed kernels only, and none by segments; each says why"
KERNEL=force
NEXT=signed
HOW=-s

REQUIRED="a valid signature is required"

# A file can be in place all the same, in the pages that were allocated to read it.
check_nothing_claimed() {
	check_config '# CONFIG_KEXEC_CLAIM is not set'
	for cn_counter in free evicted migrated; do
		check_equal "bytes_$cn_counter" "$(cat /sys/kernel/kexec/bytes_$cn_counter)" 0
	done
}

first() {
	. /guest-sign.sh
	check_config CONFIG_KEXEC_SIG_FORCE=y
	kexec_tools_load image=unloaded
	expect_call ok unload
	check_loaded 0
	kexec_tools_load image=signed
	expect_refused ENODATA "$REQUIRED" /boot/bzImage
	expect_refused ENOKEY "$REQUIRED" /run.stranger
	make_tampered
	expect_refused EKEYREJECTED "does not match its signature" "$CHANGED"
	make_appended
	expect_refused EKEYREJECTED "does not match its signature" "$CHANGED"
	make_broken_signature
	expect_refused EINVAL "$REQUIRED" "$CHANGED"
	make_cut_signature
	expect_refused ELIBBAD "$REQUIRED" "$CHANGED"
	make_short_signature
	expect_refused ELIBBAD "$REQUIRED" "$CHANGED"
	make_long_section
	expect_refused ELIBBAD "$REQUIRED" "$CHANGED"
	make_no_section
	expect_refused ELIBBAD "$REQUIRED" "$CHANGED"
	make_no_pe
	expect_refused ELIBBAD "$REQUIRED" "$CHANGED"
	make_cut_file
	expect_refused ENOEXEC "the file is smaller than its header says" "$CHANGED"
	expect_segments_refused EPERM "segments cannot have one"
	check_nothing_claimed
	kexec_tools_exec
}

second() {
	check_config CONFIG_KEXEC_SIG_FORCE=y
	check_equal "the image that came up" "$(cmdline_value image)" signed
}
