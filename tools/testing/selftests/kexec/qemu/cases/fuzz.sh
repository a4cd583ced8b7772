# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="hostile calls of four threads, for FUZZ_SECONDS; then another kernel is loaded and boots"
PROGRAM=kexec_fuzz
LONG=fuzz
CPUS=2
TIMEOUT=$((300 + ${FUZZ_SECONDS:=30}))
: "${FUZZ_SEED:=}"
APPEND="crashkernel=64M loglevel=5"
NEXT_APPEND="loglevel=5"

first() {
	KEXEC_FUZZ_SECONDS=$FUZZ_SECONDS KEXEC_FUZZ_SEED=$FUZZ_SEED /run.program ||
		fail "the program ended with status $?"
	load_next
	kexec_tools_exec
}
