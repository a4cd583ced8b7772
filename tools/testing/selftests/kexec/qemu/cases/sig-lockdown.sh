# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a locked-down kernel loads signed kernels only, and none by segments"
NEXT=signed
HOW=-s

refuse_all() {
	expect_refused EPERM "lockdown requires a valid signature" /boot/bzImage
	expect_refused EPERM "lockdown requires a valid signature" /run.stranger
	expect_refused EPERM "lockdown requires a valid signature" "$CHANGED"
	expect_segments_refused EPERM "lockdown forbids unsigned images"
}

first() {
	. /guest-sign.sh
	make_tampered
	kexec_tools_load image=early
	lock_down integrity
	refuse_all
	kexec_tools_load image=integrity
	lock_down confidentiality
	refuse_all
	kexec_tools_load image=confidentiality
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" confidentiality
}
