#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# foreign.sh NAME PACKAGE...: unpack packages of a newer Debian under build/NAME, with all
# that they need, and install nothing. Fetched by apt from Debian 13, or from the machine's
# own suite if that is newer. Prints the path of their root directory.
#   SUITE=bookworm   another suite
#   ARCH=i386        another architecture
# shellcheck source-path=SCRIPTDIR disable=SC2317	# stage calls the functions
. "$(dirname "$0")/lib.sh"

name=$1
shift
wanted=("$@")

# apt with a state of its own, in which nothing is installed.
private_apt() {
	apt-get -q -o APT::Sandbox::User=root -o APT::Architecture="$ARCH" \
		-o APT::Architectures="$ARCH" -o Dir::Etc::SourceList="$dir/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null -o Dir::State="$dir/state" \
		-o Dir::State::status="$dir/status" -o Dir::Cache="$dir/cache" "$@"
}

# The merged directories are made by the installer elsewhere.
unpack() {
	local package sub
	for sub in bin sbin lib lib64; do
		mkdir -p "$dir/root/usr/$sub"
		ln -s "usr/$sub" "$dir/root/$sub"
	done
	for package in "$dir"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -xC "$dir/root" --keep-directory-symlink
	done
}

fetch() {
	local uri keys=/usr/share/keyrings/debian-archive-keyring.gpg
	uri=$(debian_mirror)
	[[ $uri ]] || die "apt knows no source for this machine's own suite"
	[[ -r $keys ]] || keys=
	rm -rf "$dir"
	mkdir -p "$dir"/state/lists/partial "$dir"/cache/archives/partial
	touch "$dir/status"
	echo "deb [arch=$ARCH${keys:+ signed-by=$keys}] $uri $SUITE main" >"$dir/sources.list"
	private_apt update && private_apt install -y --download-only --no-install-recommends "${wanted[@]}" &&
		unpack && rm -rf "$dir"/cache "$dir"/state && touch "$dir/done"
}

SUITE=${SUITE:-$(newer_suite)}
ARCH=${ARCH:-amd64}
dir=$BUILD/$name/$SUITE
lock "$name-$SUITE"
[[ -e $dir/done ]] ||
	stage "$LOGS/$name-$SUITE.log" "fetching ${wanted[*]} of $SUITE" last_line fetch
echo "$dir/root"
