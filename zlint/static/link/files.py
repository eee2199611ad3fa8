"""Paths of the program's own files: `__file__`, its folder, and what stands there.

Of a folder the path is known, as spans have it; where the tree stands on the disk is not.
"""

from __future__ import annotations

import posixpath
from typing import Any

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link import calls, strings
from zlint.static.link.atoms import Arguments, Val, is_text
from zlint.static.link.machine import Machine

FOLDER = "folder:"


def own(path: str) -> Template:
    """`__file__` of the file with this path."""
    folder, name = posixpath.split(path)
    return Template((_folder(folder), f"/{name}"), type="str")


def _folder(path: str) -> Hole:
    return Hole("folder", f"{FOLDER}{path or '.'}", "the folder of a file")


def parent(atom: Any) -> Any | None:
    """The folder that a path is in, when that is known."""
    if not is_known(atom):
        return None
    *head, last = strings.parts_of(atom)
    if isinstance(last, Hole):
        return _folder(posixpath.normpath(posixpath.join(last.key.removeprefix(FOLDER), "..")))
    above = strings.text((*head, last.rpartition("/")[0]))
    return strings.typed(above, "str") if "/" in last else None


def dirname(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`os.path.dirname`."""
    found = tuple(map(parent, args.get(0) or ()))
    return found if found and None not in found else calls.unknown(m, "dirname", args, at)


def resolved(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`os.path.abspath` and its like: another way to write one path."""
    given = args.get(0) or ()
    return given if all(map(is_known, given)) else calls.unknown(m, path.rpartition(".")[2], args, at)


def is_known(atom: Any) -> bool:
    """A text in which nothing is unknown but where the tree stands."""
    if not isinstance(atom, Hole) and not is_text(atom):
        return False
    return all(isinstance(part, str) or part.key.startswith(FOLDER) for part in strings.parts_of(atom))


def below(left: Val, right: Val) -> Val:
    """`folder / name`, when the folder is one of the program's own."""
    if not all(map(is_known, (*left, *right))) or place(left) is None:
        return ()
    return strings.concatenate([left, "/", right])


def place(value: Val) -> str | None:
    """The path of a folder."""
    keys = [atom.key for atom in value if isinstance(atom, Hole) and atom.key.startswith(FOLDER)]
    return keys[0].removeprefix(FOLDER) if len(keys) == len(value) == 1 else None
