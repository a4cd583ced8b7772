# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # the sourcing scripts use the variables
# Shared by every script here: paths, messages, long stages with a log.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$ROOT/build
LOGS=$BUILD/logs
STAMPS=$BUILD/stamps
TREE=$BUILD/tree
QEMU_DIR=$ROOT/tools/testing/selftests/kexec/qemu
CONFIGS=$QEMU_DIR/configs
JOBS=${JOBS:-$(nproc)}
PROGRESS=${PROGRESS:-15}	# seconds between two progress lines

# What the outer make was told is not meant for the kernel's make.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES GNUMAKEFLAGS
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
# A "+" for "this is a git tree" would make equal trees build differently.
export LOCALVERSION=
export CCACHE_DIR=${CCACHE_DIR:-$BUILD/ccache}
# Debug information names the build directory, which no tool of ours looks at.
export CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

short() { printf '%s' "${1#"$ROOT"/}"; }

# Take the lock NAME for the rest of this script, and of any child that outlives it.
lock() {
	local fd
	mkdir -p "$STAMPS"
	exec {fd}>"$STAMPS/$1.lock"
	flock -n "$fd" || { say "waiting for another run of $1 to end"; flock "$fd"; }
}

# Read KEY from a stamp of key=value lines: stamp_get FILE KEY
stamp_get() { sed -n "s/^$2=//p" "$1" 2>/dev/null || true; }

# Write stdin to FILE in one step, so that a reader never sees half of it.
put() {
	mkdir -p "$(dirname "$1")"
	cat >"$1.new.$$" && mv "$1.new.$$" "$1"
}

# Default progress text of a stage: the last line of its log, cut short.
last_line() { tail -n 1 "$1" | tr -d '\r' | cut -c1-70; }

# The lines of kbuild that announce an object.
OBJECT_LINES='  (CC|AS|AR|LD|HOSTCC) '
objects_expected=0

# How far a kbuild log is, and how long the rest will take: objects_done LOG SECONDS
objects_done() {
	local n
	n=$(grep -cE "^$OBJECT_LINES" "$1" || true)
	if ((n > 20 && objects_expected > n)); then
		echo "$n of $objects_expected objects, about $(($2 * (objects_expected - n) / n)) s left"
	else
		echo "$n objects"
	fi
}

# stage LOG WHAT PROGRESS-FUNCTION COMMAND...: run COMMAND with its output in
# LOG, say every $PROGRESS seconds what PROGRESS-FUNCTION LOG SECONDS prints; on failure name the log.
stage() {
	local log=$1 what=$2 far=$3 start=$SECONDS pid next rc=0
	shift 3
	mkdir -p "$(dirname "$log")"
	say "$what ..."
	set -m	# a process group of its own, to end it as a whole
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	set +m
	# shellcheck disable=SC2064 # this pid, not a later one
	trap "kill -- -$pid 2>/dev/null; exit 130" INT TERM HUP
	next=$((SECONDS + PROGRESS))
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.2
		if ((SECONDS >= next)); then
			say "  $what: $((SECONDS - start)) s, $("$far" "$log" $((SECONDS - start)))"
			next=$((SECONDS + PROGRESS))
		fi
	done
	wait "$pid" || rc=$?
	trap - INT TERM HUP
	if ((rc)); then
		grep -nE '(error|Error|undefined reference|\*\*\*)' "$log" | tail -n 12 >&2 ||
			tail -n 12 "$log" >&2
		say "error: $what failed (exit $rc after $((SECONDS - start)) s); read $(short "$log")"
		return 1
	fi
	say "  $what: done in $((SECONDS - start)) s"
}

# "6.12.117" of a kernel tree's Makefile; empty when it is not one.
kernel_version() {
	awk '/^(VERSION|PATCHLEVEL|SUBLEVEL) *=/ { v[$1] = $3 }
	     END { if ("SUBLEVEL" in v) print v["VERSION"] "." v["PATCHLEVEL"] "." v["SUBLEVEL"] }' \
		"$1/Makefile" 2>/dev/null || true
}

base_dir() { stamp_get "$STAMPS/base" dir; }

own_suite() {
	# shellcheck source=/dev/null
	(. /etc/os-release && echo "${VERSION_CODENAME:-}")
}

# Debian 13, or the machine's own suite if that is newer.
newer_suite() {
	local own
	own=$(own_suite)
	[[ $own != bookworm ]] || own=trixie
	echo "$own"
}

# Where this machine gets the main component of its own suite.
debian_mirror() {
	# shellcheck disable=SC2016	# for apt
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
		awk -v suite="$(own_suite)" '$1 == suite && !done { print $2; done = 1 }'
}
