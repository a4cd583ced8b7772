# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016,SC2034
WANT=ktap
# The lines that arrive, as words of the shell
SAID=

row missing-program DESC="the machine ends before the kselftest program was run" WHY="did not run"
row empty-plan DESC="a kselftest program plans no test, and does not say that it skips them" \
	SAID='"$begin" 1..0 "$end 0"' WHY="planned no test"
row failed DESC="a kselftest program reports a failed test" \
	SAID='"$begin" 1..2 "ok 1 first_test" "not ok 2 second test" "$end 1"' WHY="ktap.failed.second_test"
row missing DESC="a kselftest program reports fewer tests than it planned" \
	SAID='"$begin" 1..2 "ok 1 first_test" "$end 0"' WHY="1 results, but a plan of 2"
row no-end DESC="the machine ends before the kselftest program's end marker" \
	SAID='"$begin" 1..1 "ok 1 first_test"' WHY="ended without its end marker"

first() {
	begin="$NONCE ktap begin $CASE" end="$NONCE ktap end $CASE"
	[ -z "$SAID" ] || eval "printf '%s\n' $SAID" >/dev/ttyS1
	leave
}
