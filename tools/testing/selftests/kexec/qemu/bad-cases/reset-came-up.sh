# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a second kernel comes up where the machine has to reset itself"
WHY="what should not have come up wrote"
WANT=reset
SAYS="kexec -e"
