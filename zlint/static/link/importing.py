"""Modules that are imported by a call, as what is optional often is."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link.atoms import Arguments, Const, External, Function


def by_name(atom: Any, args: Arguments) -> External | None:
    """What an import by name gives: `importlib.import_module("zmq")`, or a function like that, for what is optional."""
    match args.plain, atom:
        case [(Const(value=str(module)),), *_], Function(facts=f.Function(name=name)) | Hole(name=name):
            pass
        case [(Const(value=str(module)),), *_], External(path=name):
            pass
        case _:
            return None
    return External(module) if "import" in name and module.partition(".")[0] == "zmq" else None
