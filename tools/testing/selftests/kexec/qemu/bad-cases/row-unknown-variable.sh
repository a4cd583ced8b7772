# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a row sets a variable that nothing uses"
WHY="the harness failed .status 2.: .*row typo: no case has a variable WHANT"
WANT=here

row good
row typo WHANT=reset

first() {
	finish_here
}
