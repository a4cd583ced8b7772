# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC3028
DESC="the shell that watches the machine is killed"
WHY="the harness failed .status 137."

# Called there before the machine starts.
make_run_initrd() {
	kill -9 "$BASHPID"
}
