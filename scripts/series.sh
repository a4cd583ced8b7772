#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# series.sh: write the numbered patches and the cover letter to build/series/.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

lock series
python3 "$ROOT/scripts/series.py" "$(base_dir)" "$BUILD/series" ||
	die "the series could not be written"
