#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# run.sh: build a small kernel, boot it, and show kexec-tools rebooting it, by one system
# call and by the other.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

"$ROOT/scripts/machine.sh" run
"$ROOT/scripts/packages.sh" kernel source run
"$ROOT/scripts/base.sh"
"$ROOT/scripts/tree.sh" >/dev/null
kernel=$(CONFIG=run "$ROOT/scripts/kernel.sh" build | tail -n 1) || exit 1
"$QEMU_DIR/run.sh" --kernel "$kernel" --kernel-small "$kernel" --logs "$LOGS/run" --account both-calls
say "The kernels' own logs: $(short "$LOGS")/run/both-calls.console.log. More to try: make help"
