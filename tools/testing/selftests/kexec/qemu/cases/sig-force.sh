# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="CONFIG_KEXEC_SIG_FORCE: signed kernels only, and none by segments; each says why"
KERNEL=force
NEXT=signed
HOW=-s

REQUIRED="a valid signature is required"

# Only what was allocated there by chance is in place.
check_staged() {
	check_config '# CONFIG_KEXEC_CLAIM is not set'
	cs_place=$(cat /sys/kernel/kexec/bytes_in_place) cs_move=$(cat /sys/kernel/kexec/bytes_to_move)
	say "$cs_place bytes in place, $cs_move to move"
	[ $((cs_place * 16)) -lt "$cs_move" ] || fail "without CONFIG_KEXEC_CLAIM, much is in place"
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
	check_staged
	kexec_tools_exec
}

second() {
	check_config CONFIG_KEXEC_SIG_FORCE=y
	check_equal "the image that came up" "$(cmdline_value image)" signed
}
