#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# man.sh: make the manual pages, Documentation/kdump/*.2.rst, in build/man/. What rst2man
# or man warns of is an error. Prints "ok man.PAGE" or "not ok man.PAGE - why".
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

# Not the width of a terminal; a long path must not make a line that cannot be filled.
render() { MANROFFSEQ='' MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 "$1"; }

# The file is there only if it is good.
make_page() { # RST PAGE
	local new=$2.new warnings
	rst2man --halt=warning "$1" "$new" || return
	warnings=$(render "$new" 2>&1 >"$2.txt") || return
	[[ -s $2.txt && -z $warnings ]] || { printf '%s\n' "$warnings" >&2; return 1; }
	mv "$new" "$2"
}

failed=0
mkdir -p "$BUILD/man" "$LOGS"
for rst in "$ROOT"/Documentation/kdump/*.2.rst; do
	page=$(basename "$rst" .rst)
	log=$LOGS/man-$page.log
	rm -f "$BUILD/man/$page"*
	if make_page "$rst" "$BUILD/man/$page" >"$log" 2>&1; then
		echo "ok man.$page"
		echo "# build/man/$page"
	else
		cat "$log" >&2
		echo "not ok man.$page - it does not build without a warning (log: $(short "$log"))"
		failed=1
	fi
done
exit $failed
