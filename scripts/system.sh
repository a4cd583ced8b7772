#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system.sh: boots Debian systems that have our kernel as a package, and lets their own
# tools reboot, crash and refuse. CASE=name runs one of qemu/system/cases/. Each prints
# "ok system.NAME" or "not ok system.NAME - why"; the last line counts them.
#   DEB=file   another kernel package than ours, such as Debian's own, to compare
#   SLOW=4     multiply the time limits, on a busy machine
#
# A case (POSIX sh, read here and in the guest) may say
#	DESC="what is shown"		one line
#	SYSTEM=trixie			the suite; default: that of rootfs.sh
#	CPUS=1 MEM=1536 TIMEOUT=600	for QEMU; the time is for each boot by the firmware
#	HOPS=2				kernels, the first included
#	WANT=hop			or crash: then the machine has to crash and to reboot
#	KDUMP=1 NET=1 FIRMWARE=secboot	kdump-tools runs; an SSH server in the network; OVMF
#					with Secure Boot, shim and GRUB
#	REMOTE=1			the dump has to be on that server
#	EXTRA="path ..."		files and directories for the guest, see guest_files()
#	SAYS= BT= ALLOW=		as in run.sh
#	first() second() after()	in every kernel but the last; in every but the first;
#					after the reboot of WANT=crash
# shellcheck source-path=SCRIPTDIR disable=SC2034,SC2317	# verdict.sh and dump.sh use these
. "$(dirname "$0")/lib.sh"

here=$QEMU_DIR
cases=$QEMU_DIR/system/cases
work=$BUILD/system
logs=$LOGS/system
passed=0 failed=0 SLOW=${SLOW:-1}

# shellcheck source=../tools/testing/selftests/kexec/qemu/verdict.sh
. "$QEMU_DIR/verdict.sh"
# shellcheck source=../tools/testing/selftests/kexec/qemu/dump.sh
. "$QEMU_DIR/dump.sh"
# shellcheck source=../tools/testing/selftests/kexec/qemu/system/machine.sh
. "$QEMU_DIR/system/machine.sh"

# How dump.sh is told where the symbols are.
first_kernel() { echo "$BUILD/kernel/system/arch/x86/boot/bzImage"; }

# verdict.sh asks this at the end of the boot that crashed: the dump is looked at later.
why_bad_dump() { :; }

# A dump on the disk of the machine, or on the server.
fetch_dump() { # NONCE LOG
	local path size hash
	if [[ $REMOTE ]]; then
		path=$(ls "$image_root"/var/crash/*/dump.2* 2>/dev/null)
		[[ $path && $path != *$'\n'* ]] || { echo "the server does not have one dump: $path"; return; }
		mv "$path" "$2.dump"
		return
	fi
	read -r size hash path < <(sed -n "s/^$1 dump //p" "$2.verdict" | tr -d '\r')
	[[ ${path:-} ]] || { echo "the system reported no dump after the reboot"; return; }
	debugfs -R "dump $path $2.dump" "$disk?offset=$root_offset" >"$2.debugfs" 2>&1
	[[ $(sha256sum <"$2.dump" | cut -d' ' -f1) == "$hash" ]] ||
		echo "the dump on the disk is not the one reported: $(tail -n 1 "$2.debugfs")"
}

# Which task panicked, as crash finds it.
why_bad_kdump() { # NONCE LOG
	local why running lacking vmlinux=$BUILD/kernel/system/vmlinux
	why=$(fetch_dump "$1" "$2")
	if [[ $why ]]; then
		echo "$why"
		return
	fi
	ask_crash "$vmlinux" "$2" || true
	running=$(grep -c '^>' "$2.crash-ps" 2>/dev/null || true)
	lacking=$(lacks "$2.crash-bt" "$BT" 2>/dev/null)
	if [[ ! -s $2.crash-log ]]; then
		echo "crash cannot read the dump: $(grep -v '^ *$' "$2.crash" | tail -n 1)"
	elif [[ $lacking ]]; then
		echo "crash's bt does not show '$lacking' but: $(head -n 1 "$2.crash-bt")"
	elif ! head -n 1 "$2.crash-bt" | grep -q 'COMMAND: "main.sh"'; then
		echo "crash takes another task for the one that panicked: $(head -n 1 "$2.crash-bt")"
	elif ! grep -q "kexec-test nonce $crash_nonce" "$2.crash-log"; then
		echo "the log in the dump is not that of the kernel that crashed"
	elif ! grep -qE "$SAYS" "$2.crash-log"; then
		echo "crash's log does not say '$SAYS'"
	elif [[ $running != "$CPUS" ]]; then
		echo "crash's ps shows $running running tasks, not $CPUS"
	fi
}

# One boot by the firmware: its nonce, its logs, its verdict. Prints why it is bad.
one_boot() { # LOG TOKEN END
	local nonce rc=0
	nonce=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	echo "$nonce" >"$1.nonce"
	rm -f "$1".{console.log,verdict,qmp,qemu.log,stderr}
	touch "$1.console.log" "$1.verdict"
	make_job "$case" "$nonce" "$1.job"
	machine "$1" || rc=$?
	why_not "$nonce" "$rc" "$1" "$2" "$3"
}

run_case() { # NAME: prints why it fails, if so
	local log=$logs/$1 disk=$work/$1.img why crash_nonce
	rm -f "$log".*
	cp --sparse=always "$image" "$disk"
	if [[ $WANT == crash ]]; then
		[[ ! $REMOTE ]] || rm -rf "$image_root/var/crash"
		why=$(one_boot "$log" hop=2 '0 guest-reset')
		crash_nonce=$(cat "$log.nonce")
		[[ $why ]] || why=$(WANT=hop SAYS='' one_boot "$log.after" hop=1 '0 guest-shutdown')
		[[ $why ]] || why=$(why_bad_kdump "$(cat "$log.after.nonce")" "$log.after")
	else
		why=$(one_boot "$log" "hop=$HOPS" '0 guest-shutdown')
	fi
	# What failed can be looked at: scripts/demo.sh boots any such disk.
	[[ $why ]] || rm -f "$disk" "$log"*.{job,dump}
	printf '%s' "$why"
}

# Sets the case's variables and runs it.
judge_case() { # NAME
	local case=$1 why start=$SECONDS image image_root root_offset=$((129 << 20))
	local DESC='' SYSTEM='' CPUS=1 MEM=1536 TIMEOUT=600 HOPS=2 WANT=hop KDUMP='' NET='' FIRMWARE='' REMOTE=''
	local EXTRA='' SAYS='' BT='' ALLOW='' STUCK=''
	# shellcheck source=/dev/null
	. "$cases/$case.sh"
	TIMEOUT=$((TIMEOUT * SLOW))
	image=$(SUITE=$SYSTEM "$ROOT/scripts/rootfs.sh" "$deb" | tail -n 1) || image=''
	image_root=${image%.img}.root
	if [[ ! $image ]]; then
		why="there is no disk (log: build/logs/)"
	else
		why=$(run_case "$case")
	fi
	say "# system.$case: $((SECONDS - start)) s: $DESC"
	if [[ $why ]]; then
		echo "not ok system.$case - $why (log: build/logs/system/$case.console.log)"
		return 1
	fi
	echo "ok system.$case"
}

names=${CASE:-$(cd "$cases" && printf '%s\n' *.sh | sed 's/\.sh$//')}
mkdir -p "$logs" "$work"
lock system
crash_tools=$("$ROOT/scripts/crash-tools.sh" | tail -n 1)
deb=${DEB:-$("$ROOT/scripts/deb.sh" | tail -n 1)}
[[ $deb ]] || die "there is no package of the kernel"
for name in $names; do
	[[ -r $cases/$name.sh ]] || die "there is no case $name; there are:" "$(cd "$cases" && printf '%s ' *.sh)"
	if judge_case "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
((!failed && passed))
