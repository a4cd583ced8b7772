# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="an initrd of 512 MiB of random bytes"
DISK=1
DATA="random_bytes 536870912"
MEM=2048
TIMEOUT=400
NEXT_APPEND="retain_initrd root=/dev/vda ro init=/init"
ALLOW="Initramfs unpacking failed: invalid magic at start of compressed archive"
SAYS=$ALLOW

first() {
	use_initrd /run.data "$DATA_HASH"
	file_load_direct
	kexec_tools_exec
}
