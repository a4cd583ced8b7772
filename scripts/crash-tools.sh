#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# crash-tools.sh: crash, makedumpfile and drgn that can read a dump of Linux 6.12, which
# those of Debian 12 cannot. Fetched by apt from Debian 13 (or the machine's own suite if
# that is newer) and unpacked under build/, with the libraries they need; nothing is
# installed. Prints the path of their root directory; CRASH_TOOLS=dir is taken instead.
#   SUITE=bookworm   another suite, to see what its tools make of a dump
# shellcheck source-path=SCRIPTDIR disable=SC2317	# stage calls the functions
. "$(dirname "$0")/lib.sh"

WANTED=(crash makedumpfile python3-drgn)

own_suite() {
	# shellcheck source=/dev/null
	(. /etc/os-release && echo "${VERSION_CODENAME:-}")
}

# Where this machine gets the main component of its own suite.
mirror() {
	# shellcheck disable=SC2016	# for apt
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
		awk -v suite="$(own_suite)" '$1 == suite && !done { print $2; done = 1 }'
}

# apt with a state of its own, in which nothing is installed.
private_apt() {
	apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::SourceList="$dir/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null -o Dir::State="$dir/state" \
		-o Dir::State::status="$dir/status" -o Dir::Cache="$dir/cache" "$@"
}

# The merged directories are made by the installer elsewhere.
unpack() {
	local package name
	for name in bin sbin lib lib64; do
		mkdir -p "$dir/root/usr/$name"
		ln -s "usr/$name" "$dir/root/$name"
	done
	for package in "$dir"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -xC "$dir/root" --keep-directory-symlink
	done
}

fetch() {
	local uri keys=/usr/share/keyrings/debian-archive-keyring.gpg
	uri=$(mirror)
	[[ $uri ]] || die "apt knows no source for this machine's own suite"
	[[ -r $keys ]] || keys=
	rm -rf "$dir"
	mkdir -p "$dir"/state/lists/partial "$dir"/cache/archives/partial
	touch "$dir/status"
	echo "deb [arch=amd64${keys:+ signed-by=$keys}] $uri $SUITE main" >"$dir/sources.list"
	private_apt update && private_apt install -y --download-only --no-install-recommends "${WANTED[@]}" &&
		unpack && rm -rf "$dir"/cache "$dir"/state && touch "$dir/done"
}

if [[ ${CRASH_TOOLS:-} ]]; then
	echo "$CRASH_TOOLS"
	exit 0
fi
if [[ ! ${SUITE:-} ]]; then
	SUITE=$(own_suite)
	[[ $SUITE != bookworm ]] || SUITE=trixie
fi
dir=$BUILD/crash-tools/$SUITE
lock "crash-tools-$SUITE"
[[ -e $dir/done ]] ||
	stage "$LOGS/crash-tools-$SUITE.log" "fetching crash, makedumpfile and drgn of $SUITE" last_line fetch
echo "$dir/root"
