"""What the project's hints say (`zlint.model.Hints`): values, endpoints and types at their places, calls by name.

A hint wins over what the text leaves open: of several alternatives those go that hold unknowns nobody speaks of.
What the text says for sure stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, product
from typing import Any

from zlint.model import Frame, Frames, Hole, Span, Template, Wrapper
from zlint.model.endpoint import Parts
from zlint.model.hints import Place
from zlint.static import facts as f
from zlint.static.link import commands, creation, ops, sockets, strings
from zlint.static.link.atoms import NONE, Arguments, Bound, Const, External, Function, Message, Obj, Sock, Val
from zlint.static.link.machine import Machine
from zlint.static.link.trace import untyped

NAMED = re.compile(r"\{(\w+)\}")


def endpoints(m: Machine, kind: str, span: Span, given: Val) -> Val:
    """The endpoint of a bind or connect that is done now."""
    if len(given) == 1 and isinstance(given[0], Const):
        return given
    places: dict[str, Mapping[Place, tuple[str, ...]]] = {"bind": m.hints.bind, "connect": m.hints.connect}
    if said := _here(m, places.get(kind, {}), span):
        return tuple(map(_text, said))
    filled = {atom: _filled(m, atom) for atom in given}
    known = tuple(dict.fromkeys(each for told in filled.values() for each in told if _is_told(each)))
    if known:
        return known
    return tuple(dict.fromkeys(each for atom, told in filled.items() for each in told or (atom,)))


def types(m: Machine, at: f.At) -> list[str]:
    """The types of a socket that is made now."""
    return list(_here(m, m.hints.type, m.span(at)))


def variable(m: Machine, hole: Hole, default: Val = ()) -> Val:
    """What an environment variable is."""
    return tuple(map(Const.of, m.hints.value(_files(m), hole.names))) or (*default, *commands.variable(m, hole))


def called(m: Machine, callee: Any, args: Arguments, at: f.At) -> Val | None:
    """The value of a call that a hint speaks of; None for all others."""
    wrapper = m.hints.calls.get(_name(callee)) if m.hints.calls else None
    if wrapper is None:
        return None
    if wrapper.returns:
        return _made(m, wrapper, _name(callee), args, at)
    function, receiver = (callee.function, callee.receiver) if isinstance(callee, Bound) else (callee, None)
    if isinstance(function, Function):
        m.visited.add(function.facts)
        m.visited_on.add((function.facts, receiver))
    return moved(m, wrapper, _name(callee), _held(m, receiver), at)


def method(m: Machine, socks: tuple[Sock, ...], name: str, at: f.At) -> Val | None:
    """A method, that no socket has, of what a hinted call returned."""
    paths = {str(atom.value) for sock in socks for atom in m.heap.load(f"socket {sock.id}", "#wrapper")}
    wrappers = [each for path in sorted(paths) if (each := m.hints.calls.get(f"{path}.{name}")) is not None]
    return moved(m, wrappers[0], name, socks, at) if wrappers else None


def moved(m: Machine, wrapper: Wrapper, path: str, socks: tuple[Sock, ...], at: f.At) -> Val:
    """Messages go through these sockets."""
    call = path.rpartition(".")[2]
    known = tuple(sock for sock in socks if sock.id in m.trace.every_socket)
    if wrapper.send is not None:
        op = ops.emit(m, "send", call, known, at)
        op.facts.update(codec="multipart", shapes=(Frames((Frame("unknown"),) * wrapper.send),))
        ops.may_fail(m, op, known)
    if not wrapper.recv:
        return NONE
    op = ops.emit(m, "recv", call, known, at)
    op.facts.update(codec="multipart", result="kept", whole=True)
    ops.may_fail(m, op, known)
    return (Message(op.id, "derived"),)


def _made(m: Machine, wrapper: Wrapper, path: str, args: Arguments, at: f.At) -> Val:
    made = creation.open_socket(m, (), Arguments(((External(f"zmq.{wrapper.returns}"),),)), at)
    socks = tuple(atom for atom in made if isinstance(atom, Sock))
    for sock in socks:
        m.heap.store(f"socket {sock.id}", "#wrapper", (Const.of(path),))
    for name, endpoint in (("bind", wrapper.bind), ("connect", wrapper.connect)):
        if endpoint is not None:
            value = args.get(endpoint) if isinstance(endpoint, int) else (Const.of(endpoint),)
            sockets.operate(m, socks, name, Arguments((value or (),)), at)
    return socks


def _held(m: Machine, receiver: Any) -> tuple[Sock, ...]:
    """The sockets that an object has."""
    if not isinstance(receiver, Obj):
        return ()
    values = (m.load(receiver.key, name) for name in sorted(m.heap.objects.get(receiver.key, ())))
    return tuple(dict.fromkeys(atom for value in values for atom in value if isinstance(atom, Sock)))


def _name(callee: Any) -> str:
    """The dotted name of a function or class."""
    match callee:
        case External(path=path):
            return path
        case Bound(function=function):
            return repr(function)
        case _:
            return repr(callee)


def _files(m: Machine) -> list[str]:
    """The file whose function runs, and before it those of its callers."""
    return list(dict.fromkeys(frame.module.path for frame in m.frames))


def _here(m: Machine, said: Mapping[Place, tuple[str, ...]], span: Span) -> tuple[str, ...]:
    """What is said of a call, of the function that does it, or of one that led there: the outermost knows best."""
    if not said:
        return ()
    lines = [(each.path, str(each.line)) for each in (*m.chain(), span)]
    functions = [(frame.module.path, frame.function.facts.qualname) for frame in m.frames]
    places = (*lines, *functions, (m.module.path, ""))
    return next((said[place] for place in places if place in said), ())


def _filled(m: Machine, atom: Any) -> Val:
    """A text with all that is told of its unknowns; nothing when that is nothing."""
    parts = atom.parts if isinstance(atom, Template) else (atom,) if isinstance(atom, Hole) else ()
    whole = atom.aliases | _aliases(m, atom) if isinstance(atom, Template) else frozenset[str]()
    if whole and (said := m.hints.value(_files(m), whole)):
        return tuple(map(_text, said))
    choices = [_choices(m, part) for part in parts]
    if all(choice == ((part,),) for choice, part in zip(choices, parts)):
        return ()
    return tuple(strings.text(chain.from_iterable(each)) for each in product(*choices))


def _is_told(atom: Any) -> bool:
    """Nothing is left open in it but what hints leave open."""
    return all(isinstance(part, str) or part.key.startswith("told:") for part in strings.parts_of(atom))


def _choices(m: Machine, part: str | Hole) -> tuple[Parts, ...]:
    told = m.hints.value(_files(m), part.names | _aliases(m, part)) if isinstance(part, Hole) else ()
    return tuple(strings.parts_of(_text(each)) for each in told) or ((part,),)


def _text(told: str) -> Const | Template | Hole:
    """What a hint says; `{name}` in it is an unknown, one value wherever hints have it."""
    pieces = NAMED.split(told)
    return strings.text(Hole(piece, f"told:{piece}", "a hint") if at % 2 else piece for at, piece in enumerate(pieces))


def _aliases(m: Machine, atom: Any) -> frozenset[str]:
    return frozenset(m.trace.aliases.get(untyped(atom), ()))
