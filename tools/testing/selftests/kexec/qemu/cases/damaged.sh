# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2317	# first calls the function of the row
DESC="damaged in memory: the purgatory names the segment and resets the machine"
MEM=512
WANT=reset

# Segment 0 is the list that IMA passes on, 1 the purgatory; of a crash kernel, as in
# damaged-crash.
row cmdline SAYS="purgatory: segment 2 .*damaged, resetting.?$" DESC="a command line that was damaged in memory"
row kernel SAYS="purgatory: segment 3 .*damaged, resetting.?$" DESC="a kernel that was damaged in memory"
row initrd SAYS="purgatory: segment 4 .*damaged, resetting.?$" DESC="an initrd that was damaged in memory"
row crash SAYS="purgatory: segment 3 .*damaged, resetting.?$" DESC="a crash kernel that was damaged in memory" \
	TIMEOUT=60 APPEND="crashkernel=160M" NEXT_APPEND=nr_cpus=1 \
	ALLOW="Kernel panic - not syncing: sysrq triggered crash|Call Trace:"

# The machine is reset whatever a panic would do.
damage_cmdline() {
	set_sysctl kernel/panic 0
	tr -dc 0-9A-Za-z </dev/urandom | head -c 64 >/tmp/mark
	file_load_direct "mark=$(cat /tmp/mark)"
	flip_ram 1 2 /tmp/mark 0 || fail "the command line could not be damaged"
	kexec_tools_exec
}

# The archive may go on with another one: a file of random bytes, to be found again.
damage_initrd() {
	set_sysctl kernel/panic 0
	make_initrd
	head -c 4096 /dev/urandom >/tmp/mark
	(cd /tmp && echo mark | cpio -o -H newc >>/tmp/next.cpio)
	file_load_direct
	flip_ram 4 2 /tmp/mark 0 || fail "the initrd could not be damaged"
	kexec_tools_exec
}

damage_crash() {
	random_initrd 4096
	expect_file_load ok -p -c "$(next_cmdline)" "$BZIMAGE" "$INITRD"
	check_crash_loaded 1
	flip_ram -p 512 1 "$BZIMAGE" "$(kernel_middle)" || fail "the kernel could not be damaged"
	echo c >/proc/sysrq-trigger
}

first() {
	"damage_$ROW"
}
