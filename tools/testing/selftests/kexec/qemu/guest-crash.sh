# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2119,SC2120,SC2154	# guest.sh, init and the cases set and use the rest
#
# What the cases of WANT=crash may call inside the virtual machine. A case says
# crash(), which does not come back; the crash kernel then has to find in /proc/vmcore
# what the first one left there.

# What is left out of the crash kernel's initrd, to spare its memory.
make_crash_initrd() {
	[ ! -e /tmp/crash.cpio ] || return 0
	(cd / && find . -xdev ! -path './run.*' ! -path './boot/*' ! -path './bin/kexec' |
		cpio -o -H newc >/tmp/crash.cpio 2>/tmp/cpio.err) ||
		fail "the crash kernel's initrd cannot be made: $(tail -n 1 /tmp/cpio.err)"
}

# Marks MIB of memory; MARK is where the crash kernel finds the list of it.
mark_memory() { # MIB
	mark "$NONCE" "$1" /tmp/mark &
	wait_for "the marking of memory" 20 test -s /tmp/mark
	MARK=$(cat /tmp/mark)
}

# The same once the crash kernel is loaded: added to the former list.
mark_more() { # MIB
	mark -a "$MARK" "$NONCE" "$1" /tmp/more &
	wait_for "the marking of more memory" 60 test -s /tmp/more
}

wait_for() { # WHAT SECONDS COMMAND...
	wf_what=$1 wf_left=$(($2 * 5 * SLOW))
	shift 2
	until "$@"; do
		wf_left=$((wf_left - 1))
		[ "$wf_left" -gt 0 ] || fail "$wf_what did not come about in time"
		sleep 0.2
	done
}

check_crash_loaded() { # 0|1
	check_equal /sys/kernel/kexec_crash_loaded "$(cat /sys/kernel/kexec_crash_loaded)" "$1"
}

# Loads $BZIMAGE as crash kernel: by kexec-tools if HOW is its option -c or -s, or
# by a program that does kexec_file_load(2) itself.
crash_load() { # EXTRA_COMMAND_LINE...
	make_crash_initrd
	cl_line=$(next_cmdline "kexec_mark=$MARK $*")
	say "crash kernel: $HOW, $cl_line"
	case $HOW in
	direct) expect_file_load ok -p -c "$cl_line" "$BZIMAGE" /tmp/crash.cpio ;;
	*)
		# shellcheck disable=SC2046	# a word or none
		kexec "$HOW" $(no_checks) -p "$BZIMAGE" --initrd=/tmp/crash.cpio --command-line="$cl_line" ||
			fail "kexec -p failed with status $?"
		;;
	esac
	check_crash_loaded 1
}

crash_arm() { # EXTRA_COMMAND_LINE...
	check_crash_loaded 0
	mark_memory 4
	crash_load "$@"
}

# Has the kernel panic when it comes to a function.
panic_in() { # FUNCTION
	echo "$1" >/sys/module/kexec_crash_test/parameters/panic_in || fail "there is no place $1"
}

# Has the kernel panic while another crash kernel is loaded.
replace() { # FUNCTION
	panic_in "$1"
	crash_load kexec_image=new
}

# Of two crash kernels, IMAGE says which has to come up, "old" or "new".
check_image() {
	case $IMAGE in
	old) check_equal "the image that came up" "$(cmdline_value kexec_image)" "" ;;
	new) check_equal "the image that came up" "$(cmdline_value kexec_image)" new ;;
	esac
}

# Has the first kernel's faults fall on it by way of lkdtm.
lkdtm() { # TYPE [PLACE]
	echo "$1" >"/sys/kernel/debug/provoke-crash/${2:-DIRECT}"
}

set_sysctl() { # NAME VALUE
	echo "$2" >"/proc/sys/$1" || fail "the sysctl $1 cannot be set to $2"
}

# Asks the host for the case's next QMP command.
ask_qmp() {
	echo "$NONCE qmp" >/dev/ttyS1
}

# The tools of a Debian newer than what the rest is of, with their own libraries.
newer_tool() { # NAME ARGUMENT...
	nt_name=$1
	shift
	/newer/ld.so --library-path /newer/lib "/newer/$nt_name" "$@"
}

# The pages, the notes and the log of the crashed kernel, as this one sees them.
check_vmcore() { # WANTED_CPUS [ADDRESS]
	cv_said=$(vmcore "$NONCE" "$(cmdline_value kexec_mark)" ${2:+"$2"} 2>&1) || :
	say "vmcore: $cv_said"
	case $cv_said in
	"ok cpus=$1 release=$(uname -r) "*) ;;
	ok*) fail "/proc/vmcore: $cv_said, wanted are $1 CPUs and release $(uname -r)" ;;
	*) fail "$cv_said" ;;
	esac
	newer_tool makedumpfile --dump-dmesg /proc/vmcore /tmp/dmesg >/tmp/said 2>&1 ||
		fail "makedumpfile --dump-dmesg: $(tail -n 1 /tmp/said)"
	grep -qE "$SAYS" /tmp/dmesg || fail "the log in /proc/vmcore does not say '$SAYS'"
}

# Onto the disk that the host has for it.
send_dump() {
	for sd_dir in /sys/block/vd*; do
		[ "$(cat "$sd_dir/serial")" = dump ] || continue
		if ! { cat /tmp/dump >"/dev/${sd_dir##*/}" && sync; }; then
			fail "the dump cannot be written to the disk"
		fi
		echo "$NONCE dump $(stat -c %s /tmp/dump) $(md5sum </tmp/dump | cut -d' ' -f1)" >/dev/ttyS1
		return
	done
	fail "there is no disk for the dump"
}

save_dump() {
	newer_tool makedumpfile "$COMPRESS" -d 31 /proc/vmcore /tmp/dump >/tmp/said 2>&1 ||
		fail "makedumpfile $COMPRESS -d 31: $(tail -n 1 /tmp/said)"
	say "makedumpfile: $(stat -c %s /tmp/dump) bytes"
	send_dump
}

# A crash kernel has one CPU, its own little memory, and hears of the dump.
check_crash_kernel() {
	[ -e /proc/vmcore ] || fail "there is no /proc/vmcore"
	check_crash_loaded 0
	# A driver may need addresses that no resource names.
	case $MEM in
	*maxmem*) ;;
	*) ! grep "Unusable memory" /proc/iomem || fail "nothing can be added, yet there is no room for devices" ;;
	esac
}

# Defaults of a case. COMPRESS is makedumpfile's option; DUMP_CPUS is how many CPUs have
# to be in the dump, if not all that there are.
COMPRESS=-l DUMP_CPUS='' MARK='' IMAGE='' MEM=''

crash_first() {
	crash_arm
	sync
	# Through the kernel's log: a console's own queue may be overtaken by a panic.
	echo "# crashing now" >/dev/kmsg
	crash
	sleep $((60 * SLOW))
	fail "the kernel did not panic"
}

crash_second() {
	check_image
	check_vmcore "${DUMP_CPUS:-$CPUS}"
	save_dump
}
