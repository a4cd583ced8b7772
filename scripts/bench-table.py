#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""bench-table.py DIRECTORY MODES: the figures that bench.sh took, as a table.

Ends with 1 if one is missing. A system call that a kernel lacks is not missing:
it is "not available".
"""
import glob
import os
import statistics
import sys

MIB = 1 << 20
WHO = ("ours", "stock")
CALLS = {"load": "kexec_load", "file": "kexec_file_load"}
UNAVAILABLE = "not available"
missing = set()


def read(path, figures):
    """Add a file's figures; None stands for a call that answers ENOSYS."""
    ended = False
    with open(path, encoding="ascii") as file:
        for line in file:
            words = line.split()
            if len(words) == 2:
                figures[words[0]] = None if words[1] == "ENOSYS" else int(words[1])
            ended = words == ["end"]
    if not ended:
        missing.add(os.path.basename(path) + " (did not end)")


class Run:
    """All figures of one mode and one run, for both kernels."""

    def __init__(self, directory, mode, number=1):
        self.name = f"{mode}{number}"
        self.of = {who: {} for who in WHO}
        self.jobs = []
        for path in glob.glob(os.path.join(directory, f"*-{self.name}-*.txt")):
            who, _, *job = os.path.basename(path)[:-len(".txt")].split("-")
            read(path, self.of[who])
            if len(job) == 2 and who == WHO[0]:
                self.jobs.append((job[0], int(job[1])))
        # kexec_load first, then by size
        self.jobs.sort(key=lambda job: (job[0] == "file", job[1]))

    def get(self, who, key):
        """A number, or UNAVAILABLE, or None and a note that it is missing."""
        figures = self.of[who]
        parts = key.split(".")
        for depth in range(1, len(parts) + 1):
            if figures.get(".".join(parts[:depth]), 0) is None:
                return UNAVAILABLE
        if key in figures:
            return figures[key]
        missing.add(f"{who} {self.name} {key}")
        return None


def shown(value, form):
    if value is None:
        return "MISSING"
    return value if value == UNAVAILABLE else form(value)


def row(label, values, form):
    numbers = [v for v in values if isinstance(v, (int, float))]
    ratio = ""
    if len(numbers) == 2 and numbers[1]:
        ratio = f"{numbers[0] / numbers[1]:.3f}"
    print(f"  {label:<46}" + "".join(f"{shown(v, form):>18}" for v in values) + f"{ratio:>10}")


def head(title):
    print(f"\n{title}")
    print(f"  {'':<46}{'ours':>18}{'stock':>18}{'ratio':>10}")


def derived(function, *values):
    """FUNCTION of the values, or the first of them that is no number."""
    for value in values:
        if not isinstance(value, (int, float)):
            return value
    return function(*values)


def whole(value):
    return f"{value:,.0f}"


def name_of(call, mib):
    return f"{CALLS[call]}, {mib} MiB" + (" initrd" if call == "file" else "")


def memory(runs):
    head(f"Memory of one load, bytes, worst of {len(runs)} (2 CPUs; one watches the free pages)")
    for call, mib in runs[0].jobs:
        def get(what, who, key=f"peak.{call}.{mib}"):
            values = [run.get(who, f"{key}.{what}") for run in runs]
            numbers = [v for v in values if isinstance(v, int)]
            return max(numbers) if numbers else values[0]

        print(f"  {name_of(call, mib)}")
        for what, label in (("peak", "peak"), ("stays", "stays while loaded"),
                            ("left", "left after the unload")):
            row("  " + label, [get(what, who) for who in WHO], whole)
        row("  peak / data given", [derived(lambda p, d: p / d, get("peak", who), get("data", who))
                                    for who in WHO], lambda v: f"{v:.4f}")
        row("  largest step between two looks", [get("step", who) for who in WHO], whole)
        row("  longest time between two looks, us", [derived(lambda g: g / 1e3, get("gap_ns", who))
                                             for who in WHO], whole)


def calibration(run):
    for what, text in (("loop", "a loop of"), ("rep", "rep stosb of")):
        for who in WHO:
            got, want = (run.get(who, f"calibrate.{key}") for key in (what, what + "_expected"))
            off = derived(lambda g, w: f"{g:,} counted, {(g - w) / w * 1e6:+.0f} ppm", got, want)
            print(f"  {who}: {text} {shown(want, whole)}: {shown(off, str)}")


def digest_per_mib(run, who):
    return derived(lambda tsc, mib: tsc / mib, run.get(who, "digest.all_tsc"),
                   run.get(who, "digest.mib"))


def per_mib(run, who, key, what):
    return derived(lambda tsc, data: tsc * MIB / data, run.get(who, f"{key}.{what}_tsc"),
                   run.get(who, f"{key}.data"))


def more(run, who, call, what):
    """Instructions for each further MiB: the difference between the sizes."""
    small, large = (mib for name, mib in run.jobs if name == call)
    counts = [run.get(who, f"cost.{call}.{mib}.1.{what}_tsc") for mib in (small, large)]
    return derived(lambda a, b: (b - a) / (large - small), *counts)


def instructions(run):
    head("Instructions per MiB of data given (1 CPU, counted by QEMU)")
    digests = [digest_per_mib(run, who) for who in WHO]
    row("SHA-256 alone, by the kernel (AF_ALG)", digests, whole)
    for call, mib in run.jobs:
        key = f"cost.{call}.{mib}.1"
        for what in ("load", "unload"):
            row(f"{name_of(call, mib)}: {what}",
                [per_mib(run, who, key, what) for who in WHO], whole)
        row("  pages allocated / pages of data",
            [derived(lambda p, d: p * 4096 / d, run.get(who, f"{key}.load_pages"),
                     run.get(who, f"{key}.data")) for who in WHO], lambda v: f"{v:.4f}")
    for call in CALLS:
        further = [more(run, who, call, "load") for who in WHO]
        row(f"{CALLS[call]}: each further MiB", further, whole)
        if call == "file":
            row("  the same less SHA-256 (derived)",
                [derived(lambda a, b: a - b, *pair) for pair in zip(further, digests)], whole)


def agreement(first, second):
    """How far the second run's counts are from the first's."""
    for who in WHO:
        keys = [k for k in first.of[who] if k.endswith(("_tsc", "_pages"))]
        worst = 0.0
        for key in keys:
            a, b = first.get(who, key), second.get(who, key)
            if a and b is not None:
                worst = max(worst, abs(a - b) / a)
        said = "equal" if worst == 0 else f"they differ by up to {worst * 1e6:.1f} ppm"
        print(f"  {who}: two runs, {len(keys)} counts each: {said if keys else 'none to compare'}")


def times(run):
    head("Time under emulation, ms, median (1 CPU, no count; it varies with the host)")
    for call, mib in run.jobs:
        for what in ("load", "unload"):
            values = []
            for who in WHO:
                prefix = f"cost.{call}.{mib}."
                rounds = [v for k, v in run.of[who].items()
                          if k.startswith(prefix) and k.endswith(f".{what}_ns")]
                values.append(statistics.median(rounds) / 1e6 if rounds
                              else run.get(who, f"{prefix}1.{what}_ns"))
            row(name_of(call, mib) + ": " + what, values, lambda v: f"{v:,.1f}")


NOTES = """
Notes
  Each figure is from a machine of its own, freshly booted. Data given: the segment, or kernel and
  initrd; a segment goes to the lowest free memory above 16 MiB. Files lie in a tmpfs, their pages
  are there before the call.
  Counted are all instructions of the guest from before the call to after it, timer interrupts
  included; a repeated string instruction counts once for each step. The guest's CPU shows neither
  ERMS nor FSRM, so that the kernel copies and clears by 8 bytes a step. A count is no time: not all
  instructions cost the same. QEMU's CPU has no SHA-NI, and the kernels have generic C only.
  A file load also digests what is zero past the end of the kernel's data; "each further MiB", from the
  two sizes, is without that and all else that does not grow with the initrd.
  Pages allocated: as the kernel counts them; pages claimed by address are not among them.
  Peak: a pageblock that is set apart while frames are claimed from it counts as not free."""


def main():
    directory, modes = sys.argv[1], sys.argv[2].split()
    with open(os.path.join(directory, "about.txt"), encoding="utf-8") as about:
        print(about.read().rstrip())
    if "peak" in modes:
        memory([Run(directory, "peak", n) for n in (1, 2, 3)])
    if "count" in modes:
        first, second = (Run(directory, "count", n) for n in (1, 2))
        instructions(first)
        print("\nHow exact the counts are")
        calibration(first)
        agreement(first, second)
    if "time" in modes:
        times(Run(directory, "time"))
    print(NOTES)
    if missing:
        print("\nNot measured: " + ", ".join(sorted(missing)))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
