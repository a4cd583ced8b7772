# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034,SC2153	# for both sides; HOP is not HOPS
DESC="IMA lets go of an image that is replaced or unloaded; a failed load leaves it the former one"
HOPS=3
HOW=-s

OWNER=4242

# So much that the list does not fit into the segment that the loaded image has.
fill_list() {
	fl_nr=0
	while [ $fl_nr -lt 120 ]; do
		echo $fl_nr >/tmp/file-$fl_nr
		chown $OWNER /tmp/file-$fl_nr
		fl_nr=$((fl_nr + 1))
	done
	cat /tmp/file-* >/tmp/read
}

# IMA makes its buffer for a load before the loader refuses the command line.
first() {
	. /guest-sign.sh
	ima_policy "measure func=FILE_CHECK mask=MAY_READ fowner=$OWNER"
	kexec_tools_load kexec_image=unloaded
	expect_file_load ok -u
	check_loaded 0
	expect_call EINVAL reboot
	if [ "$HOP" = 1 ]; then
		kexec_tools_load kexec_image=file
		HOW=-c
		kexec_tools_load kexec_image=segments
	else
		kexec_tools_load kexec_image=kept
		fill_list
		long=$(head -c 60000 /dev/zero | tr "\0" x)
		expect_file_load EINVAL -c "$long" "$BZIMAGE" -
		check_reason "longer than the kernel takes"
	fi
	kexec_tools_exec
}

second() {
	. /guest-sign.sh
	if [ "$HOP" = 2 ]; then
		check_equal "the image that came up" "$(cmdline_value kexec_image)" segments
		check_equal "the length of IMA's list" "$(wc -l <"$IMA_LIST")" 1
	else
		check_equal "the image that came up" "$(cmdline_value kexec_image)" kept
		# Not all of it: the segment is as large as it was at the load.
		[ "$(wc -l <"$IMA_LIST")" -gt 20 ] || fail "IMA's list was not carried over"
		grep -q " /tmp/file-1\$" "$IMA_LIST" || fail "IMA's list lacks /tmp/file-1"
	fi
}
