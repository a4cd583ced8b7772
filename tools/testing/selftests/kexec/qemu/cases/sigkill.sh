# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="SIGKILL ends a load of 40 % of 6 GiB within a second; the former image stays"
MEM=6144
# So that the kernel does not lie in the middle of the only range large enough.
APPEND=nokaslr

first() {
	kexec_tools_load image=former
	# The machine itself may have to wait for a second: not three times.
	sigkill_load 40 || sigkill_load 40 || sigkill_load 40 ||
		fail "sigkill_load: see the console log"
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" former
}
