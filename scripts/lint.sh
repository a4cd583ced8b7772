#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lint.sh [text|objects]: checkpatch, kernel-doc and shellcheck; W=1 and sparse; or all of
# them. On our files only, each with zero findings. The objects are built in a directory of
# their own, so that the flags do not make other builds start over; what else they need comes
# from a base kernel that is built already, if there is one.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

cd "$ROOT"
mkdir -p "$LOGS"
O=$BUILD/kernel/lint
failed=0

# Findings of checkpatch that stand, for one file each and for a reason:
ALLOWED='
include/linux/kexec.h NEW_TYPEDEFS kimage_entry_t is a name that every architecture uses
arch/x86/kernel/kexec/tests/bzimage_kunit.c MACRO_ARG_REUSE the argument is the name of a field
arch/x86/include/asm/kexec.h DEFINE_ARCH_HAS the generic header asks for ARCH_HAS_KIMAGE_ARCH
kernel/kexec/crash/elfcorehdr.c CAMELCASE the types of ELF headers have these names
kernel/kexec/tests/elfcorehdr_kunit.c CAMELCASE the types of ELF headers have these names
arch/x86/kernel/kexec/crash_load.c CAMELCASE the types of ELF headers have these names
tools/testing/selftests/kexec/elfcore.h CAMELCASE the types of ELF headers have these names
tools/testing/selftests/kexec/kexec_load_hotplug.c CAMELCASE the types of ELF headers have these names
include/trace/events/kexec.h PARENTHESIS_ALIGNMENT the arguments of TRACE_EVENT stand like that in its folder
'

files() { git ls-files -co --exclude-standard -- "$@" | while read -r f; do
	[[ ! -f $f ]] || echo "$f"; done; }

# Every file with a shell's name in its first line or shellcheck's own mark.
shell_files() { files | xargs grep -lE -m1 '^#!/bin/(ba|da)?sh|^# shellcheck shell=' ; }

# side_by_side COMMAND...: run it on the files of standard input, a few at a time on each CPU.
side_by_side() { xargs -r -d '\n' -n 16 -P "$JOBS" "$@"; }

# verdict NAME LOG: an empty list of findings is a pass.
verdict() {
	if [[ -s $2 ]]; then
		head -n 20 "$2" >&2
		echo "not ok lint.$1 - $(grep -c . "$2") lines of findings (log: $(short "$2"))"
		failed=1
	else
		echo "ok lint.$1"
	fi
}

# broken NAME LOG: the tool itself failed and said nothing of our files.
broken() {
	tail -n 5 "$2" >&2
	echo "not ok lint.$1 - the check could not be run (log: $(short "$2"))"
	failed=1
}

sources() { files '*.c' '*.h' '*.S'; }

# The objects of our kernel files.
objects() { files 'kernel/*.c' 'arch/x86/kernel/*.[cS]' | sed 's/\.[cS]$/.o/'; }

# The lines of a build log that name a file of ours.
findings() {
	sources | sed 's/[.[]/\\&/g; s,^,(^|/),; s/$/:[0-9]+/' >"$LOGS/lint-names"
	grep -Ef "$LOGS/lint-names" "$1" | grep -E 'warning|error' | sort -u || true
}

# FILE_PATH_CHANGES speaks of patches; get_maintainer.pl is asked on the patched tree.
checkpatch() {
	local log=$LOGS/lint-checkpatch.log allowed
	allowed=$(awk 'NF { printf "%s^%s:[0-9]+: [A-Z]+:%s:", s, $1, $2; s = "|" }' <<<"$ALLOWED")
	# From the tree, where our files stand at the same paths.
	sources | (cd "$TREE" && side_by_side scripts/checkpatch.pl --strict --terse --no-summary \
		--show-types --ignore=FILE_PATH_CHANGES -f) >"$log.all" 2>&1 || true
	grep -vE "$allowed" "$log.all" >"$log" || true
	verdict checkpatch "$log"
}

# build_check NAME MAKE-ARGUMENT...: build our objects and look for warnings.
build_check() {
	local name=$1 log=$LOGS/lint-$1.log
	shift
	if ! stage "$log" "lint: $name" objects_done nice make -C "$TREE" O="$O" ARCH=x86_64 CC="$ROOT/scripts/cc.sh" \
		-k -j"$JOBS" "$@" "${objs[@]}" && [[ ! $(findings "$log") ]]; then
		broken "$name" "$log"
		return
	fi
	findings "$log" >"$log.findings"
	verdict "$name" "$log.findings"
}

kernel_doc() {
	local log=$LOGS/lint-kernel-doc.log
	files 'kernel/*.[ch]' 'mm/*.[ch]' 'include/*.h' 'arch/*.[chS]' |
		side_by_side "$TREE/scripts/kernel-doc" -none -Werror >"$log" 2>&1 || true
	verdict kernel-doc "$log"
}

shell() {
	local log=$LOGS/lint-shellcheck.log
	shell_files | side_by_side shellcheck -x -P SCRIPTDIR >"$log" 2>&1 || true
	verdict shellcheck "$log"
}

# The warnings of W=1 and of sparse.
built_objects() {
	if ! TAG=lint CONFIG=base KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" config >/dev/null; then
		echo "not ok lint.W1 - the base config does not stand"
		failed=1
		return
	fi
	mapfile -t objs < <(objects)
	# An object that is up to date would be silent.
	(cd "$O" && rm -f "${objs[@]}")
	build_check W1 W=1
	build_check sparse W=1 C=2
}

[[ $(sources) ]] || die "lint asks git which files are ours, and git names none here"
lock lint
what=${1:-all}
if [[ $what != objects ]]; then
	checkpatch
	kernel_doc
	shell
fi
[[ $what == text ]] || built_objects
exit $failed
