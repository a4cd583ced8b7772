# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="an initrd of 64 MiB of random bytes"
DISK=1
DATA="random_bytes 67108864"
HOW=-s
NEXT_APPEND="retain_initrd root=/dev/vda ro init=/init"
ALLOW="Initramfs unpacking failed: invalid magic at start of compressed archive"
SAYS=$ALLOW

first() {
	use_initrd /run.data "$DATA_HASH"
	kexec_tools_load
	kexec_tools_exec
}
