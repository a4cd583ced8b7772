# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2013,SC2119,SC2120,SC2153	# words are meant; init and the cases set and use the rest
#
# What the cases may call inside the virtual machine. Every function that
# cannot do its work ends the case by fail().

say() {
	echo "# $*"
}

# Off with the machine; without ACPI it can only be reset, which ends QEMU as well.
leave() {
	trap - EXIT
	if [ -d /sys/firmware/acpi ]; then
		poweroff -f
	else
		reboot -f
	fi
	sleep 600
}

# The reason goes to the verdict port and the machine is switched off at once.
fail() {
	say "FAIL $*"
	echo "${NONCE:--} FAIL $*" >/dev/ttyS1
	leave
}

# The value of NAME=value on this kernel's command line; empty without it.
cmdline_value() {
	for cv_word in $(cat /proc/cmdline); do
		case $cv_word in "$1="*) echo "${cv_word#*=}" ;; esac
	done
}

check_equal() { # WHAT GOT WANTED
	[ "$2" = "$3" ] || fail "$1 is '$2', not '$3'"
}

# What use_memory has written is still there, wherever the pages are now.
check_used_memory() {
	for cu_pid in $(pidof use_memory); do
		kill -USR1 "$cu_pid"
		wait_for "a report of use_memory" 60 test -s "/tmp/use_memory.$cu_pid"
		cu_report=$(cat "/tmp/use_memory.$cu_pid")
		say "$cu_report"
		[ "${cu_report%% *}" = 0 ] || fail "memory that is in use has other bytes now"
	done
}

check_loaded() { # 0|1
	check_equal /sys/kernel/kexec_loaded "$(cat /sys/kernel/kexec_loaded)" "$1"
}

check_config() { # CONFIG_LINE
	zcat /proc/config.gz | grep -qx "$1" || fail "this kernel's configuration lacks $1"
}

has_cpu_flag() {
	grep -m1 '^flags' /proc/cpuinfo | grep -qw "$1"
}

# KiB of top-level System RAM, which a kernel without KASLR reports as one with it.
ram_kib() {
	ram_sum=0
	while read -r ram_range _ ram_name; do
		[ "$ram_name" = "System RAM" ] || continue
		ram_sum=$((ram_sum + 0x${ram_range#*-} - 0x${ram_range%-*} + 1))
	done </proc/iomem
	echo $((ram_sum / 1024))
}

# Address of the kernel's text: tells whether KASLR moved it.
text_address() {
	grep -m1 ' _text$' /proc/kallsyms | cut -d' ' -f1
}

# One hash over all files of the initramfs: the next hop must find the same. By MD5,
# which takes an emulated CPU less time than SHA-256.
tree_hash() {
	(cd / && find . -xdev -type f ! -path './run.*' | sort | xargs md5sum) >/tmp/tree
	md5sum </tmp/tree | cut -d' ' -f1
}

# The next kernel's initrd holds what ours holds, without /run.*.
make_initrd() {
	[ ! -e /tmp/next.cpio ] || return 0
	(cd / && find . -xdev ! -path './run.*' | cpio -o -H newc >/tmp/next.cpio 2>/tmp/cpio.err) ||
		fail "the next initrd cannot be made: $(tail -n 1 /tmp/cpio.err)"
}

# Ours, with the words of this hop replaced by those of the next. Only here does
# the nonce get onto a command line.
next_cmdline() { # EXTRA...
	nc_line='' nc_append=$APPEND
	[ "$WANT" != crash ] || nc_append=nr_cpus=1
	for nc_word in $(cat /proc/cmdline); do
		case " $APPEND ${NEXT_APPEND-} " in *" $nc_word "*) continue ;; esac
		case $nc_word in kexec_*=* | BOOT_IMAGE=* | initrd=* | crashkernel=*) continue ;; esac
		nc_line="$nc_line $nc_word"
	done
	nc_line="$nc_line ${NEXT_APPEND-$nc_append} kexec_case=$CASE kexec_nonce=$NONCE"
	nc_line="$nc_line ${INITRD_HASH:+kexec_initrd=$INITRD_HASH}"
	echo "${nc_line# } kexec_hop=$((HOP + 1)) kexec_tree=$TREE kexec_ram=$RAM kexec_text=$TEXT kexec_slow=$SLOW $*"
}

# kexec-tools takes a SHA-256 of what it loads by kexec_load(2), and its purgatory another one: for
# an emulated CPU that is seconds, and no work of the kernel. Without CHECKS it does neither.
no_checks() {
	[ -n "$CHECKS" ] || [ "$HOW" != -c ] || echo --no-checks
}

# Loads $BZIMAGE with kexec-tools, by the call that $HOW names.
kexec_tools_load() { # EXTRA_COMMAND_LINE...
	[ -n "$INITRD" ] || make_initrd
	say "kexec $HOW -l $BZIMAGE --initrd=${INITRD:-/tmp/next.cpio}"
	# shellcheck disable=SC2046	# a word or none
	kexec "$HOW" $(no_checks) -l "$BZIMAGE" --initrd="${INITRD:-/tmp/next.cpio}" \
		--command-line="$(next_cmdline "$@")" || fail "kexec -l failed with status $?"
	check_loaded 1
}

# The same by a program that does the system call kexec_file_load(2) itself.
file_load_direct() { # EXTRA_COMMAND_LINE...
	[ -n "$INITRD" ] || make_initrd
	expect_file_load ok -c "$(next_cmdline "$@")" "$BZIMAGE" "${INITRD:-/tmp/next.cpio}"
	check_loaded 1
}

# By the one or the other, as HOW says.
load_next() { # EXTRA_COMMAND_LINE...
	case $HOW in
	direct) file_load_direct "$@" ;;
	*) kexec_tools_load "$@" ;;
	esac
}

expect_file_load() { # WANTED ARGUMENT...
	ef_want=$1
	shift
	check_equal "file_load $*" "$(file_load "$@" 2>&1)" "$ef_want"
}

# The next kernel's initrd shall be this very file: see check_initrd.
use_initrd() { # FILE [HASH]
	INITRD=$1
	INITRD_HASH=${2:-$(md5sum <"$INITRD" | cut -d' ' -f1)}
	say "the initrd $INITRD has $(stat -c %s "$INITRD") bytes, MD5 $INITRD_HASH"
}

# Where a bzImage has compressed data; its parts are in units of 512 bytes.
kernel_middle() {
	echo $(($(stat -c %s "$BZIMAGE") / 2 & ~511))
}

# A file of that many bytes that nobody could guess and no kernel takes for an archive.
random_initrd() { # SIZE
	{ printf '\245' && head -c $(($1 - 1)) /dev/urandom; } >/tmp/random || fail "no room in /tmp"
	use_initrd /tmp/random
}

# What the kernel got as its initrd (the case says retain_initrd on the command line).
check_initrd() {
	ci_want=$(cmdline_value kexec_initrd)
	[ -n "$ci_want" ] || return 0
	check_equal "the hash of /sys/firmware/initrd" \
		"$(md5sum </sys/firmware/initrd | cut -d' ' -f1)" "$ci_want"
}

kexec_tools_exec() {
	[ "$HOP" != 1 ] || check_watchers
	say "kexec -e"
	kexec -e
	fail "kexec -e came back with status $?"
}

# Starts a kernel that was damaged after the load. The usual initrd has the kernel in it, too, so
# another one is loaded. The machine is reset whatever a panic would do.
damage_kernel() {
	set_sysctl kernel/panic 0
	random_initrd 4096
	file_load_direct
	flip_ram 512 2 "$BZIMAGE" "$(kernel_middle)" || fail "the kernel could not be damaged"
	kexec_tools_exec
}

# Loads the payload with the segments given (see load_payload.c) and enters it:
# the verdict is then the payload's.
payload_exec() { # ARGUMENT...
	check_loaded 0
	$LOADER -e -n "$NONCE" "$@" 2>/tmp/payload.err
	fail "$LOADER came back: $(cat /tmp/payload.err)"
}

# The same in two steps, with room between them for a look at what was loaded.
payload_load() { # ARGUMENT...
	check_loaded 0
	$LOADER -n "$NONCE" "$@" 2>/tmp/payload.err || fail "$LOADER: $(cat /tmp/payload.err)"
	check_loaded 1
	say "$(cat /sys/kernel/kexec/bytes_in_place) bytes in place, $(cat /sys/kernel/kexec/bytes_to_move) to move"
}

more_in_place() {
	[ "$(cat /sys/kernel/kexec/bytes_in_place)" -gt "$(cat /sys/kernel/kexec/bytes_to_move)" ]
}

payload_jump() {
	check_watchers
	kexec_call reboot
	fail "kexec_call reboot came back with status $?"
}

expect_call() { # WANTED ARGUMENT...
	ec_want=$1
	shift
	check_equal "kexec_call $*" "$(kexec_call "$@" 2>&1)" "$ec_want"
}

check_hop() {
	ch_cpus=$CPUS
	[ "$WANT-$HOP" != crash-2 ] || ch_cpus=1
	check_equal "the number of CPUs" "$(grep -c ^processor /proc/cpuinfo)" "$ch_cpus"
	[ "$HOP" -gt 1 ] || return 0
	[ ! -e /run.env ] || fail "run.env is in the initrd of hop $HOP"
	check_loaded 0
	if [ "$WANT" = crash ]; then
		check_crash_kernel
		return
	fi
	check_equal "the hash of the initramfs" "$TREE" "$(cmdline_value kexec_tree)"
	check_initrd
	ch_lost=$(($(cmdline_value kexec_ram) - RAM))
	[ "${ch_lost#-}" -lt 1024 ] ||
		fail "System RAM is $RAM KiB, the former kernel had $ch_lost KiB more"
}

# The token: both words come from the command line that kexec passed.
finish() {
	echo "$(cmdline_value kexec_nonce) hop=$(cmdline_value kexec_hop)" >/dev/ttyS1
	leave
}

# For cases that do not kexec.
finish_here() {
	echo "$NONCE checked without kexec" >/dev/ttyS1
	leave
}

# What a debug kernel watches beyond the console, where every complaint counts: leaks
# from here on, and whether lockdep has given up. Other kernels do neither.
KMEMLEAK=/sys/kernel/debug/kmemleak

# Fails where there is none, and where lockdown forbids it.
kmemleak() {
	{ echo "$1" >$KMEMLEAK; } 2>/dev/null
}

start_watchers() {
	kmemleak clear || :
}

# Again and again, as what was allocated in the last seconds is not looked at.
check_watchers() {
	if kmemleak scan; then
		sleep 6
		kmemleak scan
		sleep 6
		kmemleak scan
		cat $KMEMLEAK >/tmp/leaks
		cat /tmp/leaks
		[ ! -s /tmp/leaks ] || fail "kmemleak: $(grep -c '^unreferenced' /tmp/leaks) leaks"
		say "kmemleak found nothing"
	fi
	[ -r /proc/lockdep_stats ] || return 0
	grep -q 'debug_locks: *1' /proc/lockdep_stats || fail "lockdep has switched itself off"
	say "lockdep is still on"
}

# A case's defaults.
CPUS=1 HOPS=2 APPEND='' HOW=-c WANT=hop LOADER=load_payload SLOW=1 CHECKS=''
: "$CPUS" "$HOPS" "$SLOW"

# What is loaded; an empty INITRD means what make_initrd makes.
BZIMAGE=/boot/bzImage INITRD='' INITRD_HASH=''
[ ! -e /run.bzImage ] || BZIMAGE=/run.bzImage

first() {
	[ "$WANT" != crash ] || crash_first
	check_loaded 0
	load_next
	kexec_tools_exec
}

second() {
	[ "$WANT" != crash ] || crash_second
}
