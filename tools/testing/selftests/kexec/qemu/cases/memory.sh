# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="neither loads and unloads nor failing loads leave a page behind"
ROUNDS=200
# A third of a page a round would show; less than that is slab noise.
BOUND=256

# Free KiB, with the pages on the CPUs' own lists, which MemFree leaves out.
free_kib() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	awk '$1 == "pages" && $2 == "free" { n += $3 }
	     $1 == "count:" { n += $2 } END { print n * 4 }' /proc/zoneinfo
}

measure() {
	mem_before=$(free_kib)
	kexec_call rounds "$1" >/tmp/rounds 2>&1 || fail "rounds: $(cat /tmp/rounds)"
	check_loaded 0
	mem_after=$(free_kib)
	say "$1 rounds: free $mem_before KiB before, $mem_after KiB after"
}

# Lists what the kernel itself calls leaked, in a kernel that can tell.
check_kmemleak() {
	[ -w /sys/kernel/debug/kmemleak ] || return 0
	echo scan >/sys/kernel/debug/kmemleak
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	cat /sys/kernel/debug/kmemleak
	! grep -qE 'kexec|kimage' /sys/kernel/debug/kmemleak || fail "kmemleak names kexec"
}

first() {
	measure 20		# what is allocated once stays
	measure $ROUNDS
	[ $((mem_before - mem_after)) -lt $BOUND ] ||
		fail "$((mem_before - mem_after)) KiB lost in $ROUNDS rounds, allowed are $BOUND"
	check_kmemleak
	kexec_tools_load
	kexec_tools_exec
}
