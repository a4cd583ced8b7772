# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec-tools loads a kernel and reboots into it"
