#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""series.py BASE OUT: write the series that series/manifest describes as patches.

The commits are made in a scratch repository that holds only the files of the base
that we touch; the blobs are those of the whole tree, so the patches apply there.
Author and dates come from the last commit of this repository: the same files give
the same patches.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import overlay
from overlay import ROOT, SERIES, Refusal


def git(repo, *args, env=None):
    """Run git in a repository; its output."""
    done = subprocess.run(["git", "-C", repo, *args], capture_output=True, text=True,
                          env=env, check=False)
    if done.returncode:
        raise Refusal(f"git {' '.join(map(str, args))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def author():
    """(name, email, seconds) of the last commit, or of who would make the first."""
    try:
        name, email, date = git(ROOT, "log", "-1", "--format=%an%n%ae%n%ct").split("\n")
    except Refusal:
        name = git(ROOT, "config", "user.name")
        email = git(ROOT, "config", "user.email")
        date = os.environ.get("SOURCE_DATE_EPOCH", "1700000000")
    return name, email, int(date)


def git_env(who, step):
    """The environment of a commit: nothing of the machine gets into it."""
    name, email, date = who
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", TZ="UTC")
    for role in ("AUTHOR", "COMMITTER"):
        env.update({f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": email,
                    f"GIT_{role}_DATE": f"{date + step} +0000"})
    return env


def message(name, who):
    """A patch's message with the sign-off; the subject must stand alone."""
    text = (SERIES / "messages" / name).read_text().rstrip("\n")
    subject, _, body = text.partition("\n")
    if not subject.strip() or not body.startswith("\n") or not body.strip():
        raise Refusal(f"series/messages/{name} must be a subject, an empty line and a body")
    return f"{text}\n\nSigned-off-by: {who[0]} <{who[1]}>\n"


def commit(repo, text, env):
    """Commit all that is in the scratch repository."""
    git(repo, "add", "-f", "-A", env=env)
    git(repo, "commit", "-q", "--no-gpg-sign", "-m", text, env=env)


def emit(base, out):
    """Make the commits and the patches; returns the patches' names."""
    overlay.check(base)
    who = author()
    patches = list(overlay.states(base))
    with tempfile.TemporaryDirectory(prefix="kexec-series.") as scratch:
        repo = Path(scratch)
        git(repo, "init", "-q", "-b", "series", env=git_env(who, 0))
        for path in {p for _, state in patches for p in state}:
            if (base / path).is_file():
                overlay.install(repo / path, overlay.read(base / path))
        commit(repo, "base", git_env(who, 0))
        for step, (name, state) in enumerate(patches, 1):
            for path, wanted in state.items():
                overlay.install(repo / path, wanted)
            commit(repo, message(name, who), git_env(who, step))
        cover = (SERIES / "cover-letter").read_text()
        env = git_env(who, len(patches))
        git(repo, "config", "branch.series.description", cover, env=env)
        git(repo, "format-patch", "-q", "--cover-letter", "--cover-from-description=subject",
            "--no-signature", "--no-renames", "--full-index", "-o", out, f"-{len(patches)}",
            env=env)
    return sorted(p.name for p in out.glob("*.patch"))


def main(argv):
    """The command line."""
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    base, out = Path(argv[0]), Path(argv[1])
    fresh = out.with_name(out.name + ".tmp")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in emit(base, fresh):
            print(out / name)
    except Refusal as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
