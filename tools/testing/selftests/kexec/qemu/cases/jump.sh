# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086
DESC="the image returns to this kernel, which then starts another one"

# The arguments of the program jump
JUMP=

row ret JUMP="-r -n 3" DESC="an image that is nothing but a RET, three times; then a plain kexec"
row ten TIMEOUT=400 JUMP="-n 10 -b 64 -g 500" \
	DESC="64 MiB of data, changed by ten entries, among most of memory"
row cpus-4 CPUS=4 TIMEOUT=300 JUMP="-n 4 -m 1 -b 4" \
	DESC="four CPUs, and an image that asks for another entry each time"
row over-kernel APPEND=nokaslr JUMP="-k -b 12 -n 2" DESC="the data goes where the running kernel is"
row breakpoint JUMP="-m 2 -n 2" DESC="a breakpoint in the image is reported, and the image goes on" \
	ALLOW='exception outside a kernel' SAYS='^VEC=0000000000000003 ERR=0000000000000000 '
row fault WANT=reset JUMP="-m 3" ALLOW='exception outside a kernel' \
	DESC="a fault in the image is reported with its registers, then the machine resets" \
	SAYS='^RDX=6a756d7000000003 RCX=6a756d7000000002 RBX=6a756d7000000001 RAX=6a756d7000000000'

first() {
	before=$(sha256sum </boot/bzImage)
	jump ${JUMP:?} || fail "jump failed"
	[ "$WANT" != reset ] || fail "the image came back"
	# By the entry for 32-bit processes
	[ ! -x /bin/load_payload_32 ] || load_payload_32 2>&1 | grep -q usage ||
		fail "a 32-bit process does not run"
	check_equal "the hash of the kernel's file" "$(sha256sum </boot/bzImage)" "$before"
	say "$(grep -c ^processor /proc/cpuinfo) CPUs after the jumps"
	kexec_tools_load
	kexec_tools_exec
}
