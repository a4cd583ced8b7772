#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# crash-tools.sh: crash, makedumpfile and drgn that can read a dump of Linux 6.12, which
# those of Debian 12 cannot; see foreign.sh, which also knows SUITE=. Prints the path of
# their root directory; CRASH_TOOLS=dir is taken instead.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

if [[ ${CRASH_TOOLS:-} ]]; then
	echo "$CRASH_TOOLS"
	exit 0
fi
exec "$ROOT/scripts/foreign.sh" crash-tools crash makedumpfile python3-drgn
