"""Which files there are: what is named, everything Python below folders, less what is excluded.

A file that is named is always taken. Below a folder, version control, caches and virtual environments are passed
over, and so is what `.gitignore` files and `exclude` patterns (gitignore syntax, relative to `base`) match. What is no
regular file is not read: a pipe would be waited for, and editors lock files with links that lead nowhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from pathspec import GitIgnoreSpec

SKIPPED = frozenset(
    ".git .hg .svn .venv venv .tox .nox .mypy_cache .ruff_cache .pytest_cache __pycache__ node_modules .eggs "
    "site-packages .ipynb_checkpoints".split()
)
SUFFIXES = (".py", ".pyw")


def discover(paths: Sequence[Path], *, base: Path, exclude: Sequence[str] = ()) -> list[Path]:
    """Python files, sorted, each once."""
    excluded = GitIgnoreSpec.from_lines(exclude) if exclude else None
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_below(path, base, excluded)))
        else:
            found[path] = None
    return sorted(found)


def _below(folder: Path, base: Path, excluded: GitIgnoreSpec | None) -> Iterator[Path]:
    waiting: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [(str(folder), ())]
    while waiting:
        here, ignores = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            continue
        ignores = (*ignores, *_ignore_file(here, entries))
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                if name not in SKIPPED and not _ignored(entry.path + "/", ignores, base, excluded):
                    waiting.append((entry.path, ignores))
            elif name.endswith(SUFFIXES) and _is_file(entry) and not _ignored(entry.path, ignores, base, excluded):
                yield Path(entry.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link in a circle
        return False


def _ignore_file(here: str, entries: Iterable[os.DirEntry[str]]) -> Iterator[tuple[str, GitIgnoreSpec]]:
    for entry in entries:
        if entry.name == ".gitignore" and entry.is_file():
            try:
                lines = Path(entry.path).read_text("utf-8", "replace").splitlines()
            except OSError:
                continue
            yield here, GitIgnoreSpec.from_lines(filter(is_pattern, lines))


@cache
def is_pattern(line: str) -> bool:
    """Has it the syntax of gitignore? Git passes over what has not."""
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _ignored(
    path: str, ignores: tuple[tuple[str, GitIgnoreSpec], ...], base: Path, excluded: GitIgnoreSpec | None
) -> bool:
    if excluded is not None and excluded.match_file(os.path.relpath(path, base) + ("/" if path.endswith("/") else "")):
        return True
    return any(spec.match_file(path[len(folder) + 1 :]) for folder, spec in ignores)
