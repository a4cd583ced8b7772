# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034,SC2153	# for both sides; HOP is not HOPS
DESC="IMA's list goes along, with what was measured after the load and what was handed on before"
HOPS=3
HOW=-s

# Files of this owner are measured when they are read.
OWNER=4242

measure() { # FILE
	echo "$NONCE" >"$1"
	chown $OWNER "$1"
	cat "$1" >/tmp/read
	grep -q " $1\$" "$IMA_LIST" || fail "$1 was not measured"
}

check_measured() { # TEXT
	grep -q "$1" "$IMA_LIST" || fail "the list of hop $HOP lacks '$1': $(cut -d' ' -f3- "$IMA_LIST")"
}

list_hash() { # LINES
	head -n "$1" "$IMA_LIST" | sha256sum | cut -d' ' -f1
}

# The command line is the last field, in hex.
check_cmdline_measured() {
	check_equal "the command line in the list" \
		"$(sed -n 's/.* kexec-cmdline //p' "$IMA_LIST" | tail -n 1 | xxd -r -p)" "$1"
}

first() {
	. /guest-sign.sh
	check_config CONFIG_IMA_KEXEC=y
	ima_policy "measure func=KEXEC_CMDLINE" "measure func=KEXEC_KERNEL_CHECK" \
		"measure func=FILE_CHECK mask=MAY_READ fowner=$OWNER"
	make_initrd
	measure "/tmp/before-$HOP"
	lines=$(wc -l <"$IMA_LIST")
	cmdline=$(next_cmdline "kexec_lines=$lines" "kexec_list=$(list_hash "$lines")")
	expect_file_load ok -c "$cmdline" "$BZIMAGE" /tmp/next.cpio
	check_measured " $BZIMAGE\$"
	check_cmdline_measured "$cmdline"
	measure "/tmp/after-$HOP"
	say "$(cut -c 1-100 "$IMA_LIST")"
	kexec_tools_exec
}

second() {
	. /guest-sign.sh
	say "$(cut -c 1-100 "$IMA_LIST")"
	check_equal "the list as it was before the load" "$(list_hash "$(cmdline_value kexec_lines)")" \
		"$(cmdline_value kexec_list)"
	check_cmdline_measured "$(cat /proc/cmdline)"
	sc_hop=1
	while [ $sc_hop -lt "$HOP" ]; do
		check_measured " /tmp/before-$sc_hop\$"
		check_measured " /tmp/after-$sc_hop\$"
		sc_hop=$((sc_hop + 1))
	done
}
