#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What our files make of a pristine tree, wholly or patch by patch.

A state is a dict {path: (bytes, executable)}, or None as the value of a path that
must not be there. Paths that a state does not name are as in the base.

  overlay.py tree BASE TREE LIST   bring TREE to the full state; LIST remembers which
                                   paths were ours, so that what we drop is restored
  overlay.py check BASE            check the manifest against the files
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERIES = ROOT / "series"
# These stand beside the kernel's files and never go into a tree.
OURS_ONLY = ("Makefile", "README.md", ".gitignore", ".ci/", "series/", "scripts/")
HEAD_END = "# ---- selectable options below ----"


class Refusal(Exception):
    """Something in the repository does not fit; the text says what."""


def lines_of(path):
    """The lines of a list file without comments and empty lines."""
    lines = (line.strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def covers(entry, path):
    """Does a list entry, a file or a directory ending in /, name the path?"""
    return path == entry or (entry.endswith("/") and path.startswith(entry))


def our_files():
    """The repository's files at kernel paths, MAINTAINERS apart."""
    listing = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True, check=False)
    if listing.returncode == 0:
        names = {n for n in listing.stdout.decode().split("\0") if n}
    else:  # a plain export without .git
        names = {str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()}
        names = {n for n in names if not n.startswith(("build/", ".git/"))}
    names = {n for n in names if (ROOT / n).is_file() and n != "MAINTAINERS"}
    return sorted(n for n in names if not any(covers(o, n) for o in OURS_ONLY))


def read(path):
    """One file as a state holds it."""
    return path.read_bytes(), os.access(path, os.X_OK)


def removed_paths(base):
    """Every file of the base that removed.list names."""
    paths = []
    for entry in lines_of(SERIES / "removed.list"):
        found = [base / entry] if not entry.endswith("/") else (base / entry).rglob("*")
        found = [str(p.relative_to(base)) for p in found if p.is_file()]
        if not found:
            print(f"notice: the base has no {entry}, which removed.list names",
                  file=sys.stderr)
        paths += found
    return paths


def head_of(name):
    """The part of a file of ours above the marker line; a menu is closed again."""
    text = (ROOT / name).read_text()
    head, marker, rest = text.partition(HEAD_END)
    if not marker:
        raise Refusal(f"{name} has no line '{HEAD_END}', but the manifest asks for its head")
    end = "\n\nendmenu\n" if rest.rstrip().endswith("\nendmenu") else "\n"
    return (head.rstrip() + end).encode(), False


class Edits:
    """Small patches on files that stay stock, applied in a scratch directory."""

    def __init__(self, base):
        self.base = base
        self.dir = tempfile.TemporaryDirectory(prefix="kexec-edit.")

    def apply(self, name):
        """Apply series/edits/NAME.patch on what was applied before; the new files."""
        patch = SERIES / "edits" / f"{name}.patch"
        if not patch.is_file():
            raise Refusal(f"the manifest names the edit {name}; there is no {patch.relative_to(ROOT)}")
        touched = re.findall(r"^\+\+\+ [^/\s]+/(\S+)", patch.read_text(), re.M)
        scratch = Path(self.dir.name)
        for path in touched:
            if not (self.base / path).is_file():
                raise Refusal(f"the edit {name} is for {path}, which the base does not have")
            if not (scratch / path).exists():
                (scratch / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.base / path, scratch / path)
        done = subprocess.run(
            ["patch", "-p1", "--batch", "--forward", "--no-backup-if-mismatch", "-r", "-",
             "-d", scratch, "-i", patch], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(f"the edit {name} does not apply:\n{done.stdout}{done.stderr}")
        if "succeeded at" in done.stdout:  # with an offset or fuzz
            print(f"notice: the edit {name}: {done.stdout.strip()}", file=sys.stderr)
        return {path: read(scratch / path) for path in touched}


SECTION = re.compile(r"^[^\n]+\n[A-Z]:\t")


def splice_maintainers(base):
    """The base's MAINTAINERS with our sections in it, by title, in order."""
    own = "\n".join(line for line in (ROOT / "MAINTAINERS").read_text().splitlines()
                    if not line.startswith("#"))
    blocks = (base / "MAINTAINERS").read_text().rstrip("\n").split("\n\n")
    for section in re.split(r"\n\n+", own.strip("\n")):
        if not SECTION.match(section):
            raise Refusal(f"MAINTAINERS: this is no section in the kernel's format:\n{section}")
        title = section.split("\n", 1)[0]
        is_section = [bool(SECTION.match(b)) for b in blocks]
        titles = [b.split("\n", 1)[0] if s else "" for b, s in zip(blocks, is_section)]
        if title in titles:
            blocks[titles.index(title)] = section
            continue
        # The stock list is not everywhere in order: stand behind the nearest title.
        before = max((t for t in titles if t and t < title), default="")
        at = titles.index(before) + 1 if before else is_section.index(True)
        blocks.insert(at, section)
    return ("\n\n".join(blocks) + "\n").encode(), False


def manifest():
    """[(patch name, [(verb, argument)...])...] from series/manifest."""
    patches = []
    for line in lines_of(SERIES / "manifest"):
        verb, _, arg = line.partition(" ")
        arg = arg.strip()
        if verb == "patch":
            patches.append((arg, []))
        elif verb in ("removed", "edit", "maintainers", "head", "file") and patches:
            patches[-1][1].append((verb, arg))
        else:
            raise Refusal(f"series/manifest: cannot read the line '{line}'")
    return patches


def states(base):
    """What each patch of the manifest changes: yields (name, state)."""
    files, edits = our_files(), Edits(base)
    for name, items in manifest():
        state = {}
        for verb, arg in items:
            if verb == "removed":
                state.update({p: None for p in removed_paths(base)})
        for verb, arg in items:
            if verb == "file":
                state.update({p: read(ROOT / p) for p in files if covers(arg, p)})
            elif verb == "head":
                state[arg] = head_of(arg)
            elif verb == "edit":
                state.update(edits.apply(arg))
            elif verb == "maintainers":
                state["MAINTAINERS"] = splice_maintainers(base)
        yield name, state


def full_state(base):
    """The state of the tree with everything in it, whatever the manifest says."""
    state = {p: None for p in removed_paths(base)}
    edits = Edits(base)
    listed = [arg for _, items in manifest() for verb, arg in items if verb == "edit"]
    there = sorted(p.stem for p in (SERIES / "edits").glob("*.patch"))
    for name in listed + [n for n in there if n not in listed]:
        state.update(edits.apply(name))
    for path in our_files():
        if path in state and state[path] is not None:
            raise Refusal(f"{path} is a file of ours and edited as a stock file too")
        state[path] = read(ROOT / path)
    if (ROOT / "MAINTAINERS").is_file():
        state["MAINTAINERS"] = splice_maintainers(base)
    return state


def check(base):
    """Every file and edit of ours comes by exactly one patch of the manifest."""
    brought, heads, wrong = {}, {}, []
    files = our_files()
    for number, (name, items) in enumerate(manifest()):
        if not (SERIES / "messages" / name).is_file():
            wrong.append(f"patch {name} has no series/messages/{name}")
        for verb, arg in items:
            paths = [arg]
            if verb == "file":
                paths = [p for p in files if covers(arg, p)]
                if not paths:
                    wrong.append(f"patch {name} brings {arg}, which is not there")
            elif verb == "head":
                heads[arg] = number
                continue
            for path in paths:
                by = brought.setdefault((verb, path), [])
                by.append((number, name))
    for path in files:
        by = brought.get(("file", path), [])
        if len(by) != 1:
            names = ", ".join(n for _, n in by) or "no patch"
            wrong.append(f"{path} must be brought by exactly one patch; it is by: {names}")
        elif path in heads and heads[path] >= by[0][0]:
            wrong.append(f"{path} comes whole before its head")
    wrong += [f"{path} comes as a head but never whole" for path in heads
              if ("file", path) not in brought]
    single = [("removed", "", "removed.list")]
    single += [("edit", p.stem, f"the edit {p.stem}") for p in (SERIES / "edits").glob("*.patch")]
    if (ROOT / "MAINTAINERS").is_file():
        single.append(("maintainers", "", "MAINTAINERS"))
    wrong += [f"{what} must be brought by exactly one patch" for verb, arg, what in single
              if len(brought.get((verb, arg), [])) != 1]
    if wrong:
        raise Refusal("series/manifest and the files disagree:\n  " + "\n  ".join(wrong))
    total = {}
    for _, state in states(base):
        total.update(state)
    full = full_state(base)
    if total != full:
        odd = sorted(p for p in total.keys() | full.keys() if total.get(p) != full.get(p))
        raise Refusal("the series ends in another tree than the files; first: " + odd[0])


def install(path, wanted):
    """Make path be as wanted; leave it untouched when it is already."""
    if wanted is None:
        if path.exists():
            path.unlink()
            return True
        return False
    data, executable = wanted
    if path.is_file() and read(path) == (data, executable):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new~")
    new.write_bytes(data)
    new.chmod(0o755 if executable else 0o644)
    new.replace(path)
    return True


def drop_empty_dirs(tree, paths):
    """What a removal leaves empty goes too, as git has it."""
    for path in paths:
        folder = (tree / path).parent
        while folder != tree and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def bring_tree(base, tree, list_file):
    """Bring the tree to the full state; returns how many files changed."""
    state = full_state(base)
    before = list_file.read_text().splitlines() if list_file.is_file() else []
    for path in before:
        if path not in state:
            state[path] = read(base / path) if (base / path).is_file() else None
    # First all that was and all that will be ours: a run cut short forgets nothing.
    list_file.write_text("".join(f"{p}\n" for p in sorted(state)))
    changed = [p for p, wanted in state.items() if install(tree / p, wanted)]
    drop_empty_dirs(tree, (p for p in changed if state[p] is None))
    return len(changed)


def main(argv):
    """The command line."""
    try:
        if argv[:1] == ["tree"] and len(argv) == 4:
            count = bring_tree(Path(argv[1]), Path(argv[2]), Path(argv[3]))
            if count:
                print(f"{count} files of the tree brought up to date", file=sys.stderr)
        elif argv[:1] == ["check"] and len(argv) == 2:
            check(Path(argv[1]))
        else:
            raise Refusal(__doc__)
    except Refusal as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
