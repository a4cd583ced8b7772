# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="two CPUs: the other one is parked, and comes up in the next kernel"
CPUS=2
