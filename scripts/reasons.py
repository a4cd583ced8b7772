#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""reasons.py [ROOT]: does Documentation/kdump/reasons.rst have every reason, and no other?

A reason is a row of the table in kernel/kexec/refusal.c, or words of a loader: what it
hands to kexec_file_refuse(), or, on x86-64, returns from the check of a header or sets *why
to. Both ways each text, and its errno, has to be the same. Prints "ok" or "not ok".
"""
import re
import sys
from pathlib import Path

LOADERS = ("kernel/kexec/purgatory.c", "arch/x86/kernel/kexec/bzimage.c",
           "arch/x86/kernel/kexec/bzimage_header.c")
# How a loader says its words, and the errno: None for one that is in the match.
WORDS = ((r'kexec_file_refuse\(image,\s*(-?\w+),\s*"([^"]*)"', None),
         (r'(no_hole)\(image,\s*\w+,\s*"([^"]*)"', "EADDRNOTAVAIL"),
         (r'(return|\*why =) "([^"]*)";', "ENOEXEC"))


def core(root):
    """{text: errno} of the table; "any" for what others choose."""
    text = (root / "kernel/kexec/refusal.c").read_text()
    rows = re.findall(r'\[(KEXEC_REFUSED_\w+)\]\s*=\s*\{\s*(\w+),\s*"([^"]*)"\s*\}', text)
    if len(rows) != text.count("[KEXEC_REFUSED_"):
        sys.exit("not ok reasons - kernel/kexec/refusal.c has rows that cannot be read")
    return {words: "any" if errno == "0" else errno for name, errno, words in rows
            if name != "KEXEC_REFUSED_NONE"}


def loaders(root):
    """{text: errno} of what the loaders say."""
    found = {}
    for path in LOADERS:
        text = (root / path).read_text()
        for form, fixed in WORDS:
            for errno, words in re.findall(form, text):
                found[words] = fixed or (errno[1:] if errno.startswith("-E") else "any")
    return found


def documented(root):
    """{text: errno} of all rows; complaints about those that say too little."""
    found, bad = {}, []
    text = (root / "Documentation/kdump/reasons.rst").read_text()
    for row in re.split(r"\n   \* - ", text)[1:]:
        row = re.split(r"\n(?=\S)", row)[0]
        cells = [" ".join(cell.split()) for cell in re.split(r"\n     - ", row)]
        if cells[0] == "In the log":
            continue
        texts = re.findall(r"``(.+?)``", cells[0])
        if len(cells) != 4 or not all(cells) or not texts:
            bad.append(f"not a row of four cells: {cells[0]}")
            continue
        for words in texts:
            if words in found:
                bad.append(f"twice in reasons.rst: {words}")
            found[words] = re.split(r"[ ;,]", cells[1])[0]
    return found, bad


def main(root="."):
    """Compare; status 1 when anything differs."""
    wanted = core(Path(root)) | loaders(Path(root))
    found, bad = documented(Path(root))
    bad += [f"not in reasons.rst: {words}" for words in wanted if words not in found]
    bad += [f"nobody says so any more: {words}" for words in found if words not in wanted]
    bad += [f"{found[words]}, not {errno}: {words}" for words, errno in wanted.items()
            if found.get(words, errno) != errno]
    for complaint in bad:
        print(f"not ok reasons - {complaint}")
    if not bad:
        print(f"ok reasons\n# {len(found)} reasons, each with its errno and its cure")
    sys.exit(bool(bad))


main(*sys.argv[1:])
