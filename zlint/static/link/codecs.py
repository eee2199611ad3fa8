"""Calls that encode what is sent and decode what was received."""

from __future__ import annotations

from dataclasses import replace

from zlint.model import Hole
from zlint.semantics.codecs import DECODERS, ENCODERS, TEXTUAL, struct_codec
from zlint.static import facts as f
from zlint.static.link import calls
from zlint.static.link.atoms import Arguments, Const, Message, Val
from zlint.static.link.machine import Machine


def encode(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`json.dumps(x)` and its relatives."""
    made = calls.unknown(m, path.rpartition(".")[2], args, at)
    kind = "str" if path in TEXTUAL else "bytes"
    codec = _struct(args) if path == "struct.pack" else ENCODERS[path]
    return tuple(replace(atom, type=kind, codec=codec) if isinstance(atom, Hole) else atom for atom in made)


def note_decoding(m: Machine, path: str, args: Arguments) -> None:
    """A received frame is decoded here, if it is given as it came."""
    codec = _struct(args) if path == "struct.unpack" else DECODERS[path]
    for atom in args.get(1 if path == "struct.unpack" else 0) or ():
        if isinstance(atom, Message) and atom.form == "frame" and codec:
            m.trace.facts_of(atom.op).setdefault("decoded", {})[(atom.index, codec)] = None


def _struct(args: Arguments) -> str:
    given = args.get(0) or ()
    layout = given[0].value if len(given) == 1 and isinstance(given[0], Const) else None
    return struct_codec(layout) if isinstance(layout, str | bytes) else ""
