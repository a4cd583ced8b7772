# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153,SC2154	# lib.sh and guest.sh set the rest
DESC="the newest kexec-tools that Debian has, by each of the two calls, and strace's view of them"
EXTRA="newer" HOPS=3 TIMEOUT=900

# With the libraries that it needs, from the job disk
newer_kexec() {
	set -- "$STATE/job/newer/ld.so" --library-path "$STATE/job/newer/lib" "$STATE/job/newer/kexec" "$@"
	strace -f -s 4096 -o /tmp/strace -e trace=kexec_load,kexec_file_load "$@" || fail "kexec failed with status $?"
	cat /tmp/strace
}

# strace knows the arguments' meaning, and saw what a good call gives.
traced() { # REGULAR_EXPRESSION
	grep -qE "$1" /tmp/strace || fail "strace did not see '$1' but: $(head -n 3 /tmp/strace)"
}

first() {
	say "$("$STATE/job/newer/ld.so" --library-path "$STATE/job/newer/lib" "$STATE/job/newer/kexec" -v)"
	if [ "$HOP" = 1 ]; then
		# Not at the end of memory, where next to nothing can be claimed
		newer_kexec -c -l "$KERNEL" --initrd="$INITRD" --command-line="$(next_cmdline)" --mem-max=0x30000000
		traced 'kexec_load\(0x[0-9a-f]+, [0-9]+, \[\{buf=0x[0-9a-f]+, bufsz=[0-9]+, mem=0x[0-9a-f]+, memsz=[0-9]+\}.*KEXEC_ARCH_(X86_64|DEFAULT).*\) = 0'
	else
		newer_kexec -s -l "$KERNEL" --initrd="$INITRD" --command-line="$(next_cmdline)"
		traced 'kexec_file_load\([0-9]+.*, [0-9]+.*, [0-9]+, ".*kexec_nonce.*\) = 0'
	fi
	check_loaded 1
	systemctl kexec || fail "systemctl kexec failed with status $?"
}
