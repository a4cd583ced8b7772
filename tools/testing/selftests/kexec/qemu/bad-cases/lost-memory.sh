# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the second kernel sees less RAM"
WHY="System RAM is [0-9]+ KiB, the former"

first() {
	kexec_tools_load mem=700M
	kexec_tools_exec
}
