# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: four CPUs, and an image that asks for another entry each time"
CPUS=4
TIMEOUT=300

first() {
	before=$(sha256sum </boot/bzImage)
	jump -n 4 -m 1 -b 4 || fail "jump failed"
	check_equal "the hash of the kernel's file" "$(sha256sum </boot/bzImage)" "$before"
	say "$(grep -c ^processor /proc/cpuinfo) CPUs after the jumps"
	kexec_tools_load
	kexec_tools_exec
}
