#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# base.sh: bring the pristine 6.12.y tree to build/base/. From Debian's
# linux-source-6.12, or from KSRC= (a tarball, a directory, a git checkout; never
# written to). Only a directory with a stamp is trusted, and the stamp comes last.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

SERIES=6.12
DEBIAN=/usr/src/linux-source-$SERIES.tar.xz
CURRENT=$STAMPS/base

# How the source looked when it was taken; a change means taking it anew.
source_key() {
	if [[ -d $1 ]]; then
		echo "dir:$1"
	else
		stat -c 'file:%n:%s:%Y' "$1"
	fi
}

up_to_date() {
	[[ -f $stamp && $(stamp_get "$stamp" key) == "$key" && -f $dest/Makefile ]] || return 1
	[[ -d $src ]] || return 0
	[[ -z $(find "$src" -name .git -prune -o -cnewer "$stamp.taken" -print -quit) ]]
}

check_version() {
	local v
	v=$(kernel_version "$1")
	[[ $v ]] || die "$src holds no kernel tree (no version in its Makefile)"
	[[ $v == $SERIES.* ]] ||
		die "$src is Linux $v; this series is for $SERIES.y only (tested: $(tested_versions))"
}

tested_versions() { awk '!/^#/ && NF && !seen[$1]++ { printf "%s%s", s, $1; s = ", " }' "$ROOT/series/base"; }

note_if_untested() {
	local v sum
	v=$(kernel_version "$1")
	if ! awk '!/^#/ { print $1 }' "$ROOT/series/base" | grep -qxF "$v"; then
		say "notice: Linux $v is not among the tested versions ($(tested_versions)); going on"
	elif [[ -f $src ]]; then
		sum=$(sha256sum "$src" | cut -d' ' -f1)
		grep -qF "$v $sum" "$ROOT/series/base" ||
			say "notice: $src is Linux $v, but not the tarball that series/base names; going on"
	fi
}

unpack() {	# tarball -> $1, without its top directory
	XZ_OPT=-T0 tar -xf "$src" -C "$1" --strip-components=1 --checkpoint=20000 \
		--checkpoint-action=echo='%u records unpacked'
}

copy() {	# directory -> $1, without what a build or git left in it
	if [[ -e $src/.git ]]; then
		git -c safe.directory='*' -C "$src" ls-files -z |
			rsync -a --from0 --files-from=- --ignore-missing-args "$src/" "$1/"
	else
		rsync -a --exclude=/debian/ "$src/" "$1/"
	fi || return 1
	if [[ -e $1/.config || -d $1/include/generated || -e $1/vmlinux ]]; then
		make -C "$1" ARCH=x86_64 mrproper
	fi
}

src=${KSRC:-$DEBIAN}
[[ -e $src ]] || die "there is no $src; install linux-source-$SERIES or give KSRC="
src=$(realpath "$src")
key=$(source_key "$src")
if [[ ${KSRC:-} ]]; then
	dest=$BUILD/base/ksrc-$(printf '%s' "$src" | sha256sum | cut -c1-12)
else
	dest=$BUILD/base/linux-source-$SERIES
fi
stamp=$dest.stamp

lock tree
mkdir -p "$BUILD/base"
rm -rf "$BUILD"/base/*.tmp "$BUILD"/base/*.old	# what an interrupted run left
if up_to_date; then
	put "$CURRENT" <"$stamp"
	exit 0
fi

[[ -f $src ]] || check_version "$src"
rm -f "$stamp"
touch "$stamp.taken"
mkdir "$dest.tmp"
if [[ -d $src ]]; then
	stage "$LOGS/base.log" "copying $src" last_line copy "$dest.tmp"
else
	stage "$LOGS/base.log" "unpacking $src (about a minute)" last_line unpack "$dest.tmp"
fi
check_version "$dest.tmp"
note_if_untested "$dest.tmp"
[[ ! -e $dest ]] || mv "$dest" "$dest.old"
mv "$dest.tmp" "$dest"
# The id tells build/tree that the base under it is another one.
printf 'key=%s\ndir=%s\nversion=%s\nid=%s\n' "$key" "$dest" "$(kernel_version "$dest")" \
	"$(date +%s).$$" | put "$stamp"
put "$CURRENT" <"$stamp"
rm -rf "$dest.old"
