# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="five hops in a row, each kernel loads the next"
HOPS=6
CPUS=2
TIMEOUT=300
