#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kunit.sh [SUITE-GLOB]: run our KUnit suites under QEMU with the kernel's own
# kunit.py and print one line a case.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

O=$BUILD/kernel/kunit
log=$LOGS/kunit.log
json=$LOGS/kunit.json

# Booted as kunit.py does it; built like the other kernels, so that ccache serves it.
# shellcheck disable=SC2317 # stage calls it
kunit() {
	cd "$TREE" && python3 tools/testing/kunit/kunit.py exec --arch=x86_64 --build_dir="$O" \
		--timeout=300 --json="$json" "$@"
}

# One line for each case in kunit.py's tree of results; fails when there is none.
lines() {
	python3 - "$json" "$(short "$log")" <<-'EOF'
	import json, sys

	def walk(group, path):
	    for case in group.get("test_cases", []):
	        yield ".".join(path + [case["name"]]), case["status"]
	    for sub in group.get("sub_groups", []):
	        yield from walk(sub, path + [sub["name"]])

	bad = ran = 0
	for name, status in walk(json.load(open(sys.argv[1])), ["kunit"]):
	    name = name.replace(" ", "_")
	    ran += status != "SKIP"
	    bad += status not in ("PASS", "SKIP")
	    print({"PASS": f"ok {name}", "SKIP": f"# SKIP {name}"}.get(
	        status, f"not ok {name} - {status} (log: {sys.argv[2]})"))
	sys.exit(bad > 0 or not ran)
	EOF
}

lock kunit
rm -f "$json"
rc=0
if ! CONFIG=kunit KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" build >/dev/null; then
	echo "not ok kunit - the kernel does not build (log: build/logs/kernel-kunit.log)"
	exit 1
fi
stage "$log" "running the unit tests" last_line kunit "$@" || rc=1
if [[ ! -f $json ]]; then
	echo "not ok kunit - kunit.py gave no results (log: $(short "$log"))"
	exit 1
fi
lines || rc=1
exit $rc
