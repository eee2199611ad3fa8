"""What the patched functions call: spots are found, what happens there is noted, and new facts go to the log.

Nothing here may raise into the program: each entry is `safely` guarded. A call that pyzmq makes itself is found, too,
and not written down: the outermost call is the user's.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from zlint.semantics.pyzmq import SOCKET_METHODS
from zlint.trace.errors import name_of
from zlint.trace.executions import Executions
from zlint.trace.factors import factors
from zlint.trace.log import Log
from zlint.trace.messages import Message, frames_of, origin, size, text, topic
from zlint.trace.places import INNER, Places
from zlint.trace.sharing import Sharing
from zlint.trace.track import FULL, TRACKS, Spot, Track, nowhere, told_apart

TRACK = "_zlint_track"
UNCOUNTED: Any = ()  # in the place of a message that is no list of frames
SPOTS = 2000  # of one socket
CACHE = "_zlint_"
RCVMORE, LAST_ENDPOINT = 13, 32
SINGLE = frozenset(
    name
    for name, each in SOCKET_METHODS.items()
    if each.kind == "recv" and each.codec not in ("multipart", "serialized")
)
T = TypeVar("T")


def safely(instead: Any) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """A method of `Recorder` that returns `instead` of raising, and then says so once."""

    def guard(method: Callable[..., T]) -> Callable[..., T]:
        @functools.wraps(method)
        def guarded(self: Recorder, *args: Any, **kwargs: Any) -> T:
            try:
                return method(self, *args, **kwargs)
            except Exception as error:
                self.log.fault(error)
                return instead  # type: ignore[no-any-return]

        return guarded

    return guard


class Recorder:
    def __init__(self, log: Log, pyzmq: str) -> None:
        self.log = log
        self.places = Places(log, pyzmq)
        self.executions = Executions(log)
        self.sharing = Sharing(log, self.executions, self.is_internal)
        self.received: dict[int, Message | None] = {}  # the last message of each thread and task

    def is_internal(self, frame: FrameType) -> bool:
        """Is it a frame of pyzmq?"""
        return self.places.kind(frame.f_code.co_filename) == INNER

    @safely(nowhere())
    def find(self, socket: Any, call: str, frame: FrameType, flags: Any, /, **facts: Any) -> Spot:
        """The spot of a call that begins now."""
        track = socket.__dict__.get(TRACK)
        if track is None or self.log.off or self.is_internal(frame):
            return self._skipped(socket, call, frame, flags)
        identity = self.executions.identity(frame)
        place, _ = self.places.of(frame, identity < 0)
        key = (call, place, flags, identity, *(told_apart(name, value) for name, value in facts.items()))
        spot: Spot | None = track.spots.get(key)
        if spot is None and len(track.spots) >= SPOTS:
            return nowhere()
        if spot is None:
            number = self.log.number()
            spot = track.spots[key] = Spot(number, track, frame.f_code, flags, identity)
            spot.single, spot.receives = call in SINGLE, call.startswith("recv")
            track.lockstep = track.lockstep and facts.get("option") != "REQ_RELAXED"
            by, bits = self.executions.number(identity), int(flags) if isinstance(flags, int) else 0
            made_of = factors(frame, facts["value"]) if facts.get("set") and "option" in facts else []
            told = {**facts, "factors": made_of} if made_of else facts
            self.log.write("spot", id=number, socket=track.id, by=by, at=place, call=call, flags=bits, **told)
        self.sharing.watch(socket, track, spot)
        if spot.base >= FULL and not track.shared and facts.keys() <= {"timeout", "stream", "copy"}:
            spot.offset = frame.f_lasti
            _cache(socket, call, track)[spot.offset] = spot
        return spot

    @safely(nowhere())
    def again(self, socket: Any, call: str, frame: FrameType, flags: Any, /, **facts: Any) -> Spot:
        """The same, for what is not sent through a hot wrapper: the hot spot, if it is this one."""
        spot: Spot | None = socket.__dict__.get(CACHE + call, {}).get(frame.f_lasti)
        same = spot is not None and spot.code is frame.f_code and spot.flags == flags
        if spot is not None and same and spot.ident == self.executions.identity(frame):
            return spot
        return self.find(socket, call, frame, flags, **facts)

    def _skipped(self, socket: Any, call: str, frame: FrameType, flags: Any) -> Spot:
        track = socket.__dict__.get(TRACK)
        identity = self.executions.identity(frame)
        spot = track.delivery(frame.f_code, flags, identity) if track is not None and not self.log.off else None
        spot = spot or nowhere(frame.f_code, flags, identity)
        _cache(socket, call, track)[frame.f_lasti] = spot
        return spot

    @safely(None)
    def delivers(self, spot: Spot, stream: Any, result: Any) -> None:
        """A callback gets what is received from now on: it counts here, where that was said."""
        self.passed(spot)
        spot.track.delivers = spot
        spot.track.forget_places()

    def tick(self, spot: Spot, message: Any = None) -> None:
        """A call has ended at a spot for which that is news, or which is due."""
        try:
            track = spot.track
            spot.base += spot.step
            spot.step = spot.left = 1
            last = track.latest(spot)
            if last is not spot and (track.pair is None or spot not in track.pair):
                track.cool()
            behind = last.id if last is not None else 0
            track.last = spot  # before it is written down, lest another thread write that the way ends before it
            news = behind not in spot.behind
            if news:
                spot.behind.add(behind)
                self.log.write("after", spot=spot.id, last=behind)
            if spot.base >= spot.due:
                self._look(spot, message)
            if last is not None and not news:
                spot.heat(last)
        except Exception as error:
            self.log.fault(error)

    @safely(None)
    def failed(self, spot: Spot, error: BaseException) -> None:
        """A call raised."""
        if spot.id and not spot.delivery:
            self.ended(spot, (name_of(error), getattr(error, "errno", None)), error=name_of(error))

    @safely(None)
    def ended(self, spot: Spot, outcome: Any, **facts: Any) -> None:
        """A call ended otherwise than by a plain return: an error, a poll in which nothing happened."""
        if not spot.id:
            return
        other = spot.outcomes.get(outcome)
        if other is None:
            other = spot.outcomes[outcome] = Spot(self.log.number(), spot.track, spot.code, spot.flags, spot.ident)
            errno = outcome[1] if isinstance(outcome, tuple) and isinstance(outcome[1], int) else None
            self.log.write("spot", id=other.id, of=spot.id, errno=errno, **facts)
        self.passed(other)

    def _look(self, spot: Spot, message: Any) -> None:
        """A spot is due: count it, and note what is not noted each time."""
        spot.put_off()
        for cache in list(spot.track.caches.values()):
            if cache.get(spot.offset) is spot:
                del cache[spot.offset]
        if spot.single and spot.base <= FULL and len(spot.more) < 2:
            self._note_more(spot)
        frames = frames_of(message)
        if frames is not None:
            self.shaped(spot, len(frames))
            self._note_origin(spot, frames)
            if spot.learns(name := topic(frames, self.log.payloads)):
                self.log.write("topic", spot=spot.id, topic=name)
            sizes = [size(frame) for frame in frames[:16]]
            if self.log.payloads and spot.base <= FULL:
                self.log.write("payload", spot=spot.id, frames=[text(frame) for frame in frames])
            self._count(spot, sizes)
        else:
            self._count(spot)

    def _note_more(self, spot: Spot) -> None:
        """Do further frames of the message wait? Of an asyncio socket nobody knows while further calls are open."""
        socket = spot.track.socket()
        if getattr(socket, "_recv_futures", None):
            return
        more = socket is not None and not socket.closed and bool(self.option(socket, RCVMORE))
        if more not in spot.more:
            spot.more.add(more)
            self.log.write("more", spot=spot.id, more=more)

    def _note_origin(self, spot: Spot, frames: list[Any]) -> None:
        """Which frames of a message that is sent are those that the same thread received last?"""
        if spot.receives:
            self.received[spot.ident] = Message(spot.id, frames) if spot.base < FULL else None
            return
        found = origin(frames, self.received.get(spot.ident))
        if spot.base > FULL or found in spot.origins:
            return
        if found is not None or spot.origins:
            source, indexes = found if found is not None else (None, ())
            self.log.write("origin", spot=spot.id, of=source, frames=indexes, only=not spot.origins)
        spot.origins.add(found)

    @safely(None)
    def shaped(self, spot: Spot, frames: int) -> None:
        """A message of so many frames was sent or received."""
        spot.frames = frames
        if frames not in spot.shapes and spot.id:
            spot.shapes.add(frames)
            self.log.write("shape", spot=spot.id, frames=frames)

    @safely(nowhere())
    def begun(self, socket: Any, call: str, frame: FrameType, given: dict[str, Any], describe: Any, /) -> Spot:
        """A call begins that is not sent through a hot wrapper."""
        known = TRACK in getattr(socket, "__dict__", ())
        return self.again(socket, call, frame, given.get("flags", 0), **describe(given)) if known else nowhere()

    @safely(None)
    def returned(self, spot: Spot, socket: Any, result: Any) -> None:
        """It ended by a plain return."""
        self.passed(spot)

    def passed(self, spot: Spot, message: Any = None) -> None:
        spot.left -= 1
        if not spot.left:
            self.tick(spot, message)

    @safely(None)
    def bound(self, spot: Spot, socket: Any, result: Any) -> None:
        """bind returned: the address that the system filled in."""
        self.passed(spot)
        if spot.id:
            address = self.option(socket, LAST_ENDPOINT).decode("utf-8", "replace").rstrip("\0")
            self.log.write("bound", spot=spot.id, endpoint=address)

    def option(self, socket: Any, number: int) -> Any:
        """Read without being recorded."""
        return sys.modules["zmq"].backend.Socket.get(socket, number)

    @safely(None)
    def poll_returned(self, spot: Spot, socket: Any, result: Any) -> None:
        """`Socket.poll` returned a mask, or a future of one."""
        if hasattr(result, "add_done_callback"):
            result.add_done_callback(functools.partial(self._poll_settled, spot))
        else:
            self._polled_once(spot, result)

    def _polled_once(self, spot: Spot, mask: Any) -> None:
        if mask:
            self.passed(spot)
        else:
            self.ended(spot, "idle", idle=True)

    @safely(None)
    def _poll_settled(self, spot: Spot, future: Any) -> None:
        if future.cancelled() or getattr(future, "_exception", None) is not None:
            self.resolved(spot, None, future)
        else:
            self._polled_once(spot, future.result())

    @safely(None)
    def promised(self, spot: Spot, message: Any, result: Any) -> None:
        """A method of an asyncio socket returned its future."""
        if not hasattr(result, "add_done_callback"):
            self.passed(spot)
        elif result.done():
            self.resolved(spot, message, result)
        else:
            result.add_done_callback(functools.partial(self.resolved, spot, message))

    @safely(None)
    def resolved(self, spot: Spot, message: Any, future: Any) -> None:
        """The future is done. `exception()` would tell asyncio that somebody has looked at the error."""
        if future.cancelled():
            self.ended(spot, ("asyncio.CancelledError", None), error="asyncio.CancelledError")
            return
        error = getattr(future, "_exception", None)
        if error is not None:
            self.failed(spot, error)
            return
        message = future.result() if message is None else message
        if isinstance(message, list | tuple) and len(message) != spot.frames:
            self.shaped(spot, len(message))
        self.passed(spot, message if message and isinstance(message, list | tuple | bytes) else None)

    @safely([])
    def proxied(self, call: str, given: list[Any], frame: FrameType | None) -> list[Spot]:
        """A proxy begins to move messages between sockets."""
        if frame is None:
            return []
        sockets = [each for each in given if TRACK in getattr(each, "__dict__", ())]
        ends = [each.__dict__[TRACK].id for each in sockets]
        return [self.find(each, call, frame, 0, peers=tuple(ends)) for each in sockets]

    @safely([])
    def polled(self, registered: Any, frame: FrameType, timeout: Any) -> list[tuple[Any, Spot]]:
        """A poller begins to wait."""
        waits = timeout if isinstance(timeout, int | float) else None
        return [
            (socket, self.again(socket, "Poller.poll", frame, int(flags), timeout=waits))
            for socket, flags in list(registered)
            if TRACK in getattr(socket, "__dict__", ())
        ]

    @safely(None)
    def poll_ended(self, spots: list[tuple[Any, Spot]], result: Any) -> None:
        ready = {id(socket) for socket, _ in result}
        for socket, spot in spots:
            if id(socket) in ready:
                self.passed(spot)
            else:
                self.ended(spot, "idle", idle=True)

    @safely(None)
    def poll_resolved(self, spots: list[tuple[Any, Spot]], future: Any) -> None:
        if future.cancelled() or getattr(future, "_exception", None) is not None:
            for _, spot in spots:
                self.resolved(spot, None, future)
        else:
            self.poll_ended(spots, future.result())

    def _count(self, spot: Spot, sizes: list[int] | None = None) -> None:
        if spot.base > FULL or not spot.base & (spot.base - 1):
            spot.written = spot.base
            self.log.write("count", spot=spot.id, n=spot.base, sizes=sizes)

    @safely(None)
    def left(self, socket: Any, *, collected: bool) -> None:
        """A socket is closed."""
        track = socket.__dict__.get(TRACK)
        if track is not None and track.id in TRACKS:
            del TRACKS[track.id]
            self.settle(track)
            self.rests(track)
            self.log.write("gone", socket=track.id, collected=collected)

    @safely(None)
    def forget(self) -> None:
        """A thread or process starts or is waited for."""
        for track in list(TRACKS.values()):
            self.rests(track)
            track.forget()

    @safely(None)
    def settle(self, track: Track) -> None:
        """Write down the counts that are not written."""
        for each in list(track.spots.values()):
            for spot in (each, *each.outcomes.values()):
                if spot.uses > spot.written:
                    spot.written = spot.uses
                    self.log.write("count", spot=spot.id, n=spot.uses)

    @safely(None)
    def finish(self) -> None:
        """The process ends as it should."""
        for track in list(TRACKS.values()):
            self.settle(track)
            self.rests(track)
        self.log.write("end")

    def rests(self, track: Track) -> None:
        """Where a socket's way ends."""
        last = track.latest(None)
        if last is not None and last is not track.rested:
            track.rested = last
            self.log.write("rest", socket=track.id, last=last.id)


def _cache(socket: Any, call: str, track: Track | None) -> dict[int, Spot]:
    found = socket.__dict__.get(CACHE + call)
    if found is None:
        found = socket.__dict__[CACHE + call] = track.cache(call) if track is not None else {}
    cache: dict[int, Spot] = found
    return cache
