# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2013,SC2034,SC2154	# words are meant; the cases and main.sh use and set the rest
#
# What the cases of make test-system may call in the Debian system, beside guest.sh.

MARKERS=$STATE/markers
ENTRY=/efi/loader/entries/debian.conf
BOOT_ID=$(cat /proc/sys/kernel/random/boot_id)
KERNEL=/boot/vmlinuz-$(uname -r)
INITRD=/boot/initrd.img-$(uname -r)

# The command line for the next kernel: ours, with the words of the next hop. Only here
# does the nonce get onto one.
next_cmdline() {
	nc_line=''
	for nc_word in $(cat /proc/cmdline); do
		case $nc_word in kexec_*=* | BOOT_IMAGE=* | initrd=*) continue ;; esac
		nc_line="$nc_line $nc_word"
	done
	nc_line="$nc_line kexec_nonce=$NONCE kexec_hop=$((HOP + 1)) kexec_from=$BOOT_ID"
	echo "${nc_line# }"
}

# The services stopped in the order that they ask for, under the former kernel, and the
# file systems were left clean: the initrd's fsck and the kernel's log say so.
check_former() {
	cf_from=$(cmdline_value kexec_from)
	[ "$cf_from" != "$BOOT_ID" ] || fail "this is the former kernel"
	check_equal "what the services wrote when they were stopped" \
		"$(grep " $cf_from\$" "$MARKERS" | cut -d' ' -f1 | tr '\n' ' ')" "late early "
	grep -q 'root: clean, ' /run/initramfs/fsck.log ||
		fail "the root file system was not clean: $(tail -n 2 /run/initramfs/fsck.log)"
	! dmesg | grep -E 'EXT4-fs.*(recover|orphan)|FAT-fs.*(not properly|dirty)' ||
		fail "a file system had to be recovered"
	check_equal "the state of the root file system" \
		"$(tune2fs -l "$(findmnt -no SOURCE /)" | sed -n 's/^Filesystem state: *//p')" clean
	check_loaded 0
	say "the former kernel's services were stopped in order, its file systems are clean"
}

# For systemd's own loading, which takes the boot loader's entry.
set_entry() { # COMMAND_LINE
	sed -i "s|^options .*|options $1|" $ENTRY || fail "$ENTRY cannot be changed"
	sync
}

# For that of kexec-tools' services
set_default_kexec() { # LOAD_KEXEC COMMAND_LINE
	cat >/etc/default/kexec <<-EOF
		LOAD_KEXEC=$1
		KERNEL_IMAGE="/vmlinuz"
		INITRD="/initrd.img"
		APPEND="$2"
		USE_GRUB_CONFIG=false
	EOF
}

# The token of a kernel that was started by another; for a boot by the firmware, its own.
finish_hop() {
	trap - EXIT
	echo "$NONCE hop=$HOP" >/dev/ttyS1
	systemctl poweroff
	exit 0
}

# kdump-tools armed the crash kernel while the system came up.
check_kdump_ready() {
	kdump-config show >/tmp/show 2>&1
	grep -q 'current state: *ready to kdump' /tmp/show || fail "kdump-config show: $(cat /tmp/show)"
	check_equal /sys/kernel/kexec_crash_loaded "$(cat /sys/kernel/kexec_crash_loaded)" 1
}

# The nonce goes into the log of the kernel that crashes, and so into its memory.
crash_now() {
	echo "kexec-test nonce $NONCE hop=2" >/dev/kmsg
	touch "$STATE/crashed"
	sync
	trap - EXIT
	echo c >/proc/sysrq-trigger
	sleep 60
	fail "the kernel did not panic"
}

# In the crash kernel: what it finds in the former kernel's memory.
capture() {
	[ -s /proc/vmcore ] || exit 0
	mkdir -p /run/kexec-test
	makedumpfile --dump-dmesg /proc/vmcore /run/kexec-test/dmesg >/dev/null
	sed -n 's/.*kexec-test nonce \([0-9a-f]* hop=2\)$/\1/p' /run/kexec-test/dmesg >/dev/ttyS1
}

# After the machine has rebooted itself: the one dump that there is.
report_dump() {
	set -- /var/crash/2*/dump.2*
	if [ $# != 1 ] || [ ! -s "$1" ]; then
		fail "there is not one dump: $*"
	fi
	[ -s "${1%/*}/dmesg.${1##*.}" ] || fail "there is no log beside $1"
	echo "$NONCE dump $(stat -c %s "$1") $(sha256sum <"$1" | cut -d' ' -f1) $1" >/dev/ttyS1
}

second() { :; }
