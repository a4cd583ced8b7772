# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kernel that kexec has started hibernates"
MEM=768
SCRATCH=512M
MACHINE="-action reboot=reset"
HOW=-s
NEXT_APPEND=''
TIMEOUT=240

row direct APPEND=resume=/dev/vda SAYS="Image loading done" \
	DESC="a kernel that kexec has started hibernates; the kernel that the machine boots resumes it"
row kexec SAYS="# the next kernel will resume" \
	DESC="a kernel that kexec has started hibernates; a kernel that kexec starts resumes it"

row loaded HOPS=3 APPEND=resume=/dev/vda SAYS="Image loading done" \
	DESC="an image that is loaded goes into hibernation with its frames, and is started after that"

has_image() {
	check_config CONFIG_HIBERNATION=y
	[ "$(dd if=/dev/vda bs=1 skip=4086 count=10 2>/dev/null)" = S1SUSPEND ]
}

first() {
	if has_image; then
		[ "$ROW" = kexec ] || fail "the image was not resumed"
		say "the next kernel will resume"
		kexec_tools_load resume=/dev/vda
	else
		load_next
	fi
	kexec_tools_exec
}

second() {
	[ "$HOP" = 2 ] || return 0
	if [ "$ROW" = loaded ]; then
		kexec_tools_load
		[ "$(cat /sys/kernel/kexec/bytes_in_place)" -gt 8388608 ] || fail "hardly a frame is claimed"
	fi
	head -c 104857600 /dev/urandom >/tmp/data
	se_hash=$(md5sum </tmp/data)
	mkswap /dev/vda >/dev/null || fail "the disk cannot have swap"
	swapon /dev/vda || fail "there is no swap"
	echo reboot >/sys/power/disk
	echo disk >/sys/power/state || fail "the kernel does not hibernate"
	say "back after hibernation"
	check_equal "the hash of 100 MiB" "$(md5sum </tmp/data)" "$se_hash"
	if [ "$ROW" = loaded ]; then
		check_loaded 1
		kexec_tools_exec
	fi
	# The resumed kernel can load.
	kexec_tools_load
	kexec -u || fail "kexec -u failed"
}
