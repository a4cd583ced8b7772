#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# test.sh: every check, from nothing. CASE=name runs one case of the QEMU harness, or one
# stage (lint, docs, kunit, off, purgatory, budget, harness, series, debug: the last is none of "every
# check", as it takes too long). Each stage prints "ok NAME" or "not ok NAME - why"; the
# last line counts them.
# shellcheck source-path=SCRIPTDIR disable=SC2317,SC2153 # run calls the functions
. "$(dirname "$0")/lib.sh"

passed=0
failed=0
CASE=${CASE:-}

fail() {
	echo "not ok $1 - $2"
	failed=$((failed + 1))
}

# run STAGE COMMAND...: a stage that fails without a word of why counts as one failure,
# and so does one that says nothing at all.
run() {
	local name=$1 out=$LOGS/test-$1.log rc=0 ok bad
	shift
	say "== $name"
	mkdir -p "$LOGS"
	"$@" | tee "$out" || rc=$?
	ok=$(grep -c '^ok ' "$out" || true)
	bad=$(grep -c '^not ok ' "$out" || true)
	passed=$((passed + ok))
	failed=$((failed + bad))
	if ((rc && !bad)); then
		fail "$name" "the stage ended with $rc (its lines: $(short "$out"))"
	elif ((!ok && !bad)); then
		fail "$name" "the stage checked nothing (its lines: $(short "$out"))"
	fi
}

wanted() { [[ -z $CASE || $CASE == "$1" ]]; }

setup() {
	"$ROOT/scripts/packages.sh" kernel source && "$ROOT/scripts/packages.sh" vm test lint man &&
		"$ROOT/scripts/base.sh" && "$ROOT/scripts/tree.sh" >/dev/null
}

# Build $CONFIG; the path of the kernel stays in build/stamps for image().
build() {
	if "$ROOT/scripts/kernel.sh" >"$STAMPS/test-$CONFIG"; then
		echo "ok build.$CONFIG"
	else
		echo "not ok build.$CONFIG - it does not build (log: build/logs/kernel-$CONFIG.log)"
	fi
}

image() { tail -n 1 "$STAMPS/test-$1" 2>/dev/null || true; }

boot() {
	local off force tools
	off=$(image off)
	force=$(image sig)
	tools=$("$ROOT/scripts/crash-tools.sh") || return
	"$QEMU_DIR/run.sh" --kernel "$(image "$config")" --slow "$slow" --logs "$LOGS/boot" --crash-tools "$tools" \
		${off:+--kernel-off "$off"} ${force:+--kernel-force "$force"} "$@"
}

# The purgatory's SHA-256 as a program, made of the objects of the kernel just built.
purgatory() {
	make -s -C "$QEMU_DIR/../purgatory" OUTPUT="$BUILD/qemu/purgatory" run \
		PURGATORY="$(dirname "$(image "$config")")/../purgatory" |
		sed -E 's/^(not ok|ok) [0-9]+ (- )?/\1 purgatory./'
}

# What watches memory and locks finds most where calls race, fail and are refused.
debug_cases=(races kselftest kexec-tools file-tools file-below-4g five-hops payload-collide payload-compat
	failed-load-keeps-image file-failed-load-keeps-image sigkill jump-ten jump-device jump-cpus-4
	crash-sysrq crash-sysrq-direct)

# The manual pages build without a warning, and the table of reasons is that of the code.
docs() {
	local rc=0
	"$ROOT/scripts/man.sh" || rc=1
	"$ROOT/scripts/reasons.py" "$ROOT" || rc=1
	return "$rc"
}

# Each sentence of the manual page has its tests, and they ran in this run.
page() {
	"$ROOT/scripts/page-tests.py" "$ROOT/Documentation/kdump/testing.rst" "$LOGS/test-kunit.log" \
		"$LOGS/test-boot.log"
}

# Counts of instructions, which no other load of this machine changes.
budget() { OURS=$(image "$config") "$ROOT/scripts/bench.sh" budget; }

verdict() {
	echo "$passed passed, $failed failed"
	((!failed && passed)) && exit 0
	exit 1
}

config=${CONFIG:-base}
[[ $CASE != debug ]] || config=debug
slow=1
[[ $config != debug ]] || slow=4
rm -f "$STAMPS"/test-*
[[ $CASE ]] || rm -f "$LOGS"/test-*.log
if ! setup; then
	fail setup "packages, base or tree could not be brought"
	verdict
fi

case $CASE in
'' | lint | docs | kunit | off | purgatory | budget | harness | series | debug)
	if wanted lint; then run lint "$ROOT/scripts/lint.sh"; fi
	if wanted docs; then run docs docs; fi
	if wanted kunit; then run kunit "$ROOT/scripts/kunit.sh"; fi
	if wanted off; then CONFIG=off KCONFIG_EXTRA='' run build-off build; fi
	if wanted ''; then
		CONFIG=sig KCONFIG_EXTRA='' run build-sig build
		CONFIG=$config run "build-$config" build
		if [[ $(image "$config") ]]; then run boot boot; else fail boot "there is no kernel"; fi
		run page page
	fi
	if wanted purgatory; then
		if [[ ! $(image "$config") ]]; then CONFIG=$config run "build-$config" build; fi
		run purgatory purgatory
	fi
	# The budget is that of the base config.
	if wanted budget && [[ $config == base ]]; then
		if [[ ! $(image "$config") ]]; then CONFIG=$config run "build-$config" build; fi
		run budget budget
	fi
	# Cases that are wrong on purpose: the harness has to find each out.
	if wanted harness; then
		if [[ ! $(image "$config") ]]; then CONFIG=$config run "build-$config" build; fi
		run harness boot --check-harness
	fi
	if [[ $CASE == debug ]]; then
		CONFIG=debug KCONFIG_EXTRA='' run build-debug build
		if [[ $(image debug) ]]; then run boot boot "${debug_cases[@]}"; else fail boot "there is no kernel"; fi
	fi
	if wanted series; then EACH='' run series "$ROOT/scripts/series-check.sh"; fi
	;;
*)
	CONFIG=$config run "build-$config" build
	# The cases that boot another kernel need that too.
	if [[ $CASE == *off* ]]; then CONFIG=off KCONFIG_EXTRA='' run build-off build; fi
	if [[ $CASE =~ force|^kselftest$|audit|seccomp ]]; then CONFIG=sig KCONFIG_EXTRA='' run build-sig build; fi
	if [[ $(image "$config") ]]; then run boot boot "$CASE"; else fail boot "there is no kernel"; fi
	;;
esac
verdict
