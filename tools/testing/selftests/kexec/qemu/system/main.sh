#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC1091,SC2034,SC2154	# what is read is beside this in the guest
#
# The tests' unit in the Debian system. A small disk, "job", has what this boot is to
# do: the case, a nonce, files. It is read and wiped at once, so that a later kernel can
# know the nonce only from its command line, or from the memory of a crashed kernel.
#	main.sh			at the end of a boot
#	main.sh capture		in a crash kernel, before kdump-tools saves the dump
#	main.sh emergency	before systemd asks a person what to do

LIB=/usr/local/lib/kexec-test
STATE=/var/lib/kexec-test
NONCE='' CASE=''

. $LIB/guest.sh
. $LIB/guest-sign.sh
. $LIB/lib.sh

# Sets CASE and NONCE. Without a job this kernel was started by another one.
take_job() {
	tj_disk=$(readlink -f /dev/disk/by-id/virtio-job)
	[ -b "$tj_disk" ] || return 1
	mkdir -p $STATE/job
	tar -xf "$tj_disk" -C $STATE/job 2>/dev/null || return 1
	dd if=/dev/zero of="$tj_disk" bs=1M count=1 conv=notrunc oflag=sync 2>/dev/null
	. $STATE/job/run.env
	rm $STATE/job/run.env
	echo "$CASE" >$STATE/case
}

# The system is up: all jobs of its boot are done, and none of its units failed.
check_up() {
	cu_state=$(systemctl is-system-running --wait)
	[ "$cu_state" = running ] || fail "the system is $cu_state:" \
		"$(systemctl --failed --plain --no-legend | cut -d' ' -f1 | tr '\n' ' ')"
}

main() {
	HOP=$(cmdline_value kexec_hop)
	if [ -n "$HOP" ]; then
		NONCE=$(cmdline_value kexec_nonce)
	else
		HOP=1
		take_job || exit 0	# a person has booted this
	fi
	CASE=$(cat $STATE/case)
	trap 'fail "the script of $CASE ended early"' EXIT
	. "$STATE/job/case.sh"
	say "$(uname -r) case $CASE hop $HOP of $HOPS"
	check_up
	if [ "$HOP" -gt 1 ]; then
		check_former
		second
	fi
	if [ -e $STATE/crashed ]; then
		after
	elif [ "$HOP" -lt "$HOPS" ]; then
		first
		trap - EXIT
		exit 0	# and the machine goes down meanwhile
	fi
	finish_hop
}

case ${1:-} in
capture) capture ;;
emergency) [ ! -b /dev/disk/by-id/virtio-job ] || fail "systemd gave the boot up" ;;
*) main ;;
esac
