#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# run.sh: build the kernel, boot it, and show kexec-tools rebooting it into a second one.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

kernel=$("$ROOT/scripts/kernel.sh" build | tail -n 1) || exit 1
exec "$QEMU_DIR/run.sh" --kernel "$kernel" --logs "$LOGS/run" --show
