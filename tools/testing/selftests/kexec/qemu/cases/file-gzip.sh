# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="an initrd that is compressed with gzip"
DATA="gzip -c"
HOW=-s
NEXT_APPEND=retain_initrd

first() {
	use_initrd /run.data "$DATA_HASH"
	kexec_tools_load
	kexec_tools_exec
}
