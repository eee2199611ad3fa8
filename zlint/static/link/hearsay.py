"""Hearsay: what one part of the program gives to another that nothing followed leads to.

It is said under a key and a name, in either order with being heard there: a known text becomes one more alternative,
and an unknown is one more name of the unknown that stands for what is heard.
"""

from __future__ import annotations

import re
from typing import Any

from zlint.model import SAME_AS, Hole, Template
from zlint.static.link import strings, taint
from zlint.static.link.atoms import Const, Message, Val
from zlint.static.link.machine import Machine

MOST = 4  # values of one thing
ADDRESS = re.compile(r"\d+$|.*://|[\w.*-]+:\d+$|localhost$|\*$|\d+(\.\d+){3}$")
HEARD = "heard of "  # begins the key of the unknowns which stand for what is heard


def say(m: Machine, key: str, name: str, value: Val) -> None:
    """This, as far as it can be an address or a part of one."""
    named = (Hole("received", taint.key(a), "received data") if isinstance(a, Message) else a for a in value)
    m.heap.store(key, name, tuple(atom for atom in named if _is_said(atom))[:MOST])
    _meet(m, key, name)


def hear(m: Machine, key: str, name: str, hole: Hole) -> Val:
    """The known texts that are said."""
    m.heap.store(HEARD + key, name, (hole,))
    _meet(m, key, name)
    return tuple(atom for atom in m.heap.load(key, name) if not isinstance(atom, Hole))[:MOST]


def is_known(m: Machine, key: str) -> bool:
    """Has something been said under this key?"""
    return key in m.heap.objects


def _meet(m: Machine, key: str, name: str) -> None:
    for hole in m.heap.load(HEARD + key, name):
        for said in m.heap.load(key, name)[:MOST]:
            if isinstance(said, Hole):
                m.trace.alias(hole, SAME_AS + said.key)
                if not said.why.startswith("result of"):  # such a one is called after a function
                    m.trace.alias(hole, said.name)
                    m.trace.alias(hole, SAME_AS + said.name)


def _is_said(atom: Any) -> bool:
    match atom:
        case Hole(key=key):
            return not key.startswith(strings.FIELD)  # else nobody has filled it in yet
        case Const(kind="str" | "int" | "bytes"):
            return ADDRESS.match(str(strings.parts_of(atom)[0])) is not None
        case Template(parts=parts):  # what could not be added up is not told
            return not any(isinstance(part, Hole) and part.why == strings.ARITHMETIC for part in parts)
        case _:
            return False
