# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="an initrd that is compressed with zstd"
DATA="zstd -q -c"
NEXT_APPEND=retain_initrd

first() {
	use_initrd /run.data "$DATA_HASH"
	file_load_direct
	kexec_tools_exec
}
