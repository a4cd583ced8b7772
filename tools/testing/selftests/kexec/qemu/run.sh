#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boots a kernel in QEMU, lets it kexec, and believes only what comes back from
# the other side: every run has a fresh nonce that the first kernel's command
# line does not have. The first kernel's init puts it on the command line of the
# kernel that it loads (or into the payload), and that one writes it to the
# second serial port. No token, no pass.
#
# To add a case, write cases/NAME.sh (POSIX sh; read here and in the guest):
#	DESC="what is shown"		one line
#	CPUS=1 MEM=1024 CPU=max,la57=off APPEND= TIMEOUT=180	for QEMU; these are the defaults
#	MACHINE="-numa node ..."	more options for QEMU
#	NEXT_APPEND=...			instead of APPEND, for the later kernels
#	HOPS=2				the number of kernels, the first included
#	WANT=hop			or payload (a payload is the last hop), ktap, kunit, here,
#					reset, halt, said (ends with SAYS), crash (see guest-crash.sh
#					and dump.sh)
#	SEGS=14				WANT=payload: how many segments it has to report
#	AFTER=3				WANT=reset: not before that many seconds since it last spoke
#	QMP=...				lines for QEMU, each when the guest asks for it
#					(WANT=crash: the log in the dump, which the console may lack)
#	BT="a b" STUCK=c		WANT=crash: functions on the stack of the task that panicked;
#					one on that of another CPU
#	UART=0x7000000			the console is a 16550 at that address of memory, see uart.py,
#					and the first serial port an early one that stays; what is
#					written to the UART between two kernels ends up in that log
#	DISK=1 FIRMWARE=ovmf		a disk with what the initramfs holds; OVMF, not SeaBIOS
#	SCRATCH=4G			a disk with an empty ext4; its serial is scratch
#	NEXT=debian			the kernel to load is Debian's cloud kernel
#	NEXT=small			it is that of make run
#	NEXT=ipxe			it is iPXE, in a file like a kernel's
#	NEXT=signed			it is signed; the first kernel has what sign.sh says
#	KERNEL=force			the first kernel loads only signed ones
#	KERNEL=small			first and next kernel are that of make run
#	KERNEL=off			the first kernel has no kexec
#	DATA="gzip -c"			/run.data in the first kernel: the initramfs through this;
#					its MD5 is DATA_HASH
#	CHECKS=1			kexec-tools -c takes a digest, and its purgatory checks it
#	LONG="x y"			rows that run only if cases are named, or the case itself
#	ALONE=1				a program of kselftest that shares its machine with none
#	PROGRAM=kexec_x			that kselftest program is /run.program in the first kernel
#	ALLOW=... SAYS=...		a complaint that belongs to the case; what the console has
#					to say (extended regular expressions)
#	HOW=-s				kexec-tools' option, -s for kexec_file_load(2); default -c;
#					both: -c in the first kernel, -s in the later ones;
#					direct: a program makes the call kexec_file_load(2)
#	first() { ... }			in every kernel but the last; default: kexec-tools
#	second() { ... }		checks in every kernel but the first
# The functions may call what guest.sh has, above all fail "REASON". Cases that differ in
# values share a file: it sets what they have in common, and has a line for each of them:
#	row ROW VARIABLE=VALUE...	the case NAME.ROW; the functions may read $ROW
# Then try it: run.sh --kernel BZIMAGE --logs DIR NAME
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../../.." && pwd)
work=${KEXEC_QEMU_BUILD:-$root/build/qemu}

usage() {
	cat <<-EOF
	usage: run.sh --kernel BZIMAGE --logs DIR [OPTION...] [CASE...]
	       run.sh --list [CASE...]
	       run.sh --describe [CASE...]
	       run.sh --check-harness --kernel BZIMAGE --logs DIR [CASE...]
	  --kernel-off BZIMAGE  a kernel without kexec, for the case kexec-off
	  --kernel-force BZIMAGE  a kernel that asks for signatures, for KERNEL=force
	  --kernel-small BZIMAGE  a kernel with little besides kexec, for KERNEL=small
	  --tools-32 DIR        root of a 32-bit Debian with kexec-tools, for TOOLS=32
	  --crash-tools DIR     root of a Debian with crash, makedumpfile and drgn, for WANT=crash
	  --keys DIR            what keys.sh made for them (default: build/keys)
	  --next BZIMAGE        the kernel to load, if another than --kernel
	  --jobs N              virtual machines at a time (default: 2, 1 on one CPU)
	  --slow N              multiply the time limits, for debug kernels
	  --describe            print of each case, in columns: name, KERNEL, what is shown
	  --check-harness       run the cases of bad-cases/, and see that each is found out
	  --show                show the console while a case runs, one case at a time
	  --account             show what the guest says of its work, with times; one case at a time
	CASE is a name of --list, a pattern such as 'jump*', or 'kselftest', 'crash' and so on for all
	rows of that file. Without one, all run but the long ones, such as crash-steps.
	EOF
}

die() {
	echo "run.sh: $*" >&2
	exit 2
}

# shellcheck source-path=SCRIPTDIR source=rows.sh
. "$here/rows.sh"
# shellcheck source-path=SCRIPTDIR source=initramfs.sh
. "$here/initramfs.sh"
# shellcheck source-path=SCRIPTDIR source=sign.sh
. "$here/sign.sh"
# shellcheck source-path=SCRIPTDIR source=dump.sh
. "$here/dump.sh"
# shellcheck source-path=SCRIPTDIR source=verdict.sh
. "$here/verdict.sh"
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$here/jobs.sh"

# A file with a malformed row is listed as one case, which then fails. LONG rows are listed if
# cases are named.
list_rows() { # FILE [CASE...]
	local row
	load_case "$1"
	[ $# -eq 1 ] || LONG=
	[ "$LONG" != "$1" ] || return 0
	if [ -n "$ROW_ERROR" ] || [ -z "$ROWS" ]; then
		echo "$1"
	else
		for row in $ROWS; do
			[[ " $LONG " == *" $row "* ]] || echo "$1.$row"
		done
	fi
}

list_cases() { # [CASE...]
	local file name
	for file in "$cases"/*.sh; do
		name=$(basename "$file" .sh)
		if [ "$name" = kselftest ]; then
			list_kselftests | sed 's/^/kselftest./'
		else
			(list_rows "$name" "$@" 2>/dev/null) || echo "$name"
		fi
	done
}

# Every name must be a case's; patterns and files with rows stand for several.
select_cases() {
	local all wanted name found
	all=$(list_cases "$@")
	[ $# -gt 0 ] || set -- '*'
	for wanted in "$@"; do
		found=
		for name in $all; do
			# shellcheck disable=SC2053	# a pattern is meant
			[[ $name == $wanted || $name == "$wanted".* ]] || continue
			found=1
			echo "$name"
		done
		[ -n "$found" ] || die "there is no case '$wanted' to run; --list shows all"
	done
}

# Prints the cases that run programs of kselftest.
needs_kselftests() { # CASES
	local name
	for name in $1; do
		if [ "${name%%.*}" = kselftest ] || [ -n "$(value_of PROGRAM "$name")" ]; then echo "$name"; fi
	done
}

accelerator() {
	if grep -qwE 'svm|vmx' /proc/cpuinfo && [ -w /dev/kvm ]; then
		echo kvm
	else
		echo tcg
	fi
}

# What the case asks for beyond the usual machine. The firmware writes its variables.
add_devices() {
	local ovmf=/usr/share/OVMF
	if [ -n "$DISK" ]; then
		# shellcheck disable=SC2054	# the commas are meant
		devices+=(-drive "if=none,id=root,format=raw,readonly=on,file=$tmp/root.erofs"
			-device virtio-blk-pci,drive=root)
	fi
	if [ "$WANT" = crash ]; then
		truncate -s 512M "$log.dump"
		# shellcheck disable=SC2054	# the commas are meant
		devices+=(-drive "if=none,id=dump,format=raw,file=$log.dump"
			-device virtio-blk-pci,drive=dump,serial=dump)
	fi
	if [ -n "$SCRATCH" ]; then
		make_scratch "$tmp/$case.scratch" "$SCRATCH"
		# shellcheck disable=SC2054	# the commas are meant
		devices+=(-drive "if=none,id=scratch,format=raw,file=$tmp/$case.scratch"
			-device virtio-blk-pci,drive=scratch,serial=scratch,id=scratch)
	fi
	if [ -n "$UART" ]; then
		"$here/uart.py" table "$UART" >"$tmp/$case.aml"
		"$here/uart.py" registers >"$tmp/$case.uart"
		# shellcheck disable=SC2054	# the commas are meant
		devices+=(-acpitable "sig=SSDT,data=$tmp/$case.aml"
			-device "loader,addr=$UART,file=$tmp/$case.uart,force-raw=on"
			-chardev "socket,id=gdb,path=$tmp/$case.gdb,server=on,wait=off"
			-gdb chardev:gdb)
		append="${append/console=ttyS0,115200/console=ttyS2 keep_bootcon}"
	fi
	if [ "$FIRMWARE" = ovmf ]; then
		cp "$ovmf/OVMF_VARS_4M.fd" "$tmp/$case.vars"
		devices+=(-drive "if=pflash,format=raw,readonly=on,file=$ovmf/OVMF_CODE_4M.fd"
			-drive "if=pflash,format=raw,file=$tmp/$case.vars")
	fi
}

# Prints why the case cannot run on this machine, if so.
why_skip() {
	local name=${case#*.}
	if [ "$WANT" = ktap ] && [ "$cases" = "$here/cases" ] && [ ! -x "$tmp/kselftest/$name" ]; then
		echo "this machine could not build it: see $logs/initramfs.log"
	elif [ "$FIRMWARE" = ovmf ] && [ ! -r /usr/share/OVMF/OVMF_CODE_4M.fd ]; then
		echo "there is no OVMF (Debian package ovmf)"
	elif [ "$NEXT" = small ] && [ -z "$kernel_small" ]; then
		echo "it needs --kernel-small"
	elif [ "$NEXT" = ipxe ] && [ ! -r /boot/ipxe.lkrn ]; then
		echo "there is no iPXE (Debian package ipxe)"
	elif [ "$NEXT" = debian ] && ! debian_kernel >/dev/null; then
		echo "there is no Debian kernel: see $logs/debian-kernel.log"
	elif [ "$WANT" = crash ] && [ -z "$crash_tools" ]; then
		echo "it needs --crash-tools"
	elif [ -n "$TOOLS" ] && [ -z "$tools_32" ]; then
		echo "it needs --tools-32"
	elif [ -z "$(first_kernel)" ]; then
		echo "it needs --kernel-$KERNEL"
	fi
}

first_kernel() {
	case $KERNEL in
	on) echo "$kernel_on" ;;
	off) echo "$kernel_off" ;;
	force) echo "$kernel_force" ;;
	small) echo "$kernel_small" ;;
	esac
}

# What QEMU is told: to speak at all, so that it tells a power-off from a reset; the lines of
# QMP, one whenever the guest asks; and for some cases, to end once the console has SAYS, and
# to show a CPU that should have been halted for long.
qmp_lines() {
	local line asked=0
	echo '{"execute": "qmp_capabilities"}'
	while read -r line; do
		[ -n "$line" ] || continue
		asked=$((asked + 1))
		until [ "$(grep -c "^$nonce qmp" "$log.verdict")" -ge "$asked" ]; do
			kill -0 "$1" 2>/dev/null || return
			sleep 0.3
		done
		echo "$line"
	done <<<"$QMP"
	[ "$WANT" = halt ] || [ "$WANT" = said ] || return 0
	until grep -qaE "$SAYS" "$log.console.log"; do
		kill -0 "$1" 2>/dev/null || return
		sleep 0.3
	done
	[ "$WANT" = said ] || sleep $((2 * slow))
	echo '{"execute": "human-monitor-command", "arguments": {"command-line": "info registers"}}'
	echo '{"execute": "quit"}'
}

# Runs the virtual machine; all that it says goes to $log.*.
boot() { # INITRD
	local kernel devices=() machine=() append="$common_append $APPEND" self=$BASHPID
	kernel=$(first_kernel)
	read -rd "" -a machine <<<"$MACHINE" || true
	add_devices
	exec timeout --foreground -k 5 "$TIMEOUT" qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-machine q35 -accel "$(accelerator)" -cpu "$CPU" -smp "$CPUS" -m "$MEM" -no-reboot \
		"${machine[@]}" \
		-kernel "$kernel" -initrd "$1" -append "$append" \
		-chardev file,id=console,path="$log.console.log" -serial chardev:console \
		-chardev file,id=verdict,path="$log.verdict" -serial chardev:verdict \
		-device isa-debug-exit,iobase=0xf4,iosize=4 "${devices[@]}" \
		-d cpu_reset,guest_errors -D "$log.qemu.log" -qmp stdio \
		< <(qmp_lines "$self") >"$log.qmp" 2>"$log.stderr"
}

# Sets what a case says, and the defaults, in a shell of its own. Some are for the guest.
# shellcheck disable=SC2034
load_case() { # NAME
	case=$1
	CPUS=1 MEM=1024 CPU=max,la57=off APPEND='' NEXT_APPEND='' TIMEOUT=180 HOPS=2 WANT=hop KERNEL=on HOW=-c
	MACHINE='' DISK='' SCRATCH='' FIRMWARE='' NEXT='' DATA='' ALLOW='' SAYS='' QMP='' BT='' STUCK='' PROGRAM='' DESC='' ALONE=''
	COMPRESS='' DUMP_CPUS='' WHY='' AFTER='' TOOLS='' UART='' SEGS='' LONG='' CHECKS=''
	read_case_file "$cases" "$1"
}

read_case() { # NAME
	load_case "$1"
	[ -z "$ROW_ERROR" ] || die "case $1: $ROW_ERROR"
	has_row || die "case $1: its rows are:$ROWS"
}

value_of() { # VARIABLE NAME
	(load_case "$2" 2>/dev/null; echo "${!1}") || true
}

describe() { # NAME...
	local name
	for name in "$@"; do
		(read_case "$name"; printf '%s\t%s\t%s\n' "$name" "$KERNEL" "$DESC")
	done
}

# Runs the machine of a job, shows it if asked to, and sets its exit status in rc.
watch_machine() {
	local machine watcher
	rc=0
	rm -f "$log".*
	touch "$log.console.log" "$log.verdict"
	boot "$initrd" &
	machine=$!
	# shellcheck disable=SC2064	# this very machine
	trap "kill $machine" TERM
	if [ -n "$UART" ]; then
		timeout "$TIMEOUT" "$here/uart.py" watch "$UART" "$tmp/$case.gdb" >"$log.uart" &
		watcher=$!
	fi
	if [ "$show" = account ]; then
		"$here/account.py" "$log.console.log" $machine
	elif [ -n "$show" ]; then
		echo "# boot.$job: $DESC"
		tail -n +1 -s 0.2 --pid=$machine -f "$log.console.log" | tr -d '\r'
	fi
	wait $machine || rc=$?
	trap - TERM
	if [ -n "$UART" ]; then
		# It has the rest by now, unless there was no machine at all.
		{ sleep 1 && kill "$watcher"; } 2>/dev/null || true
		wait "$watcher" || true
		cat "$log.uart" >>"$log.console.log"
	fi
}

# Runs the machine of a job; several cases share one only if they are programs of kselftest.
# QEMU before 8.2 may abort while one CPU sizes the BARs of PCI devices: an access of another CPU
# to its local APIC then reaches a device. If the guest had not begun, the machine is run again.
run_job() { # JOB CASE...
	local job=$1 nonce log=$logs/$1 initrd rc skip
	shift
	read_case "$1"
	skip=$(why_skip)
	if [ -n "$skip" ]; then
		for case in "$@"; do echo "# SKIP boot.$case - $skip"; done
		return
	fi
	TIMEOUT=$((TIMEOUT * slow))
	nonce=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	initrd=$tmp/$job.initrd
	make_run_initrd "$nonce" "$@" >"$initrd"
	watch_machine
	if [ "$rc" -eq 134 ] && [ ! -s "$log.verdict" ]; then
		echo "# boot.$job: $(tail -n 1 "$log.stderr"); once more"
		watch_machine
	fi
	rm -f "$initrd" "$tmp/$case.scratch"
	judge "$job" "$nonce" "$rc" "$log" "$@"
}

# What ends before its time takes its machines along.
# shellcheck disable=SC2317	# called by trap
clean_up() {
	local pid
	for pid in $(jobs -p); do
		kill "$pid" 2>/dev/null || true
	done
	wait
	rm -rf "$tmp"
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--kernel) kernel_on=${2:?}; shift ;;
		--kernel-off) kernel_off=${2:?}; shift ;;
		--kernel-force) kernel_force=${2:?}; shift ;;
		--kernel-small) kernel_small=${2:?}; shift ;;
		--tools-32) tools_32=${2:?}; shift ;;
		--crash-tools) crash_tools=${2:?}; shift ;;
		--keys) keys=${2:?}; shift ;;
		--next) kernel_next=${2:?}; shift ;;
		--logs) logs=${2:?}; shift ;;
		--jobs) jobs=${2:?}; shift ;;
		--slow) slow=${2:?}; shift ;;
		--show) show=console ;;
		--account) show=account ;;
		--check-harness) cases=$here/bad-cases ;;
		--list) list=list ;;
		--describe) list=describe ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 2 ;;
		*) names+=("$1") ;;
		esac
		shift
	done
	if [ -z "$list" ] && { [ -z "$kernel_on" ] || [ -z "$logs" ]; }; then
		usage >&2
		exit 2
	fi
	kernel_next=${kernel_next:-$kernel_on}
	if [ -n "$show" ] && [ ${#names[@]} -eq 0 ]; then
		names=(kexec-tools)
	fi
}

main() {
	local file selected
	parse "$@"
	if [ -n "$list" ]; then
		selected=$(select_cases "${names[@]}")
		# shellcheck disable=SC2086	# names have no spaces
		if [ "$list" = list ]; then echo "$selected"; else describe $selected; fi
		exit 0
	fi
	for file in "$kernel_on" "$kernel_next" ${kernel_off:+"$kernel_off"} \
		${kernel_force:+"$kernel_force"} ${kernel_small:+"$kernel_small"}; do
		[ -r "$file" ] || die "the kernel $file cannot be read"
	done
	selected=$(select_cases "${names[@]}")
	mkdir -p "$logs" "$work"
	logs=$(cd "$logs" && pwd)
	tmp=$(mktemp -d "$work/tmp.XXXXXX")
	trap clean_up EXIT
	trap 'exit 130' INT TERM
	kselftests=$(needs_kselftests "$selected")
	make_initramfs
	common_append+=" tsc_early_khz=$("$work/programs/tsc_khz")"
	# shellcheck disable=SC2086	# names have no spaces
	run_all $selected
	! grep -q '^not ok' "$tmp/results" || exit 1
}

kernel_on='' kernel_off='' kernel_force='' kernel_small='' tools_32='' crash_tools='' keys=$root/build/keys kernel_next='' logs='' show='' list='' slow=1 jobs=2
cases=$here/cases
common_append="console=ttyS0,115200 earlyprintk=serial,ttyS0,115200 panic=-1 panic_on_warn=1 oops=panic"
names=()
[ "$(nproc)" -gt 1 ] || jobs=1
trap 'echo "run.sh: line $LINENO failed" >&2' ERR
main "$@"
exit
