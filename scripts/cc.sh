#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# cc.sh ARGUMENT...: gcc for kbuild, through ccache but for assembly, of which ccache in its
# depend mode does not see what .incbin includes: it would serve an object with old contents.
case " $*" in
*.S) exec gcc "$@" ;;
esac
exec ccache gcc "$@"
