# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec -a falls back to kexec_load(2) for a kernel that kexec_file_load(2) cannot take"
HOW=-a

# The same kernel, with a header that promises more payload than the file has.
# kexec-tools itself does not look at that, nor does the kernel when it unpacks itself.
first() {
	cp "$BZIMAGE" /tmp/odd
	printf '\377\377\377\177' | dd of=/tmp/odd bs=1 seek=$((0x24c)) conv=notrunc 2>/dev/null
	BZIMAGE=/tmp/odd
	make_initrd
	expect_file_load ENOEXEC -c "$(next_cmdline)" "$BZIMAGE" /tmp/next.cpio
	check_loaded 0
	! kexec -s -l "$BZIMAGE" --initrd=/tmp/next.cpio || fail "kexec -s loads it"
	check_loaded 0
	kexec_tools_load
	kexec_tools_exec
}
