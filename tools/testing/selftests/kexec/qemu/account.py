#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""account.py CONSOLE PID: what the guest says of its work, while QEMU, the process PID, runs.

Shows the lines of the console that begin with "# ", and how long each reboot took: from
"kexec -e" to the first line of the next kernel and to the first one of its init. The times
are those at which the lines arrive here.
"""
import os
import sys
import time


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def lines(path, pid):
    """(time, line) of the file until the process has ended and all of it is read."""
    with open(path, "rb") as console:
        rest = b""
        while True:
            running = alive(pid)
            data = console.read()
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                yield time.monotonic(), line.decode(errors="replace").strip("\r")
            if not data:
                if not running:
                    return
                time.sleep(0.005)


def main(path, pid):
    left = kernel = None
    for now, line in lines(path, int(pid)):
        if left and not kernel and "] Linux version " in line:
            kernel = now - left
        if not line.startswith("# "):
            continue
        if left and kernel:
            print(f"      {kernel:.2f} s to the first line of the next kernel, "
                  f"{now - left:.2f} s to its init")
            left = None
        if line == "# kexec -e":
            left, kernel = now, None
        print(line[2:], flush=True)


main(*sys.argv[1:])
