# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the second kernel is another than the first"
NEXT=small

row load HOW=-c DESC="by kexec_load, a kernel that is not the running one"
row file HOW=-s DESC="by kexec_file_load, a kernel that is not the running one"
row direct HOW=direct DESC="the same, by a program that does the system call itself"

version() {
	uname -v | md5sum | cut -d' ' -f1
}

first() {
	load_next "kexec_version=$(version)"
	kexec_tools_exec
}

second() {
	say "$(uname -v)"
	[ "$(version)" != "$(cmdline_value kexec_version)" ] || fail "the running kernel came up again"
}
