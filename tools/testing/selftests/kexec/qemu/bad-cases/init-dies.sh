# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="init ends by an error that nothing looks for"
WHY="init ended early, with status 1"

first() {
	false
}
