"""What files held before they were changed, as git has it.

Before is the last commit, or the revision that pre-commit compares with (`--from-ref`).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from zlint.static.source import Unreadable, decode

DEADLINE = 60.0  # seconds for one call of git


def before(folder: Path, changed: Iterable[Path]) -> dict[Path, str] | None:
    """The texts of changed files below a folder, and of those deleted there; empty for a file that is new.

    None when git does not know the folder.
    """
    revision = os.environ.get("PRE_COMMIT_FROM_REF") or "HEAD"
    if _git(folder, "rev-parse", "--is-inside-work-tree") is None:
        return None
    listing = ("diff", "--name-only", "-z", "--no-renames", "--relative", "--diff-filter=D")
    deleted = _git(folder, *listing, revision, "--", "*.py", "*.pyw")
    gone = [folder / os.fsdecode(name) for name in (deleted or b"").split(b"\0") if name]
    return {path: _text(folder, revision, path) for path in (*changed, *gone)}


def _text(folder: Path, revision: str, path: Path) -> str:
    raw = _git(folder, "show", f"{revision}:./{path.relative_to(folder).as_posix()}")
    try:
        return decode(raw or b"", path.as_posix()).text
    except Unreadable:
        return ""


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it fails or is not there."""
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, timeout=DEADLINE, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
