#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# machine.sh run|test: name everything that this machine lacks for it, at once.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

lacks=()

# MiB
disk_free() { df -Pm "$ROOT" | awk 'NR == 2 { print $4 }'; }
memory_available() { awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo; }

# What is in build/ already need not be made once more.
check_disk() { # MIB
	local used=0 need
	[[ ! -d $BUILD ]] || used=$(du -sm "$BUILD" | cut -f1)
	need=$(($1 > used ? $1 - used : 0))
	(($(disk_free) >= need)) ||
		lacks+=("disk: $need MiB more are needed under $ROOT, $(disk_free) MiB are free")
}

check_memory() { # MIB
	(($(memory_available) >= $1)) ||
		lacks+=("memory: $1 MiB are needed for virtual machines and compilers, $(memory_available) MiB are available")
}

check_packages() { # GROUP...
	local missing
	missing=$("$ROOT/scripts/packages.sh" --missing "$@")
	[[ $missing ]] || return 0
	[[ $(command -v apt-get) ]] ||
		lacks+=("apt-get, to install what is missing, on a Debian 12 or 13: ${missing//$'\n'/ }")
	[[ $(id -u) -eq 0 ]] || lacks+=("root, to install what is missing: ${missing//$'\n'/ }")
}

[[ $(uname -m) == x86_64 ]] || lacks+=("an x86-64 machine: this is $(uname -m)")
case ${1:?} in
run)
	check_disk 4500
	check_memory 2500
	check_packages kernel source run
	;;
test)
	check_disk 10000
	check_memory 5000
	check_packages kernel source vm test lint man
	;;
esac
[[ ${#lacks[@]} -gt 0 ]] || exit 0
say "error: this machine lacks"
printf '  - %s\n' "${lacks[@]}" >&2
exit 1
