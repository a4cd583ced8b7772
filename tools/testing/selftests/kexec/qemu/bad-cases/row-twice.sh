# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="two rows have one name"
WHY="the harness failed .status 2.: .*two rows are named same"
WANT=here

row same MEM=512
row same MEM=1024

first() {
	finish_here
}
