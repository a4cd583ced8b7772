# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="SIGKILL ends a load within a second; the former image stays"
# So that the kernel does not lie in the middle of the only range large enough.
APPEND=nokaslr

row early MEM=6144 DESC="SIGKILL ends a load of 40 % of 6 GiB within a second; the former image stays"
row stages MEM=3072 SCRATCH=4G \
	DESC="SIGKILL ends a load of 40 % of 3 GiB that are full of page cache within a second, in each of its stages"

# The machine itself may have to wait for a second: not three times.
kill_load() { # MS
	sigkill_load 40 "$1" || sigkill_load 40 "$1" || sigkill_load 40 "$1" ||
		fail "sigkill_load: see the console log"
}

# Evicting comes first, then staging, then copying.
kill_stages() {
	mkdir /tmp/disk
	mount -t ext4 /dev/vda /tmp/disk || fail "the disk cannot be mounted"
	truncate -s 2600M /tmp/disk/large
	for ks_ms in 20 200 500 900 1400; do
		cat /tmp/disk/large >/dev/null
		kill_load $ks_ms
	done
}

first() {
	kexec_tools_load image=former
	case $ROW in
	early) kill_load 20 ;;
	stages) kill_stages ;;
	esac
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" former
}
