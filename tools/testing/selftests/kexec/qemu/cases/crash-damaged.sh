# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a crash kernel that was damaged in memory: the purgatory names it and resets the machine"
MEM=512
TIMEOUT=60
WANT=reset
APPEND="crashkernel=160M" NEXT_APPEND=nr_cpus=1
HOW=-s
ALLOW="Kernel panic - not syncing: sysrq triggered crash|Call Trace:"
SAYS="purgatory: segment [0-9]+ .*damaged"

# As file-damaged-kernel: the middle of a bzImage is data that nothing else holds.
first() {
	random_initrd 4096
	expect_file_load ok -p -c "$(next_cmdline)" "$BZIMAGE" "$INITRD"
	check_crash_loaded 1
	flip_ram -p 512 1 "$BZIMAGE" $(($(stat -c %s "$BZIMAGE") / 2 & ~511)) ||
		fail "the kernel could not be damaged"
	echo c >/proc/sysrq-trigger
}
