# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="four CPUs; from the second kernel on, another than the boot CPU asks for the reboot"
CPUS=4
HOPS=4
TIMEOUT=300

first() {
	check_loaded 0
	case $HOP in
	1)
		kexec_tools_load
		kexec_tools_exec
		;;
	2) kexec_tools_load ;;
	3) file_load_direct ;;
	esac
	taskset 8 kexec -e
	fail "kexec -e came back with status $?"
}
