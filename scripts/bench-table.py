#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""bench-table.py table LOGS OUTPUT OWNERS: the figures that bench.sh took, as tables and files:
OUTPUT/figures.json, tables.rst, *.dat and *.svg. Ends with 1 if one is missing.
bench-table.py budget LOGS FILE: "ok" or "not ok" for each count that the file bounds.
"""
import glob
import json
import math
import os
import subprocess
import sys

PAGE = 4096
WHO = ("stock", "ours")
HERE = os.path.dirname(os.path.abspath(__file__))
ORDERS = ("up", "down", "shuffled")


def read(path):
    """A machine's figures: lists of numbers, and of words where there are no numbers."""
    figures = {}
    with open(path, encoding="ascii", errors="replace") as file:
        lines = [line.split() for line in file]
    for words in lines:
        if len(words) == 2:
            value = words[1]
            if value.removeprefix("-").isdigit() or value.startswith("0x"):
                value = int(value, 0)
            figures.setdefault(words[0], []).append(value)
    return figures if ["end"] in lines else None


def read_all(directory):
    """{case: {who: {figure: [values of all runs]}}}, and what did not come to its end."""
    cases, missing = {}, []
    for path in sorted(glob.glob(os.path.join(directory, "*-*.[0-9].txt"))):
        who, name = os.path.basename(path)[:-len(".1.txt")].split("-", 1)
        figures = read(path)
        if figures is None:
            missing.append(f"{who} {name}")
        mine = cases.setdefault(name, {}).setdefault(who, {})
        for key, values in (figures or {}).items():
            mine.setdefault(key, []).extend(values)
    return cases, missing


class Figures:
    """Numbers of cases; None where there is none."""

    def __init__(self, cases):
        self.cases = cases

    def get(self, case, who, key, pick=lambda values: values[0]):
        values = self.cases.get(case, {}).get(who, {}).get(key)
        return pick(values) if values else None

    def outcome(self, case, who):
        return self.get(case, who, "outcome")

    def page(self, case, who, key):
        """Instructions for each page of the image."""
        count, size = self.get(case, who, key), self.get(case, who, "bytes")
        return count * PAGE / size if count is not None and size else None

    def count(self, case, who, key):
        """A figure, or, of a key such as reboot..target, what is between two places of a jump."""
        first, dots, last = key.partition("..")
        return self.between(case, who, first, last, "tsc") if dots else self.get(case, who, key)

    def between(self, case, who, first, last, kind="insns"):
        a, b = (self.get(case, who, f"{place}_{kind}") for place in (first, last))
        return b - a if a is not None and b is not None else None

    def further(self, name, sizes, who, first, last):
        """The same for each further byte: the difference between two sizes of a case."""
        counts = [self.between(name.format(size), who, first, last) for size in sizes]
        lengths = [self.get(name.format(size), who, "bytes") for size in sizes]
        if None in counts + lengths:
            return None
        return (counts[1] - counts[0]) / (lengths[1] - lengths[0])

    def exponent(self, order, who):
        """Slope of the cost of a load over its size, both as logarithms."""
        points = []
        for mib in (16, 64, 256):
            count = self.get(f"collide-{mib}-{order}", who, "load_tsc")
            if count:
                points.append((math.log(mib), math.log(count)))
        if len(points) < 2:
            return None
        mean = [sum(axis) / len(points) for axis in zip(*points)]
        above = sum((x - mean[0]) * (y - mean[1]) for x, y in points)
        return above / sum((x - mean[0]) ** 2 for x, _ in points)

    def peak(self, case, who):
        peak, size = self.get(case, who, "peak", max), self.get(case, who, "bytes")
        return peak / size if peak and size else None

    def peak_error(self, case, who):
        """How far from the truth the peak may be, in the same unit: what changed between two looks."""
        step, size = self.get(case, who, "step", max), self.get(case, who, "bytes")
        return step / size if step is not None and size else None


def form(value):
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"


class Table:
    """Rows of a label and the figures of both kernels; printed, and kept for the page."""

    def __init__(self, title, *columns):
        self.head = [title, *WHO, "ratio", *columns]
        self.rows = []

    def add(self, label, values, *more):
        if all(value is None for value in values):
            return
        numbers = [v for v in values if isinstance(v, (int, float))]
        ratio = numbers[1] / numbers[0] if len(numbers) == 2 and numbers[0] else None
        self.rows.append([label, *map(form, values),
                          "" if ratio is None else f"{ratio:.3f}", *more])

    def add_case(self, label, function, *more):
        self.add(label, [function(who) for who in WHO], *more)

    def text(self):
        table = [self.head] + self.rows
        widths = [max(len(row[i]) for row in table) for i in range(len(self.head))]
        rule = "  ".join("=" * width for width in widths)
        lines = ["  ".join(cell.ljust(width) if i == 0 or self.head[i] == "met" else cell.rjust(width)
                           for i, (cell, width) in enumerate(zip(row, widths))).rstrip()
                 for row in table]
        return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def met(value, limit, error=0):
    """Whether a value that may be wrong by error is within its limit: "open" if that cannot be told."""
    if value is None or error is None:
        return "-"
    if value + error <= limit:
        return "yes"
    return "no" if value - error > limit else "open"


def goals(f):
    """The rows of the work's own aims: what ours is to reach."""
    table = Table("Instructions", "to reach", "met")

    def add(label, function, limit, error=0):
        table.add_case(label, function, f"<= {limit:,g}", met(function("ours"), limit, error))

    add("kexec_load 512 MiB, free memory, a page", lambda w: f.page("load-512", w, "load_tsc"), 4200)
    for mib in (16, 64, 256):
        free = f.page(f"load-{mib}", "ours", "load_tsc")
        for order in ORDERS:
            case = f"collide-{mib}-{order}"
            if free and case in f.cases:
                add(f"the same, {mib} MiB over the free memory, {order}",
                    lambda w, case=case: f.page(case, w, "load_tsc"), round(1.5 * free))
    for order in ORDERS:
        add(f"exponent of the cost over the size, {order}",
            lambda w, order=order: f.exponent(order, w), 1.05)
    add("crash load 512 MiB, none armed, a page", lambda w: f.page("crash-512", w, "load_tsc"), 4200)
    add("the same, one armed, a page", lambda w: f.page("crash-512-armed", w, "load_tsc"), 8400)
    add("kexec_file_load 512 MiB from XFS, a page", lambda w: f.page("file-512-xfs", w, "load_tsc"), 8200)
    add("its peak of memory / the files", lambda w: f.peak("peak-file-512", w), 1.10,
        f.peak_error("peak-file-512", "ours"))
    # The shutdown of devices before it differs by some hundred instructions from run to run.
    for how, limit in (("claimed", 0.05), ("staged", 520)):
        add(f"reboot(2) to the target, free ({how}), each further page" if how == "claimed" else
            "the same, destination cannot be had, each further page",
            lambda w, how=how: per_page(f.further("jump-" + how + "-{}", jump_sizes(f, how), w,
                                                  "reboot", "target")), limit)
    add("purgatory, each further byte",
        lambda w: f.further("jump-file-{}", (16, 64), w, "target", "kernel"), 0.8)
    add("to start_kernel(), beside purgatory and decompressor, 1e6",
        lambda w: scaled(minus(f.between("next-kexec", w, "reboot", "start"),
                               f.get("next-kexec", w, "target_own_insns"),
                               f.get("next-kexec", w, "kernel_own_insns")), 1e-6), 6)
    add("to init / stock's", lambda w: ratio(*(f.between("next-kexec", who, "reboot", "init")
                                              for who in (w, "stock"))), 0.43)
    add("unload, 512 MiB, a page", lambda w: f.page("load-512", w, "unload_tsc"), 100)
    return table


def minus(whole, *parts):
    return None if None in (whole, *parts) else whole - sum(parts)


def ratio(value, of):
    return value / of if value is not None and of else None


def per_page(value):
    return None if value is None else value * PAGE


def jump_sizes(f, how):
    sizes = [mib for mib in (0, 64, 256, 512) if f"jump-{how}-{mib}" in f.cases]
    return (sizes[0], sizes[-1]) if len(sizes) > 1 else (64, 64.5)


def loads(f):
    table = Table("Instructions a page")
    for case in sorted(f.cases, key=lambda name: [int(p) if p.isdigit() else p.rjust(12)
                                                  for p in name.split("-")][:1] + [name]):
        if not case.startswith(("load", "low", "segments", "bss", "percent", "collide", "crash",
                                "file", "cache", "pinned")):
            continue
        for what in ("load", "unload"):
            def figure(who, case=case, what=what):
                if f.outcome(case, who) not in (None, "loaded"):
                    return "refused: " + f.outcome(case, who) if what == "load" else None
                return f.page(case, who, what + "_tsc")

            table.add_case(f"{case}: {what}", figure)
    return table


def jumps(f):
    table = Table("Instructions")
    spans = (("reboot(2) to the target", "reboot", "target"),
             ("up to the devices' shutdown", "reboot", "device_shutdown"),
             ("shutdown of devices", "device_shutdown", "migrate_to_reboot_cpu"),
             ("parking of CPUs", "migrate_to_reboot_cpu", "machine_kexec"),
             ("machine_kexec to the target", "machine_kexec", "target"),
             ("purgatory: target to the kernel", "target", "kernel"))
    for how in ("claimed", "staged", "file", "cache", "pinned"):
        for mib in (0, 16, 32, 64, 256, 512):
            name = f"jump-{how}-{mib}"
            for label, first, last in spans:
                table.add_case(f"{name}: {label}", lambda w, n=name, a=first, b=last:
                               f.between(n, w, a, b))
    return table


def reboots(f):
    table = Table("From reboot(2) to the next kernel")
    for name, label in (("next-kexec", "kexec"), ("next-seabios", "cold, SeaBIOS"),
                        ("next-ovmf", "cold, OVMF")):
        for place, what in (("start", "start_kernel"), ("init", "init")):
            table.add_case(f"{label}: to {what}, 1e6 instructions", lambda w, n=name, p=place:
                           scaled(f.between(n, w, "reboot", p), 1e-6))
            table.add_case(f"{label}: to {what}, seconds of the host", lambda w, n=name, p=place:
                           scaled(f.between(n, w, "reboot", p, "ns"), 1e-9))
    return table


class Account:
    """Whose the instructions from reboot(2) to init are, by the file of owners and by initcall."""

    def __init__(self, f, path):
        self.f = f
        with open(path, encoding="ascii") as file:
            lines = [line.split(None, 4) for line in file if line[0] != "#"]
        self.labels = {name: label.strip() for _, name, _, _, label in lines if label != "-\n"}

    def own(self, case, who, names, kind="insns"):
        values = [self.f.get(case, who, f"{name}_own_{kind}") for name in names]
        return sum(v for v in values if v is not None) if any(v is not None for v in values) else None

    def whole(self, case, who):
        return self.f.between(case, who, "reboot", "init")

    def initcalls(self, case):
        """Their names, in the order in which they run."""
        keys = [key for who in WHO for key in self.f.cases.get(case, {}).get(who, {})]
        return [key.removesuffix("_own_insns") for key in dict.fromkeys(keys)
                if key.startswith("initcall.") and key.endswith("_own_insns")]

    def rows(self, case):
        """(label, names): each owner; initcalls of less than a hundredth of the whole as one."""
        for name, label in self.labels.items():
            names = [name]
            for call in self.initcalls(case) if name == "initcalls" else []:
                if any((self.own(case, w, [call]) or 0) * 100 >= (self.whole(case, w) or math.inf)
                       for w in WHO):
                    yield f"initcalls: {call.rsplit('.', 1)[1]}()", [call]
                else:
                    names.append(call)
            yield label, names

    def incomplete(self):
        """Machines whose owners' instructions are not the whole."""
        ran = [(case, who) for case in self.f.cases for who in WHO if case.startswith("next-")
               and self.whole(case, who) is not None]
        return [f"all owners of {who} {case}" for case, who in ran if self.whole(case, who) !=
                sum(self.own(case, who, names) or 0 for _, names in self.rows(case))]

    def table(self):
        case = "next-kexec"
        table = Table("From reboot(2) to init, instructions", "share of ours",
                      "host's ms, stock", "host's ms, ours")

        def add(label, values, host):
            share = None if None in (values[1], whole[1]) else f"{values[1] / whole[1]:.4f}"
            table.add(label, values, form(share), *(form(scaled(ns, 1e-6)) for ns in host))

        whole = [self.whole(case, who) for who in WHO]
        for label, names in self.rows(case):
            add(label, *([self.own(case, who, names, kind) for who in WHO]
                         for kind in ("insns", "ns")))
        add("in all", whole, [self.f.between(case, who, "reboot", "init", "ns") for who in WHO])
        return table

    def write_data(self, path):
        """A line for each way to init, a column for each group of owners: what their labels begin with."""
        groups = list(dict.fromkeys(label.split(":")[0] for label in self.labels.values()))
        with open(path, "w", encoding="ascii") as file:
            for title, case, who in (("stock", "next-kexec", "stock"), ("ours", "next-kexec", "ours"),
                                     ("SeaBIOS", "next-seabios", "ours"), ("OVMF", "next-ovmf", "ours")):
                if self.whole(case, who) is None:
                    continue
                if not file.tell():
                    print("way", *(f'"{group}"' for group in groups), file=file)
                print(title, *(sum(self.own(case, who, names) or 0 for label, names in
                                   self.rows(case) if label.split(":")[0] == group)
                               for group in groups), file=file)


def scaled(value, by):
    return None if value is None else value * by


def memory(f):
    table = Table("Memory of one load, worst of all runs")
    for case in ("peak-load-512", "peak-file-64", "peak-file-512"):
        table.add_case(f"{case}: peak / bytes of the image", lambda w, c=case: f.peak(c, w))
        for what in ("peak", "stays", "left", "step"):
            table.add_case(f"{case}: {what}, KiB", lambda w, c=case, k=what:
                           scaled(f.get(c, w, k, max), 1 / 1024))
    return table


def in_use(f):
    table = Table("A machine in use, 256 MiB, of the image", "in place", "evicted", "migrated")
    for case in ("load-256", "cache-256", "cache-256-staged", "pinned-256", "pinned-256-staged"):
        size = f.get(case, "ours", "bytes")
        shares = [f.get(case, "ours", key) for key in ("in_place", "evicted", "migrated")]
        if size:
            table.add_case(f"{case}: instructions a page of a load", lambda w, c=case:
                           f.page(c, w, "load_tsc"),
                           *(form(None) if s is None else f"{s / size:.4f}" for s in shares))
    return table


def times(f):
    table = Table("Time, ms, median")
    for case in ("time-load-512", "time-file-512"):
        for what in ("load", "unload"):
            table.add_case(f"{case}: {what}", lambda w, c=case, k=what: scaled(
                f.get(c, w, k + "_ns", lambda v: sorted(v)[len(v) // 2]), 1e-6))
    return table


def exactness(f):
    table = Table("How exact the counts are")
    for key, label in (("loop", "a loop of 100,000,000"), ("rep", "rep stosb of 4,194,304")):
        table.add_case(label, lambda w, k=key: f.get("known", w, k))
    table.add_case("SHA-256 of 16 MiB by the kernel, SHA-NI, a byte",
                   lambda w: scaled(f.page("known", w, "digest_tsc"), 1 / PAGE))
    for case in ("read-512", "read-512-xfs"):
        table.add_case(f"{case}: read(2) of that initrd, a page", lambda w, c=case: f.page(c, w, "read_tsc"))
    for i in (0, 1):
        table.add_case(f"load-64, run {i + 1}", lambda w, i=i: f.get(
            "load-64", w, "load_tsc", lambda v: v[i] if i < len(v) else None))
    return table


def write_data(path, f, names, function):
    """A line for each of the sizes: MiB, stock, ours; for gnuplot."""
    with open(path, "w", encoding="ascii") as file:
        for mib, name in names:
            values = [function(name, who) for who in WHO]
            if any(v is not None for v in values):
                print(mib, *("?" if v is None else v for v in values), file=file)


def plot(f, account, output):
    def count(key):
        return lambda name, who: f.get(name, who, key)

    def jump(name, who):
        return f.between(name, who, "reboot", "target")

    sizes = (8, 16, 64, 256, 512)
    for call in ("load", "file"):
        write_data(f"{output}/{call}.dat", f, [(m, f"{call}-{m}") for m in sizes], count("load_tsc"))
    for order in ORDERS:
        write_data(f"{output}/collide-{order}.dat", f, [(m, f"collide-{m}-{order}") for m in sizes],
                   count("load_tsc"))
    for how in ("claimed", "staged"):
        write_data(f"{output}/jump-{how}.dat", f, [(m, f"jump-{how}-{m}") for m in (0, 64, 256, 512)], jump)
    states = (("empty", "jump-claimed-256"), ("cache", "jump-cache-256"), ("pinned", "jump-pinned-256"))
    write_data(f"{output}/in-use.dat", f, states, jump)
    write_data(f"{output}/peak.dat", f, [(n.removeprefix("peak-"), n) for n in
               ("peak-load-512", "peak-file-64", "peak-file-512")], f.peak)
    account.write_data(f"{output}/account.dat")
    subprocess.run(["gnuplot", "-e", f"dir='{output}'", f"{HERE}/bench.gp"], check=True)


def tables(directory, output, owners):
    cases, missing = read_all(directory)
    f = Figures(cases)
    account = Account(f, owners)
    missing += account.incomplete()
    with open(f"{directory}/about.txt", encoding="utf-8") as file:
        about = file.read().rstrip()
    os.makedirs(output, exist_ok=True)
    with open(f"{output}/figures.json", "w", encoding="ascii") as file:
        json.dump({"about": dict(line.split(": ", 1) for line in about.splitlines()),
                   "cases": cases}, file, indent=1)
    made = [make(f) for make in (goals, in_use, loads, jumps, reboots, lambda _: account.table(),
                              memory, times, exactness)]
    text = "\n\n".join(table.text() for table in made if table.rows)
    with open(f"{output}/tables.rst", "w", encoding="utf-8") as file:
        file.write(text + "\n")
    print(about + "\n\n" + text)
    plot(f, account, output)
    print(f"\nMore in {os.path.relpath(output)}: figures.json, tables.rst, *.svg")
    if missing:
        print("Not measured: " + ", ".join(missing))
    return 1 if missing else 0


def budget(directory, path):
    """Lines "CASE FIGURE PER_BYTE INSTRUCTIONS": what the figure is without PER_BYTE for each
    byte of the image may be at most 10 % above."""
    f = Figures(read_all(directory)[0])
    bad = 0
    with open(path, encoding="ascii") as file:
        lines = [line.split() for line in file if line[0] != "#"]
    for case, key, word, limit in lines:
        count, size = f.count(case, "ours", key), f.get(case, "ours", "bytes")
        rest = None if None in (count, size) else count - float(word) * size
        good = rest is not None and rest <= int(limit) * 1.10
        bad += not good
        said = "not measured" if rest is None else \
            f"{rest:,.0f} instructions besides {word} a byte, {rest / int(limit):.3f} of the budget"
        print(f"ok budget.{case}.{key} # {said}" if good else f"not ok budget.{case}.{key} - {said}")
    return 1 if bad or not lines else 0


if __name__ == "__main__":
    sys.exit({"table": tables, "budget": budget}[sys.argv[1]](*sys.argv[2:]))
