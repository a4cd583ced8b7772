#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# matrix.sh: the cases that crash, on this series and on the stock subsystem, and a table of
# both. The kernels have the same configuration. A cell that fails on stock is shown, not judged.
#   CASE=pattern                the cases (default: all that crash)
#   OURS=bzImage STOCK=bzImage  kernels to take instead of building them, with their vmlinux
#                               in the build directory they are in
# Ends with an error if a case fails on ours.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

build() { # TAG TREE
	TAG=$1 SRC=$2 CONFIG=base KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" build | tail -n 1
}

run() { # WHO BZIMAGE
	say "== $1"
	"$QEMU_DIR/run.sh" --kernel "$2" --crash-tools "$tools" --logs "$LOGS/matrix-$1" \
		"${cases[@]}" | tee "$LOGS/matrix-$1.txt" >&2
}

# What became of a case: ok, or why not.
outcome() { # WHO CASE
	sed -nE "s/^ok boot\.$2\$/ok/p; s/^not ok boot\.$2 - (.*) \(log: .*/\1/p
		s/^# SKIP boot\.$2 - (.*)/not run: \1/p" "$LOGS/matrix-$1.txt" | head -n 1
}

description() { # CASE
	"$QEMU_DIR/run.sh" --describe "$1" | cut -f3
}

table() {
	local case
	echo "| case | what panics | ours | stock |"
	echo "|---|---|---|---|"
	# shellcheck disable=SC2013	# names have no spaces
	for case in $(sed -nE 's/^# boot\.([a-z0-9.-]+): .*/\1/p' "$LOGS"/matrix-*.txt | sort -u); do
		echo "| $case | $(description "$case") | $(outcome ours "$case") | $(outcome stock "$case") |"
	done
}

read -ra cases <<<"${CASE:-crash crash-* damaged.crash}"
stock=${STOCK:-$(build stock-crash "$(base_dir)")}
ours=${OURS:-$(build base "$TREE")}
[[ -r $ours && -r $stock ]] || die "the kernels to compare are missing: '$ours', '$stock'"
tools=$("$ROOT/scripts/crash-tools.sh")
lock matrix
rm -f "$LOGS"/matrix-*.txt
run stock "$stock" || true
rc=0
run ours "$ours" || rc=1
table | tee "$LOGS/matrix.md"
exit "$rc"
