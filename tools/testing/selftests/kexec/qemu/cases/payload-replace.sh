# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: a load over a large image that was staged before"
WANT=payload
APPEND=nokaslr

first() {
	load_payload -n none 200M || fail "the first load failed"
	check_loaded 1
	load_payload -e -n "$NONCE" 60M 1M+5M
	fail "load_payload came back"
}
