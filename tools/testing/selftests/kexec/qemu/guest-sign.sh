# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154	# the cases use these, init and guest.sh set the rest
#
# For the cases about signatures, beside guest.sh: refused loads, and kernels
# that were changed after they were signed.

LAST_ERROR=/sys/kernel/kexec/last_error
IMA=/sys/kernel/security/ima
IMA_LIST=$IMA/ascii_runtime_measurements
LOCKDOWN=/sys/kernel/security/lockdown

# The reason is in the status file and in the log. What was loaded stays loaded.
check_reason() { # TEXT
	grep -qF "$1" $LAST_ERROR || fail "$LAST_ERROR lacks '$1': $(cat $LAST_ERROR)"
	dmesg | grep "kexec: refused: " | tail -n 1 | grep -qF "$1" ||
		fail "the log's last reason lacks '$1': $(dmesg | grep "kexec: refused: " | tail -n 1)"
	check_loaded 1
}

expect_refused() { # ERRNO TEXT KERNEL [INITRD]
	expect_file_load "$1" -c refused "$3" "${4:--}"
	check_reason "$2"
}

# A load by kexec_load(2) that would be good.
expect_segments_refused() { # ERRNO TEXT
	expect_call "$1" garbage
	check_reason "$2"
}

ima_policy() { # RULE...
	for ip_rule in "$@"; do
		echo "$ip_rule" >$IMA/policy || fail "IMA does not take the rule '$ip_rule'"
	done
}

lock_down() { # LEVEL
	echo "$1" >$LOCKDOWN || fail "the kernel cannot be locked down"
	grep -qF "[$1]" $LOCKDOWN || fail "the lockdown is $(cat $LOCKDOWN)"
}

read_u32() { # FILE OFFSET
	od -An -tu4 -j "$2" -N 4 "$1" | tr -d ' '
}

write_bytes() { # FILE OFFSET ESCAPES
	# shellcheck disable=SC2059	# escapes are meant
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null ||
		fail "$1 cannot be written"
}

u32_bytes() { # VALUE
	printf '\\%o\\%o\\%o\\%o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) \
		$(($1 >> 24 & 255))
}

write_u32() { # FILE OFFSET VALUE
	write_bytes "$1" "$2" "$(u32_bytes "$3")"
}

# A copy to change: sets CHANGED, and PE_CERTS, the offset of the directory entry of
# the signature in a PE32+ header, SIG_AT and SIG_SIZE, which it holds.
change() { # NAME
	CHANGED=/tmp/$1
	cp /run.bzImage "$CHANGED"
	PE=$(read_u32 "$CHANGED" $((0x3c)))
	PE_CERTS=$((PE + 24 + 112 + 4 * 8))
	SIG_AT=$(read_u32 "$CHANGED" $PE_CERTS)
	SIG_SIZE=$(read_u32 "$CHANGED" $((PE_CERTS + 4)))
	check_equal "the end of the signature" $((SIG_AT + SIG_SIZE)) "$(stat -c %s "$CHANGED")"
}

check_changed() {
	! cmp -s /run.bzImage "$CHANGED" || fail "$CHANGED was not changed"
}

# One byte of the payload, which lies in the middle of the file.
make_tampered() {
	change tampered
	tm_at=$((SIG_AT / 2))
	tm_byte=$(od -An -tu1 -j $tm_at -N 1 "$CHANGED" | tr -d ' ')
	write_bytes "$CHANGED" $tm_at "$(printf '\\%o' $((tm_byte ^ 1)))"
	check_changed
}

# Bytes behind the signature
make_appended() {
	change appended
	echo garbage >>"$CHANGED"
	check_changed
}

# The file ends within its signature.
make_cut_signature() {
	change cut-signature
	truncate -s $((SIG_AT + SIG_SIZE / 2)) "$CHANGED"
	check_changed
}

# The same, and the header agrees with it.
make_short_signature() {
	change short-signature
	ms_size=$((SIG_SIZE / 2 & ~7))
	truncate -s $((SIG_AT + ms_size)) "$CHANGED"
	write_u32 "$CHANGED" $((PE_CERTS + 4)) $ms_size
	write_u32 "$CHANGED" "$SIG_AT" $ms_size
	check_changed
}

# The last bytes of the signature itself. sbsign pads it with up to 7 zeros.
make_broken_signature() {
	change broken-signature
	write_bytes "$CHANGED" $((SIG_AT + SIG_SIZE - 24)) '\252\125\252\125'
	check_changed
}

# The file ends within the payload.
make_cut_file() {
	change cut-file
	truncate -s $((SIG_AT / 2)) "$CHANGED"
	check_changed
}

# The signature is as it was, but the table of sections says that the first has data
# far behind the end of the file.
make_long_section() {
	change long-section
	mn_sections=$((PE + 24 + $(od -An -tu2 -j $((PE + 20)) -N 2 "$CHANGED")))
	write_u32 "$CHANGED" $((mn_sections + 16)) $((0x7ffff000))
	check_changed
}

# The same with a table of no sections.
make_no_section() {
	change no-section
	write_bytes "$CHANGED" $((PE + 6)) '\0\0'
	check_changed
}

# A file that has no signature because it is no PE file.
make_no_pe() {
	CHANGED=/tmp/no-pe
	cp /boot/bzImage "$CHANGED"
	write_bytes "$CHANGED" 0 '\0\0'
}
