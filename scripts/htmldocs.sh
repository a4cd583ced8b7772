#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# htmldocs.sh: the chapters of Documentation/kdump/ as the kernel's own `make htmldocs`
# makes them, in build/doc/. A warning is an error. Prints "ok htmldocs" or "not ok".
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

# What Sphinx remembers of the last run it would not warn of again.
html() {
	rm -rf "$BUILD/doc/Documentation/output/kdump" "$BUILD/doc/Documentation/output/.doctrees" &&
		nice make -C "$TREE" O="$BUILD/doc" htmldocs SPHINXDIRS=kdump SPHINXOPTS='-W --keep-going'
}

lock doc
log=$LOGS/htmldocs.log
mkdir -p "$BUILD/doc"
if stage "$log" "htmldocs" last_line html; then
	echo "ok htmldocs"
	echo "# build/doc/Documentation/output/kdump/index.html"
else
	echo "not ok htmldocs - it does not build without a warning (log: $(short "$log"))"
	exit 1
fi
