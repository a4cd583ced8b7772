#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""dump.py VMLINUX DUMP: what drgn finds in a dump: the tasks, and the stack of the one
that panicked, a line for each."""

import sys

import drgn
from drgn.helpers.linux.pid import for_each_task


def main(vmlinux, dump):
    prog = drgn.Program()
    prog.set_core_dump(dump)
    prog.load_debug_info([vmlinux])
    for task in for_each_task(prog):
        print("task", task.comm.string_().decode(), task.pid.value_())
    thread = prog.crashed_thread()
    print("crashed", thread.tid)
    for frame in thread.stack_trace():
        print("frame", frame.name or hex(frame.pc))


main(*sys.argv[1:])
