"""Contexts, sockets and authenticators come into being, and end."""

from __future__ import annotations

import functools
import sys
import weakref
from types import FrameType
from typing import Any

from zlint.semantics.pyzmq import AUTHENTICATOR_METHODS
from zlint.trace.log import Log
from zlint.trace.record import TRACK, Recorder, safely
from zlint.trace.track import TRACKS, Track

# What the user calls to have a second socket object on a socket; other shadows pyzmq makes for itself.
SHADOWING = frozenset({"", "__init__", "shadow", "from_socket", "__copy__"})
SHOWN = ("domain", "location")  # what is kept of an authenticator's settings


def patch(recorder: Recorder, zmq: Any) -> Makers:
    makers = Makers(recorder)
    zmq.Context.__init__ = _init(makers.context_made, zmq.Context.__init__)
    for name in ("term", "destroy"):
        setattr(zmq.Context, name, _ended(makers, name, getattr(zmq.Context, name)))
    zmq.Socket.__init__ = _init(makers.socket_made, zmq.Socket.__init__)
    return makers


def patch_authenticators(makers: Makers, cls: Any) -> None:
    cls.__init__ = _init(makers.authenticator_made, cls.__init__)
    for name in AUTHENTICATOR_METHODS:
        setattr(cls, name, _told(makers, name, getattr(cls, name)))


class Makers:
    """Writes down what is made. contexts: the number of each libzmq context, by its address."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.log: Log = recorder.log
        self.contexts: dict[int, str] = {}

    @safely(None)
    def context_made(self, context: Any, frame: FrameType | None) -> None:
        if context._shadow and context.underlying in self.contexts:
            return
        by, at, called = self._place(frame)
        number = self.contexts[context.underlying] = f"{self.log.key}/{self.log.number()}"
        kind = _kind(context)
        self.log.write("context", id=number, by=by, at=at, kind=kind, shared=called == "instance")

    @safely(None)
    def socket_made(self, socket: Any, frame: FrameType | None) -> None:
        by, at, called = self._place(frame)
        if socket._shadow and (called not in SHADOWING or _made_by_pyzmq(self.recorder, frame)):
            return
        track = Track(f"{self.log.key}/{self.log.number()}", weakref.ref(socket))
        socket.__dict__[TRACK] = track
        track.lockstep = socket._type_name in ("REQ", "REP")
        track.publishes = socket._type_name in ("PUB", "XPUB")
        TRACKS[track.id] = track
        context = socket.context
        self.log.write(
            "socket",
            id=track.id,
            by=by,
            at=at,
            call="shadow" if socket._shadow else called,
            context=self.contexts.get(context.underlying) if context is not None else None,
            type=socket._type_name,
            kind=_kind(socket),
        )

    @safely(None)
    def authenticator_made(self, authenticator: Any, frame: FrameType | None) -> None:
        by, at, _ = self._place(frame)
        number = authenticator.__dict__[TRACK] = self.log.number()
        context = self.contexts.get(authenticator.context.underlying)
        self.log.write("authenticator", id=number, by=by, at=at, context=context)

    @safely(None)
    def told(self, authenticator: Any, call: str, given: dict[str, Any], frame: FrameType | None) -> None:
        """An authenticator is started or configured. What is a secret is not kept."""
        by, at, _ = self._place(frame)
        values = {name: value for name, value in given.items() if name in SHOWN and isinstance(value, str)}
        self.log.write("setting", of=authenticator.__dict__.get(TRACK), by=by, at=at, call=call, values=values)

    @safely(None)
    def ended(self, name: str, frame: FrameType | None) -> None:
        by, at, _ = self._place(frame)
        self.log.write("term", by=by, at=at, call=name)

    def _place(self, frame: FrameType | None) -> tuple[int, int, str]:
        identity = self.recorder.executions.identity(frame)
        at, called = self.recorder.places.of(frame, identity < 0)
        return self.recorder.executions.number(identity), at, called


def _init(made: Any, original: Any) -> Any:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        original(self, *args, **kwargs)
        made(self, sys._getframe().f_back)

    return __init__


def _ended(makers: Makers, name: str, original: Any) -> Any:
    @functools.wraps(original)
    def end(self: Any, *args: Any, **kwargs: Any) -> Any:
        frame = sys._getframe().f_back
        if frame is not None and not makers.recorder.is_internal(frame):
            makers.ended(name, frame)
        return original(self, *args, **kwargs)

    return end


def _told(makers: Makers, name: str, original: Any) -> Any:
    @functools.wraps(original)
    def told(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = {**dict(zip(AUTHENTICATOR_METHODS[name], args)), **kwargs}
        makers.told(self, name, given, sys._getframe().f_back)
        return original(self, *args, **kwargs)

    return told


def _kind(made: Any) -> str:
    modules = [cls.__module__ for cls in type(made).__mro__]
    if any(name.startswith("zmq.green") for name in modules):
        return "green"
    return "asyncio" if {"zmq._future", "zmq.asyncio"} & set(modules) else "sync"


def _made_by_pyzmq(recorder: Recorder, frame: FrameType | None) -> bool:
    """Does pyzmq itself want this shadow? An asyncio socket has one that does its work."""
    while frame is not None and recorder.is_internal(frame):
        if frame.f_code.co_name == "__init__" and frame.f_locals.get("_from_socket", frame) is None:
            return True
        frame = frame.f_back
    return False
