# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="hop after hop by both calls in turn: each kernel finds what the first one found"
NEXT_APPEND=
CPUS=2 FIRMWARE=

row ten HOPS=11 TIMEOUT=400 DESC="ten hops by both calls and three clients in turn, compared with the first kernel"
row seabios HOPS=201 TIMEOUT=3600 DESC="the same, two hundred hops"
row ovmf HOPS=201 TIMEOUT=3600 FIRMWARE=ovmf DESC="the same by UEFI firmware"
LONG="seabios ovmf"

# All that must not drift, but for what differs on purpose: where the kernel is, and what this
# harness puts on the command line.
# kexec-tools makes it from /proc/iomem, where the kernel has reserved the first page.
firmware_map() {
	dmesg | grep -o 'BIOS-e820: .*' |
		sed '/mem 0x0*-0x0*fff\] reserved/d; s/mem 0x0000000000000000-/mem 0x0000000000001000-/'
}
# Where something else begins: setup_data is RAM of its own there.
resources() {
	re_name='' re_end=-1
	grep -v '^ ' /proc/iomem | {
		while read -r re_range _ re_this; do
			[ "$re_this $((0x${re_range%-*}))" = "$re_name $((re_end + 1))" ] ||
				printf '%x %s\n%s %s\n' "$re_end" "$re_name" "${re_range%-*}" "$re_this"
			re_name=$re_this re_end=$((0x${re_range#*-}))
		done
		printf '%x %s\n' "$re_end" "$re_name"
	}
}
acpi_tables() { find /sys/firmware/acpi/tables -type f | sort | xargs md5sum; }
efi_map() { (cd /sys/firmware/efi/runtime-map 2>/dev/null && grep -r . . | sort) || :; }
efi_variables() { find /sys/firmware/efi/efivars -type f 2>/dev/null | sort; }
command_line() { tr ' ' '\n' </proc/cmdline | grep -vE '^($|kexec_|BOOT_IMAGE=|initrd=)'; }
THINGS="firmware_map resources acpi_tables efi_map efi_variables command_line"

mem_total() {
	awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo
}

hash_of() { # THING
	"$1" | md5sum | cut -c 1-12
}

# One word for the next kernel
fingerprint() {
	for fp_thing in $THINGS; do
		printf '%s:%s,' "$fp_thing" "$(hash_of "$fp_thing")"
	done
	mem_total
}

check_fingerprint() { # WORD
	for cf_thing in $THINGS; do
		case ",$1" in *",$cf_thing:$(hash_of "$cf_thing"),"*) continue ;; esac
		"$cf_thing"
		fail "$cf_thing of hop $HOP is not that of the first kernel"
	done
	cf_less=$((${1##*,} - $(mem_total)))
	[ "${cf_less#-}" -lt 512 ] || fail "MemTotal of hop $HOP is $cf_less KiB less than that of the first kernel"
}

# A seed, IMA's list, and by UEFI its tables: each client passes on what it knows.
check_setup_data() {
	[ -d /sys/kernel/boot_params/setup_data ] || fail "there is no setup_data"
	cs_types=$(cat /sys/kernel/boot_params/setup_data/*/type | tr '\n' ' ')
	# shellcheck disable=SC2086	# words
	set -- $cs_types
	say "setup_data: $cs_types"
	[ $# -le 4 ] || fail "setup_data grows: it has the types $cs_types"
}

mount_efivars() {
	[ ! -d /sys/firmware/efi/efivars ] || mount -t efivarfs efivarfs /sys/firmware/efi/efivars || :
}

first() {
	if [ "$HOP" = 1 ]; then
		mount_efivars
		for fi_thing in $THINGS; do
			"$fi_thing" >/tmp/thing
			cat /tmp/thing
			case $FIRMWARE-$fi_thing in -efi_*) continue ;; esac
			[ -s /tmp/thing ] || fail "there is no $fi_thing to compare"
		done
		SOAK=$(fingerprint)
	fi
	case $((HOP % 3)) in
	0) HOW=direct ;;
	1) HOW=-c ;;
	2) HOW=-s ;;
	esac
	load_next "kexec_soak=$SOAK"
	kexec_tools_exec
}

second() {
	mount_efivars
	SOAK=$(cmdline_value kexec_soak)
	check_fingerprint "$SOAK"
	check_setup_data
}
