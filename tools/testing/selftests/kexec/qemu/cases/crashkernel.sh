# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034,SC2086
DESC="what crashkernel= reserves, or why it reserves nothing"
WANT=here

# RESERVED is the ranges that guest-crashkernel.sh has to find, none if it is empty; LOG is
# what the kernel's log says, ALSO what else it says; THEN is a function to call at the end.
RESERVED='' LOG='' ALSO='' THEN=''

# Of 6 GiB of memory, 2 GiB are below 4 GiB.
BELOW_4G='\[0x0000000001000000-0x0000000100000000\)'
ABOVE_4G='\[0x0000000100000000-0x0000400000000000\)'

row size MEM=6144 APPEND="crashkernel=128M" RESERVED="128:low"
# KASLR might put the kernel into the middle of the rest.
row falls-back-high MEM=6144 APPEND="nokaslr crashkernel=2304M" RESERVED="256:low 2304:high" \
	LOG="reservation of 2304 MiB, .*the largest free range in $BELOW_4G has [0-9]{3,4} MiB"
row too-large APPEND="crashkernel=2G" \
	LOG="reservation of 2048 MiB, aligned to 16 MiB, failed: the largest free range in $BELOW_4G has [0-9]{3} MiB" \
	ALSO="reservation of 2048 MiB, aligned to 16 MiB, failed: the largest free range in $ABOVE_4G has 0 MiB"
# The one before it counts then.
row next APPEND="crashkernel=128M crashkernel=2G" RESERVED="128:low" \
	LOG="'2G' cannot be honoured: '128M' counts"
row next-offset APPEND="nokaslr crashkernel=128M crashkernel=64M@16M" RESERVED="128:low" \
	LOG="'64M@16M' cannot be honoured: '128M' counts"
row next-high MEM=6144 APPEND="crashkernel=128M,high crashkernel=5G" RESERVED="256:low 128:high" \
	LOG="'5G' cannot be honoured: '128M,high' counts"
# 2^63 - 1 bytes; 2^64 bytes and 64 MiB, which are not taken for 64 MiB
row huge APPEND="crashkernel=9223372036854775807" LOG='reservation of 8796093022208 MiB, .* has [0-9]{3} MiB'
row wraps APPEND="crashkernel=17592186044480M" LOG="'17592186044480M' has no form that is known, or is too large"
# What cannot be honoured is named, and does not count.
row nonsense APPEND="crashkernel=128M crashkernel=64M,high,low" RESERVED="128:low" \
	LOG="'64M,high,low' has no form that is known, or is too large: it is ignored"
row auto MEM=6144 APPEND="crashkernel=auto crashkernel=128M" RESERVED="128:low" \
	LOG="'auto' has no form that is known"
row suffix APPEND="crashkernel=96M crashkernel=64M,cma" RESERVED="96:low" LOG="'64M,cma' has no form that is known"
row unit APPEND="crashkernel=256" LOG="'256' is too little to be of use: it is ignored. Is the unit missing"
row unit-low MEM=6144 APPEND="crashkernel=128M,high crashkernel=256,low" RESERVED="256:low 128:high" \
	LOG="'256,low' is too little to be of use: it is ignored. Is the unit missing"
# Of several the last one counts, and ,high only without any.
row last-counts MEM=6144 APPEND="crashkernel=512M crashkernel=128M crashkernel=1G,high" RESERVED="128:low" \
	LOG="'1G,high' is ignored beside '128M'"

# With a usual amount below 4 GiB, as much as is asked for, or none.
row high MEM=6144 APPEND="crashkernel=128M,high" RESERVED="256:low 128:high"
row high-low MEM=6144 APPEND="crashkernel=64M,low crashkernel=128M,high" RESERVED="64:low 128:high"
row high-no-low MEM=6144 APPEND="crashkernel=128M,high crashkernel=0,low" RESERVED="128:high"
# Without memory above 4 GiB, ,low does not count.
row high-falls-back APPEND="crashkernel=128M,high crashkernel=64M,low" RESERVED="128:low" \
	LOG="reservation of 128 MiB, .*the largest free range in $ABOVE_4G has 0 MiB" \
	ALSO="memory is below 0x100000000: no low memory is reserved with it"
row low-alone APPEND="crashkernel=64M,low" LOG="only ',low' is given"
# The range above 4 GiB is given back, and reserved again.
row low-too-large MEM=6144 APPEND="crashkernel=1G,high crashkernel=3G,low" RESERVED="256:low 1024:high" \
	ALSO="'3G,low' cannot be honoured: 256 MiB of low memory are tried" \
	LOG='low memory reservation of 3072 MiB, .*the largest free range in .*0x0000000100000000\) has [0-9]{3,4} MiB'
row low-next MEM=6144 APPEND="crashkernel=128M,high crashkernel=64M,low crashkernel=3G,low" \
	RESERVED="64:low 128:high" LOG="'3G,low' cannot be honoured: 64 MiB of low memory are tried"

# With nokaslr the kernel itself is at 16 MiB.
row offset APPEND="nokaslr crashkernel=64M@256M" RESERVED="64:0x10000000"
row offset-above-4g MEM=6144 APPEND="nokaslr crashkernel=128M@5G" RESERVED="128:0x140000000"
row offset-taken APPEND="nokaslr crashkernel=64M@16M" \
	LOG='reservation failed: 64 MiB at 0x1000000 are in use or not there, .* has [0-9]+ MiB'
row offset-no-memory APPEND="crashkernel=64M@2G" \
	LOG='reservation failed: 64 MiB at 0x80000000 are in use or not there, .* has 0 MiB'
row offset-unaligned APPEND="crashkernel=64M@0x10000800" \
	LOG='reservation failed: offset 0x10000800 is not page aligned'

row ranges APPEND="crashkernel=256M-512M:32M,1G-2G:96M,2G-:160M" RESERVED="96:low"
row ranges-offset APPEND="nokaslr crashkernel=512M-2G:96M,2G-:160M@512M" RESERVED="96:0x20000000"
row ranges-none APPEND="crashkernel=2G-4G:96M,4G-:160M" LOG='0 bytes are asked for on a machine with 1023 MiB'

row shrink HOW=-s MEM=6144 APPEND="crashkernel=256M,high crashkernel=128M,low" RESERVED="128:low 256:high" THEN=shrink_all

# Whether what is loaded has room for its work is looked at when it is loaded.
# The second load finds no room beside the first.
row small APPEND="crashkernel=64M" HOW=-s RESERVED="64:low" THEN="load_there; load_there; expect_notices 2"
row small-tools APPEND="crashkernel=64M" RESERVED="64:low" THEN="load_there; expect_notices 1"
row enough APPEND="crashkernel=192M" HOW=-s RESERVED="192:low" THEN="load_there; expect_notices 0"
row enough-tools APPEND="crashkernel=192M" RESERVED="192:low" THEN="load_there; expect_notices 0"
# That it fits nothing is said at boot.
row tiny APPEND="crashkernel=2M" RESERVED="2:low" LOG="2 MiB are less than this kernel alone takes, [0-9]+ MiB"

expect_notices() { # HOW_MANY
	check_equal "the number of notices" "$(dmesg | grep -c 'may need')" "$1"
	check_equal "the notices that it is too small" \
		"$(dmesg | grep -cE '64 MiB are reserved for the crash kernel: .* may need 1[0-9][0-9] MiB')" "$1"
}

load_there() {
	make_initrd
	kexec "$HOW" -p "$BZIMAGE" --initrd=/tmp/next.cpio --command-line=x ||
		fail "nothing can be loaded there"
}

shrink() { # BY_MIB TO_MIB RANGE...
	sh_before=$(mem_total)
	echo $(($2 * MIB)) >/sys/kernel/kexec_crash_size || fail "it cannot be shrunk to $2 MiB"
	check_equal "KiB that became usable" $(($(mem_total) - sh_before)) $(($1 * 1024))
	shift 2
	check_ranges "$@"
}

# The range above 4 GiB shrinks first, and goes when it would be the smaller one.
shrink_all() {
	shrink 84 300 128:low 172:high
	shrink 172 130 128:low
	load_there
	kexec -p -u || fail "kexec -p -u failed"
	shrink 28 100 100:low
	load_there
	kexec -p -u || fail "kexec -p -u failed"
	shrink 100 0
}

first() {
	. /guest-crashkernel.sh
	if [ -n "$RESERVED" ]; then
		check_reserved $RESERVED
		[ -z "$LOG" ] || expect_log "$LOG"
	else
		expect_none "${LOG:?}"
	fi
	[ -z "$ALSO" ] || expect_log "$ALSO"
	eval "$THEN"	# several words
	finish_here
}
