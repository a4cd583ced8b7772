# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153,SC2154
DESC="initrds of several sizes and forms: the next kernel hashes what it got"
HOW=direct
NEXT_APPEND=retain_initrd
# The root file system is a disk: random bytes are no archive, and the kernel says so.
FROM_DISK="retain_initrd root=/dev/vda ro init=/init"
NO_ARCHIVE="Initramfs unpacking failed: invalid magic at start of compressed archive"

row gzip DATA="gzip -c" HOW=-s DESC="an initrd that is compressed with gzip"
row zstd DATA="zstd -q -c" DESC="an initrd that is compressed with zstd"
row 512m DISK=1 DATA="random_bytes 536870912" MEM=2048 TIMEOUT=400 NEXT_APPEND="$FROM_DISK" \
	ALLOW="$NO_ARCHIVE" SAYS="$NO_ARCHIVE" DESC="an initrd of 512 MiB of random bytes"
row 2g DISK=1 SCRATCH=3G MEM=6144 TIMEOUT=400 NEXT_APPEND="$FROM_DISK" ALLOW="$NO_ARCHIVE" SAYS="$NO_ARCHIVE" \
	DESC="an initrd of more than 2 GiB, read from a disk; its length and its last bytes are right"
row sizes DISK=1 DATA="random_bytes 67108864" HOPS=7 TIMEOUT=400 NEXT_APPEND="$FROM_DISK" \
	ALLOW="$NO_ARCHIVE" SAYS="$NO_ARCHIVE" \
	DESC="initrds of 64 MiB, of 1, 4095, 4096 and 4097 random bytes, and none, one a hop; an empty one is refused"

load_size() { # data|none|SIZE
	: >/tmp/empty
	expect_file_load EINVAL -c "$(next_cmdline)" "$BZIMAGE" /tmp/empty
	check_loaded 0
	case $1 in
	none)
		expect_file_load ok -c "$(next_cmdline)" "$BZIMAGE" -
		check_loaded 1
		return
		;;
	data)
		HOW=-s
		use_initrd /run.data "$DATA_HASH"
		;;
	*) random_initrd "$1" ;;
	esac
	load_next
}

# Nearly all of it is a hole, since to hash that much takes an emulated CPU minutes.
LARGE=$(((2 << 30) + 4097))

load_large() {
	mkdir /tmp/disk
	mount -t ext4 /dev/vdb /tmp/disk || fail "the disk cannot be mounted"
	printf '\245' >/tmp/disk/initrd
	truncate -s $((LARGE - ${#NONCE})) /tmp/disk/initrd || fail "no file of $LARGE bytes"
	printf %s "$NONCE" >>/tmp/disk/initrd
	INITRD=/tmp/disk/initrd
	load_next
}

first() {
	if [ "$ROW" = 2g ]; then
		load_large
	elif [ "$ROW" = sizes ]; then
		set -- data 1 4095 4096 4097 none
		shift $((HOP - 1))
		load_size "$1"
	else
		use_initrd /run.data "$DATA_HASH"
		load_next
	fi
	kexec_tools_exec
}

# check_initrd compares the hashes of the others.
second() {
	if [ "$ROW" = 2g ]; then
		check_equal "the length of the initrd" "$(stat -c %s /sys/firmware/initrd)" $LARGE
		check_equal "the end of the initrd" "$(tail -c ${#NONCE} /sys/firmware/initrd)" "$NONCE"
		return
	fi
	[ -z "$(cmdline_value kexec_initrd)" ] || return 0
	[ "$HOP" = 7 ] || fail "no initrd was asked for in hop $HOP"
	[ ! -e /sys/firmware/initrd ] || fail "there is an initrd of $(wc -c </sys/firmware/initrd) bytes"
}
