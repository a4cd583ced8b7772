#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""page-tests.py TABLES CASES LOG...: has every test that the tables name run and passed?

The tables are those of Documentation/kdump/testing.rst, which says how a test is named;
CASES has a name for each case and program there is; each LOG has the lines of a stage:
"ok NAME", "not ok NAME - why", "# SKIP NAME - why". A name that stands for several tests
asks for all of them. Prints "ok" or "not ok" for each table, and for the cases: each has
to be named somewhere, a program also by one of its tests.
"""
import fnmatch
import re
import sys
from pathlib import Path

STAGES = ("boot.", "kselftest.", "kunit.", "")


def results(logs):
    """The outcome of each test that the logs have: ok, not ok or skipped."""
    found = {}
    for log in logs:
        for line in Path(log).read_text(errors="replace").splitlines():
            if match := re.match(r"(ok|not ok|# SKIP) (\S+)", line):
                found[match[2]] = match[1]
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


def covers(name, test):
    """Does a name in a table stand for this test, or for something above it?"""
    return any(fnmatch.fnmatchcase(test, stage + name + end)
               for stage in STAGES for end in ("", ".*"))


def why_not(name, cases, found):
    """What is wrong with a test that a row names; empty when nothing is."""
    tests = sorted(test for test in found if covers(name, test))
    for test in tests:
        if found[test] != "ok":
            return f"{test} failed" if found[test] == "not ok" else f"{test} was skipped"
    for case in cases:
        if covers(name, case) and not has_result(case, found):
            return f"{case} did not run"
    return "" if tests else "is not there, or did not run"


def has_result(case, found):
    """Did this case or program, or a test of it, pass?"""
    return any(found[test] == "ok" for test in found
               if test in (case, "boot." + case) or test.startswith(case + "."))


def check(rows, cases, found):
    """Every complaint about one table."""
    for sentence, names in rows:
        if not names:
            yield f'no test is named for "{sentence}"'
        for name in names:
            if why := why_not(name, cases, found):
                yield f'{name}: {why} ("{sentence}")'


def is_named(case, names):
    """Does a table name this case, the file of its row, or a test of this program?"""
    program = case.startswith("kselftest.")
    return any(covers(name.split(".")[0] if program else name, case) for name in names)


def report(title, complaints, said):
    """A line for each complaint, or one that there is none."""
    for complaint in complaints:
        print(f"not ok page.{title} - {complaint}")
    if not complaints:
        print(f"ok page.{title}\n# {said}")
    return len(complaints)


def main(path, cases, *logs):
    """Check all tables; status 1 when anything is wrong, or there is none."""
    found, named, failed = results(logs), set(), 0
    cases = Path(cases).read_text().split()
    for heading, line, rows in tables(Path(path).read_text()):
        title = re.sub(r"\W+", "-", heading.replace("(2)", "")).strip("-")
        names = [name for _, names in rows for name in names]
        named.update(names)
        failed += report(title, list(check(rows, cases, found)),
                         f"{len(rows)} sentences, {len(names)} names of tests ({path}:{line})")
    unnamed = [case for case in cases if not is_named(case, named)]
    failed += report("all-cases", [f"{case} is in no table" for case in unnamed],
                     f"{len(cases)} cases and programs")
    sys.exit(bool(failed or not named))


main(*sys.argv[1:])
