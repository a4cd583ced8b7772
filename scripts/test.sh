#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# test.sh: every check, from nothing. CASE=name runs one case of the QEMU harness, or one
# stage (lint, docs, off, purgatory, budget, harness, series, debug: the last is none of "every
# check", as it takes too long). Each stage prints "ok NAME" or "not ok NAME - why"; the
# last line counts them.
# shellcheck source-path=SCRIPTDIR disable=SC2317,SC2153 # run calls the functions
. "$(dirname "$0")/lib.sh"

passed=0
failed=0
skipped=0
CASE=${CASE:-}
export KEXEC_QEMU_AGAIN="make test CASE="

fail() {
	echo "not ok $1 - $2"
	failed=$((failed + 1))
}

# run STAGE COMMAND...: a stage that fails without a word of why counts as one failure,
# and so does one that says nothing at all.
run() {
	local name=$1 out=$LOGS/test-$1.log rc=0 ok bad start=$SECONDS
	shift
	say "== $name ($((SECONDS / 60)) min since the start)"
	mkdir -p "$LOGS"
	"$@" | tee "$out" || rc=$?
	ok=$(grep -c '^ok ' "$out" || true)
	bad=$(grep -c '^not ok ' "$out" || true)
	passed=$((passed + ok))
	failed=$((failed + bad))
	skipped=$((skipped + $(grep -c '^# SKIP ' "$out" || true)))
	if ((rc && !bad)); then
		fail "$name" "the stage ended with $rc (its lines: $(short "$out"))"
	elif ((!ok && !bad)); then
		fail "$name" "the stage checked nothing (its lines: $(short "$out"))"
	fi
	echo "$((SECONDS - start)) $name" >>"$STAMPS/test-seconds"
}

wanted() { [[ -z $CASE || $CASE == "$1" ]]; }

setup() {
	"$ROOT/scripts/packages.sh" kernel source && "$ROOT/scripts/packages.sh" vm test lint man &&
		"$ROOT/scripts/base.sh" && "$ROOT/scripts/tree.sh" >/dev/null
}

# The path of the kernel stays in build/stamps for image().
build() { # CONFIG
	if CONFIG=$1 "$ROOT/scripts/kernel.sh" >"$STAMPS/test-$1"; then
		echo "ok build.$1"
	else
		rm "$STAMPS/test-$1"
		echo "not ok build.$1 - it does not build (log: build/logs/kernel-$1.log)"
		echo "#   alone: make kernel CONFIG=$1"
	fi
}

image() { tail -n 1 "$STAMPS/test-$1" 2>/dev/null || true; }

need() { # CONFIG...
	local name
	for name in "$@"; do
		[[ $(image "$name") ]] || run "build-$name" build "$name"
	done
}

boot() { # LOGS [ARGUMENT...]
	local off force small tools tools_32 logs=$LOGS/$1
	shift
	[[ $(image "$config") ]] || { echo "not ok boot - there is no kernel"; return; }
	off=$(image off)
	force=$(image sig)
	small=$(image run)
	tools=$("$ROOT/scripts/crash-tools.sh") || return
	tools_32=$(SUITE=bookworm ARCH=i386 "$ROOT/scripts/foreign.sh" tools-32 kexec-tools) || return
	"$QEMU_DIR/run.sh" --kernel "$(image "$config")" --slow "$slow" --logs "$logs" --crash-tools "$tools" --tools-32 "$tools_32" \
		${off:+--kernel-off "$off"} ${force:+--kernel-force "$force"} ${small:+--kernel-small "$small"} "$@"
}

# The purgatory's check as a program, made of the objects of the kernel just built.
purgatory() {
	make -s -C "$QEMU_DIR/../purgatory" OUTPUT="$BUILD/qemu/purgatory" run \
		PURGATORY="$(dirname "$(image "$config")")/../purgatory" |
		sed -E 's/^(not ok|ok) [0-9]+ (- )?/\1 purgatory./'
}

# What watches memory and locks finds most where calls race, fail and are refused.
debug_cases=(races in-use.cache in-use.anon in-use.thp in-use.pinned in-use.kernel in-use.hwpoison
	in-use.file-anon kselftest kexec-tools memory-6g soak.ten payload.collide payload.compat
	failed-load-keeps-image sigkill jump.ten jump-device jump.cpus-4 crash.sysrq crash.sysrq-direct)

# The manual pages build without a warning, and the table of reasons is that of the code.
docs() {
	local rc=0
	"$ROOT/scripts/man.sh" || rc=1
	"$ROOT/scripts/reasons.py" "$ROOT" || rc=1
	return "$rc"
}

# Each sentence of the manual page has its tests, and they ran in this run.
page() {
	"$QEMU_DIR/run.sh" --list >"$STAMPS/test-cases"
	"$ROOT/scripts/page-tests.py" "$ROOT/Documentation/kdump/testing.rst" "$STAMPS/test-cases" \
		"$LOGS/test-boot.log"
}

# Counts of instructions, which no other load of this machine changes.
budget() { OURS=$(image "$config") "$ROOT/scripts/bench.sh" budget; }

# The configs of the kernels that the cases of this name boot.
kernels_of() { # CASE
	"$QEMU_DIR/run.sh" --describe "$1" | cut -f2 | sed '/^on$/d; s/force/sig/; s/small/run/' | sort -u
}

# What programs of the cases have counted.
figures() {
	tr -d '\r' <"$LOGS/boot/$CASE.console.log" 2>/dev/null | sed -n 's/.*:figures: /#   /p' || true
}

slowest() {
	echo "# the slowest stages and cases:"
	{
		cat "$STAMPS/test-seconds"
		awk '{ print $2, "boot." $1 }' "$LOGS/boot/seconds" 2>/dev/null || true
	} | sort -rn | awk 'NR <= 10 { printf "#   %5d s  %s\n", $1, $2 }'
}

verdict() {
	echo "$passed passed, $failed failed$( ((!skipped)) || echo ", $skipped skipped")"
	((!failed && passed)) && exit 0
	exit 1
}

config=${CONFIG:-base}
[[ $CASE != debug ]] || config=debug
slow=1
[[ $config != debug ]] || slow=4
# For the kernel that most cases boot, not for run, off and sig.
extra=${KCONFIG_EXTRA:-}
export KCONFIG_EXTRA=
mkdir -p "$STAMPS"
rm -f "$STAMPS"/test-*
[[ $CASE ]] || rm -f "$LOGS"/test-*.log
if ! "$ROOT/scripts/machine.sh" test || ! setup; then
	fail setup "the machine lacks something, or packages, base or tree could not be brought"
	verdict
fi

# What is fast comes first.
case $CASE in
'' | lint | docs | off | purgatory | budget | harness | series | debug)
	if wanted lint; then run lint-text "$ROOT/scripts/lint.sh" text; fi
	if wanted docs; then run docs docs; fi
	if wanted off; then need run off; fi
	if wanted '' || wanted purgatory || wanted budget || wanted harness || [[ $CASE == debug ]]; then
		KCONFIG_EXTRA=$extra need "$config"
	fi
	if wanted lint; then run lint-objects "$ROOT/scripts/lint.sh" objects; fi
	if wanted purgatory; then run purgatory purgatory; fi
	# Cases that are wrong on purpose: the harness has to find each out.
	if wanted harness; then run harness boot harness --check-harness; fi
	# The budget is that of the base config.
	if wanted budget && [[ $config == base ]]; then run budget budget; fi
	if wanted series; then EACH='' run series "$ROOT/scripts/series-check.sh"; fi
	if wanted ''; then
		need sig
		run boot boot boot
		run page page
	fi
	if [[ $CASE == debug ]]; then run boot boot boot "${debug_cases[@]}"; fi
	;;
*)
	KCONFIG_EXTRA=$extra need "$config"
	# shellcheck disable=SC2046	# names have no spaces
	need $(kernels_of "$CASE")
	run boot boot boot "$CASE"
	figures
	;;
esac
[[ $CASE ]] || slowest
verdict
