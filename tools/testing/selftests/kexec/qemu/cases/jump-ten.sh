# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: 64 MiB of data, changed by ten entries, among most of memory"
TIMEOUT=400

first() {
	before=$(sha256sum </boot/bzImage)
	jump -n 10 -b 64 -g 500 || fail "jump failed"
	check_equal "the hash of the kernel's file" "$(sha256sum </boot/bzImage)" "$before"
	say "$(grep -c ^processor /proc/cpuinfo) CPUs after the jumps"
	kexec_tools_load
	kexec_tools_exec
}
