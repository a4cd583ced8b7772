# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: the data goes where the running kernel is"
APPEND=nokaslr

first() {
	before=$(sha256sum </boot/bzImage)
	jump -k -b 12 -n 2 || fail "jump failed"
	check_equal "the hash of the kernel's file" "$(sha256sum </boot/bzImage)" "$before"
	say "$(grep -c ^processor /proc/cpuinfo) CPUs after the jumps"
	kexec_tools_load
	kexec_tools_exec
}
