#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tree.sh: build/tree = the base, less removed.list, with our files and edits. A
# repeated run touches only what changed. Prints the tree's path.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

lock tree
base=$(base_dir)
[[ -d $base ]] || die "there is no base yet; run scripts/base.sh first"
stamp=$STAMPS/tree
id=$(stamp_get "$STAMPS/base" id)

if [[ ! -f $stamp ]]; then
	# Without a stamp the tree is what an interrupted copy left.
	rm -rf "$TREE" "$TREE.tmp" "$STAMPS/tree.files"
	stage "$LOGS/tree.log" "copying the base" last_line cp -a --reflink=auto "$base" "$TREE.tmp"
	mv "$TREE.tmp" "$TREE"
elif [[ $(cat "$stamp") != "$id" ]]; then
	# Another base: by content, and without its old times, or kbuild would not see it.
	stage "$LOGS/tree.log" "changing to another base" last_line \
		rsync -rlpc --delete "$base/" "$TREE/"
fi
python3 "$ROOT/scripts/overlay.py" tree "$base" "$TREE" "$STAMPS/tree.files" ||
	die "build/tree could not be brought up to date"
echo "$id" | put "$stamp"
echo "$TREE"
