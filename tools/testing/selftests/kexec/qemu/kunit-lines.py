#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""kunit-lines.py JSON LOG: one line for each test in kunit.py's tree of results."""
import json
import sys


def walk(group, path):
    for case in group.get("test_cases", []):
        yield ".".join(path + [case["name"]]), case["status"]
    for sub in group.get("sub_groups", []):
        yield from walk(sub, path + [sub["name"]])


def main(path, log):
    tests = list(walk(json.load(open(path, encoding="utf-8")), ["kunit"]))
    for name, status in tests:
        name = name.replace(" ", "_")
        print({"PASS": f"ok {name}", "SKIP": f"# SKIP {name}"}.get(
            status, f"not ok {name} - {status} (log: {log})"))
    if not tests:
        print(f"not ok kunit - there is no test (log: {log})")


main(*sys.argv[1:])
