# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="32-bit kexec-tools"
TOOLS=32
CHECKS=1

row load CPUS=2 DESC="32-bit kexec-tools load a 64-bit kernel"
row crash WANT=crash APPEND="crashkernel=192M" SAYS="Kernel panic - not syncing: sysrq triggered crash" \
	BT=__handle_sysrq DESC="32-bit kexec-tools load a 64-bit crash kernel"

kexec() {
	/tools-32/ld-linux.so.2 --library-path /tools-32 /tools-32/kexec "$@"
}

crash() {
	echo c >/proc/sysrq-trigger
}
