# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
DESC="a crash kernel that was damaged in memory"
MEM=512 TIMEOUT=60 APPEND="crashkernel=160M" NEXT_APPEND=nr_cpus=1
WANT=reset
ALLOW="Kernel panic - not syncing: sysrq triggered crash|Call Trace:"
PANIC=-1 EDGE=first

# Segment 0 is the purgatory, 1 the elfcorehdr, 2 boot_params and setup_data.
row bit EDGE=last SAYS="purgatory: segment 4 .*damaged, resetting.?$" \
	DESC="a bit of the last byte of a crash kernel's initrd; reset at once"
row byte PANIC=3 AFTER=3 SAYS="purgatory: segment 4 .*damaged, resetting in 3 s" \
	DESC="the first byte of a crash kernel's initrd; reset after kernel.panic=3 seconds"
row zeros PANIC=0 WANT=halt SAYS="purgatory: segment 3 .*damaged, halting" \
	DESC="zeros in the first page of a crash kernel; halt by kernel.panic=0"
row foreign EDGE=last SAYS="purgatory: segment 3 .*damaged, resetting.?$" \
	DESC="a page of another process in the last one of a crash kernel; reset at once"
row exchanged SAYS="purgatory: segment 2 .*damaged, resetting.?$" \
	DESC="the first and the last page of a crash kernel's boot_params exchanged; reset at once"

# Damages the first or the last byte of the segment that SAYS names, or its page; the log
# has where the segment is.
first() {
	# Its last byte is one of the zeros that the kernel fills its last page up with.
	random_initrd 4000
	set_sysctl kernel/panic "$PANIC"
	expect_file_load ok -d -p -c "$(next_cmdline)" "$BZIMAGE" "$INITRD"
	check_crash_loaded 1
	segment=$(echo "$SAYS" | grep -o 'segment [0-9]')
	bounds=$(dmesg | sed -n "s/.*kexec: $segment: \[\(0x.*\)-\(0x.*\)).*/\1 \2/p")
	start=${bounds% *} last=$((${bounds#* } - 1))
	case $ROW-$EDGE in
	exchanged-*) set -- "$start" "$last" ;;
	*-first) set -- "$start" ;;
	*-last) set -- "$last" ;;
	esac
	say "damage $ROW $*"
	damage "$ROW" "$@" || fail "$segment could not be damaged"
	echo c >/proc/sysrq-trigger
}
