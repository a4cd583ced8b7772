#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# series-check.sh: git am the emitted series to a pristine tree and compare the result
# with build/tree byte by byte. EACH=1 also builds every commit: with kexec off, and
# with it on from the commit that makes it selectable.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

REPO=$BUILD/check
log=$LOGS/series-check.log
id=$(stamp_get "$STAMPS/base" id)

rgit() { git -c user.name=check -c user.email=check@localhost -c core.autocrlf=false \
	-c gc.auto=0 -c core.compression=1 -C "$REPO" "$@"; }

# The pristine tree as a commit. -f: Debian's .gitignore ignores every new file.
# shellcheck disable=SC2317 # stage calls it
make_repo() {
	cp -a --reflink=auto "$(base_dir)" "$REPO" && git init -q -b check "$REPO" &&
		rgit add -f -A && rgit commit -q -m base && rgit tag base
}

prepare_repo() {
	if [[ ! -f $STAMPS/check || $(cat "$STAMPS/check") != "$id" ]]; then
		rm -rf "$REPO" "$STAMPS/check"
		stage "$log" "putting the base under git" last_line make_repo
		echo "$id" | put "$STAMPS/check"
	fi
	rm -rf "$REPO/.git/rebase-apply" "$REPO/.git/index.lock"
	rgit checkout -q -f -B check base
	rgit clean -q -f -d -x
}

apply() {
	local patches
	mapfile -t patches < <(find "$BUILD/series" -name '*.patch' ! -name '0000-*' | sort)
	if rgit am -q "${patches[@]}" >"$log" 2>&1; then
		echo "ok series.applies"
	else
		tail -n 5 "$log" >&2
		echo "not ok series.applies - git am refuses it (log: $(short "$log"))"
		rgit am --abort || true
		return 1
	fi
}

compare() {
	local diffs=$LOGS/series-diff.log
	# checkpatch keeps a list of names in the tree that it looks at.
	if diff -rq --no-dereference --exclude=.git --exclude='.checkpatch-*' \
		"$REPO" "$TREE" >"$diffs"; then
		echo "ok series.same-tree"
	else
		head -n 5 "$diffs" >&2
		echo "not ok series.same-tree - it differs from build/tree (log: $(short "$diffs"))"
		return 1
	fi
}

build_one() {	# NAME CONFIG
	local each=$LOGS/series-each-$1-$2.log
	if SRC=$REPO TAG=each-$2 CONFIG=$2 KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" >"$each"; then
		echo "ok series.each.$1.$2"
	else
		echo "not ok series.each.$1.$2 - it does not build (log: build/logs/kernel-each-$2.log)"
		return 1
	fi
}

build_each() {
	local commit rc=0 n=0
	for commit in $(rgit rev-list --reverse base..check); do
		n=$((n + 1))
		rgit checkout -q -f "$commit"
		say "commit $n: $(rgit log -1 --format=%s)"
		build_one "$n" off || rc=1
		if grep -q '^config KEXEC$' "$REPO/kernel/Kconfig.kexec"; then
			build_one "$n" base || rc=1
		fi
	done
	rgit checkout -q -f check
	return $rc
}

if ! "$ROOT/scripts/series.sh" >&2; then
	echo "not ok series.applies - there is no series"
	exit 1
fi
lock check
prepare_repo
apply || exit 1
rc=0
compare || rc=1
if [[ ${EACH:-} ]]; then
	build_each || rc=1
fi
exit $rc
