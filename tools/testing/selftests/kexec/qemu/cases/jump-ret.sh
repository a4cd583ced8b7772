# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: an image that is nothing but a RET, three times; then a plain kexec"

first() {
	before=$(sha256sum </boot/bzImage)
	jump -r -n 3 || fail "jump failed"
	check_equal "the hash of the kernel's file" "$(sha256sum </boot/bzImage)" "$before"
	say "$(grep -c ^processor /proc/cpuinfo) CPUs after the jumps"
	kexec_tools_load
	kexec_tools_exec
}
