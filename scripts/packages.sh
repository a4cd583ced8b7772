#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# packages.sh [--missing] GROUP...: install the Debian packages of the groups that are
# missing, or only print their names.
#   kernel: build a kernel · run: boot it · vm: boot it in every way · test: build the test programs
#   lint · bench: draw its plots · menu: for make menuconfig · man: manual pages
#   html: make htmldocs · system: Debian systems with our kernel
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

group() {
	case $1 in
	kernel) echo build-essential flex bison bc libelf-dev libssl-dev openssl ccache rsync kmod \
			cpio xz-utils zstd lz4 patch python3 git ca-certificates ;;
	# Kernel sources, unless the caller brings his own with KSRC=.
	source) [[ ${KSRC:-} ]] || echo linux-source-6.12 ;;
	run) echo qemu-system-x86 busybox-static kexec-tools erofs-utils ;;
	vm) group run && echo ovmf cpio zstd sbsigntool openssl gdb ipxe ;;
	# Not gcc-multilib, which would put cross compilers out. After the group kernel.
	test) ! command -v gcc >/dev/null || echo libc6-dev-i386 "lib32gcc-$(gcc -dumpversion | cut -d. -f1)-dev" ;;
	# After the groups kernel and vm.
	system) echo mmdebstrap debhelper mtools dosfstools fdisk e2fsprogs openssh-client \
			python3-cryptography python3-pefile ;;
	menu) echo libncurses-dev pkg-config ;;
	bench) echo gnuplot-nox xfsprogs ;;
	lint) echo sparse shellcheck ;;
	man) echo python3-docutils man-db ;;
	html) echo python3-sphinx python3-yaml graphviz ;;
	*) die "packages.sh knows no group $1" ;;
	esac
}

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

install_missing() {
	export DEBIAN_FRONTEND=noninteractive	# kexec-tools asks a question otherwise
	apt-get update && apt-get install -y --no-install-recommends "$@"
}

only=
[[ ${1:-} != --missing ]] || { only=1; shift; }
missing=()
for g in "$@"; do
	list=$(group "$g")
	for p in $list; do
		installed "$p" || missing+=("$p")
	done
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if [[ $only ]]; then
	printf '%s\n' "${missing[@]}"
	exit 0
fi

command -v apt-get >/dev/null ||
	die "these packages are needed and this is no Debian: ${missing[*]}"
[[ $(id -u) -eq 0 ]] ||
	die "these packages are missing; run as root, or install them: ${missing[*]}"
stage "$LOGS/packages.log" "installing ${#missing[@]} packages (${missing[*]})" last_line \
	install_missing "${missing[@]}"
