"""Contexts, sockets and authenticators come into being, and end."""

from __future__ import annotations

import functools
import sys
import weakref
from types import FrameType
from typing import Any

from zlint.semantics.pyzmq import AUTHENTICATOR_METHODS
from zlint.trace.errors import name_of
from zlint.trace.log import Log
from zlint.trace.record import TRACK, Recorder, safely
from zlint.trace.track import TRACKS, Track

# What the user calls to have a second socket object on a socket; other shadows pyzmq makes for itself.
SHADOWING = frozenset({"", "__init__", "shadow", "from_socket", "__copy__"})
SHOWN = ("domain", "location")  # what is kept of an authenticator's settings


def patch(recorder: Recorder, zmq: Any) -> Makers:
    makers = Makers(recorder)
    zmq.Context.__init__ = _init(makers.context_made, zmq.Context.__init__)
    zmq.Context.instance = _instance(makers, vars(zmq.Context)["instance"].__func__)
    for name in ("term", "destroy", "__exit__"):
        setattr(zmq.Context, name, _ended(makers, name, getattr(zmq.Context, name)))
    zmq.Socket.__init__ = _init(makers.socket_made, zmq.Socket.__init__)
    return makers


def patch_authenticators(makers: Makers, cls: Any) -> None:
    cls.__init__ = _init(makers.authenticator_made, cls.__init__)
    for name in AUTHENTICATOR_METHODS:
        setattr(cls, name, _told(makers, name, getattr(cls, name)))


class Makers:
    """Writes down what is made, and contexts that end. contexts: the number of each libzmq context, by its address.
    asked: who asks where for which shared one."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.log: Log = recorder.log
        self.contexts: dict[int, str] = {}
        self.asked: set[tuple[str, int, int]] = set()

    @safely(None)
    def context_made(self, context: Any, frame: FrameType | None) -> None:
        if context._shadow and context.underlying in self.contexts:
            return
        by, at, called = self._place(frame)
        number = self.contexts[context.underlying] = f"{self.log.key}/{self.log.number()}"
        shared = called == "instance"
        self.asked.add((number, by, at))
        call = "instance" if shared else "Context"
        self.log.write("context", id=number, by=by, at=at, call=call, kind=_kind(context), shared=shared)

    @safely(None)
    def context_asked(self, context: Any, frame: FrameType | None) -> None:
        """`Context.instance()` returned; one that is there already is written down once for each place."""
        by, at, _ = self._place(frame)
        number = self.contexts.get(context.underlying)
        if number is not None and (number, by, at) not in self.asked:
            self.asked.add((number, by, at))
            self.log.write("asked", by=by, at=at, call="instance", context=number)

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

    @safely(0)
    def ends(self, name: str, context: Any, frame: FrameType, linger: Any) -> int:
        """A context is being ended; what was done to its sockets before is told apart from what comes then."""
        for track in list(TRACKS.values()):
            socket = track.socket()
            if getattr(getattr(socket, "context", None), "underlying", None) == context.underlying:
                self.recorder.rests(track)
                track.forget()
        by, at, _ = self._place(frame)
        number = self.log.number()
        facts = {"linger": linger} if isinstance(linger, int) else {}
        context_id = self.contexts.get(context.underlying)
        self.log.write("term", id=number, by=by, at=at, call=name, context=context_id, **facts)
        return number

    @safely(None)
    def ended(self, number: int, error: BaseException | None) -> None:
        self.log.write("over", of=number, **({} if error is None else {"error": name_of(error)}))

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


def _instance(makers: Makers, original: Any) -> Any:
    @functools.wraps(original)
    def instance(cls: Any, *args: Any, **kwargs: Any) -> Any:
        context = original(cls, *args, **kwargs)
        makers.context_asked(context, sys._getframe().f_back)
        return context

    return classmethod(instance)


def _ended(makers: Makers, name: str, original: Any) -> Any:
    @functools.wraps(original)
    def end(self: Any, *args: Any, **kwargs: Any) -> Any:
        frame = sys._getframe().f_back
        if frame is None or makers.recorder.is_internal(frame) or self.closed:
            return original(self, *args, **kwargs)
        linger = kwargs.get("linger", args[0] if args and name == "destroy" else None)
        number = makers.ends(name, self, frame, linger)
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            makers.ended(number, error)
            raise
        makers.ended(number, None)
        return result

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
