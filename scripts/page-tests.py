#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""page-tests.py TABLES LOG...: has every test that the tables name run and passed?

The tables are those of Documentation/kdump/testing.rst, which says how a test is named;
each LOG has the lines of a stage: "ok NAME", "not ok NAME - why", "# SKIP NAME - why".
Prints "ok" or "not ok" for each table.
"""
import fnmatch
import re
import sys
from pathlib import Path

STAGES = ("boot.", "kselftest.", "kunit.", "")


def results(logs):
    """The outcome of each test that the logs speak of: ok, not ok or skipped."""
    found = {}
    for log in logs:
        for line in Path(log).read_text(errors="replace").splitlines():
            if match := re.match(r"(ok|not ok|# SKIP) (\S+)", line):
                found[re.sub(r"^kselftest\.(?=boot\.)", "", match[2])] = match[1]
    return found


def tables(text):
    """(heading, line number, [(sentence, names)]) of each table of what shows what."""
    heading, lines = "", text.splitlines()
    for at, line in enumerate(lines):
        if at and re.fullmatch(r"[-=]{3,}", line):
            heading = lines[at - 1]
        if line.startswith(".. list-table::"):
            body = []
            for cell in lines[at + 1:]:
                if cell and not cell.startswith(" "):
                    break
                body.append(cell.strip())
            _, head, *cells = re.split(r"(?:^|\n)\* - ", "\n".join(body))
            if "Shown by" in head:
                yield heading, at + 1, [row(cell) for cell in cells]


def row(cell):
    """A row: its first column, and the names in its second one."""
    sentence, _, shown = cell.partition("\n- ")
    names, program = [], ""
    for name in re.findall(r"``(\S+)``", shown):
        if name.startswith("."):
            name = program + name
        program = name.split(".")[0]
        names.append(name)
    return " ".join(sentence.split()), names


def why_not(name, found):
    """What is wrong with a test that a row names; empty when nothing is."""
    tests = {}
    for stage in STAGES:
        for pattern in (stage + name, stage + name + ".*"):
            tests.update({test: found[test] for test in fnmatch.filter(found, pattern)})
    bad = sorted(test for test, result in tests.items() if result == "not ok")
    if bad:
        return f"{bad[0]} failed"
    if "ok" not in tests.values():
        return "was skipped" if tests else "is not there, or did not run"
    return ""


def check(rows, found):
    """Every complaint about one table."""
    for sentence, names in rows:
        if not names:
            yield f'no test is named for "{sentence}"'
        for name in names:
            if why := why_not(name, found):
                yield f'{name}: {why} ("{sentence}")'


def main(path, *logs):
    """Check all tables; status 1 when anything is wrong, or there is none."""
    found, checked, failed = results(logs), 0, 0
    for heading, line, rows in tables(Path(path).read_text()):
        checked += 1
        title = re.sub(r"\W+", "-", heading.replace("(2)", "")).strip("-")
        complaints = list(check(rows, found))
        for complaint in complaints:
            print(f"not ok page.{title} - {complaint}")
        failed += len(complaints)
        if not complaints:
            count = sum(len(names) for _, names in rows)
            print(f"ok page.{title}")
            print(f"# {len(rows)} sentences, {count} names of tests ({path}:{line})")
    if not checked:
        print(f"not ok page - {path} has no table that names tests")
    sys.exit(bool(failed or not checked))


main(*sys.argv[1:])
