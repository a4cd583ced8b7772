# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="512 MiB of RAM"
MEM=512
HOW=both
HOPS=3
