"""What is done with one socket, folded as it happens.

A `Spot` is one execution that does one thing to one socket at one place, with one outcome. Its first `FULL` uses are
looked at in full: the call chain, sizes, further frames. After that it is hot: found by the offset of the calling
instruction, counted, and looked at in full now and again. So a call chain that begins to lead there after
that can be missed.

A `Track` is a socket's history. It writes down that one spot came behind another when that happens for the first
time; what is known already is not written again, however often it is repeated. When a thread or process starts or is
waited for, everything counts as new (`forget`), so that what came before and what came after is told apart.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

FULL = 16
STEP, LONGEST = 4096, 65536  # uses of a hot spot between two looks
FOREVER = 1 << 62
HANDLER = "_handle_recv"  # the method of ZMQStream that receives


class Track:
    """spots: by what tells them apart. caches: for each method, offset -> hot spot.

    last: the spot that was used last; rested: the one that the log has as the end of the way. lockstep: two calls of
    one kind in a row raise an error. publishes: its messages can begin with topics. pair: two spots that take turns,
    and how many more uses the first has while it is the last one: so turns can be hot, and who was last is worked out
    when that is asked for (`latest`).
    socket: the object, as a weak reference. user: the thread that uses it; former: others that did; shared: one
    of them came back. clashes: (spot, thread) that were in it at one time. delivers: where a ZMQStream was told who
    gets what it receives.
    """

    __slots__ = (
        "caches",
        "clashes",
        "delivers",
        "former",
        "id",
        "last",
        "lockstep",
        "pair",
        "publishes",
        "rested",
        "shared",
        "socket",
        "spots",
        "user",
    )

    def __init__(self, number: str, socket: Callable[[], Any] = lambda: None) -> None:
        self.id, self.socket = number, socket
        self.last: Spot | None = None
        self.rested: Spot | None = None
        self.lockstep, self.publishes = False, False
        self.pair: tuple[Spot, Spot, int] | None = None
        self.caches: dict[str, dict[int, Spot]] = {}
        self.spots: dict[Any, Spot] = {}
        self.shared = False
        self.user: int | None = None
        self.former: set[int] = set()
        self.clashes: set[tuple[int, int]] = set()
        self.delivers: Spot | None = None

    def cache(self, method: str) -> dict[int, Spot]:
        return self.caches.setdefault(method, {})

    def delivery(self, code: CodeType, flags: Any, ident: int) -> Spot | None:
        """The spot at which pyzmq counts what it receives for a callback; None when it calls for something else.

        Its uses are no steps of the socket's way: the program asks for all of them at once.
        """
        if self.delivers is None or code.co_name != HANDLER:
            return None
        key = (HANDLER, self.delivers.id, ident)
        if key not in self.spots:
            aside = Track(self.id, self.socket)
            spot = self.spots[key] = Spot(self.delivers.id, aside, code, flags, ident)
            spot.delivery = spot.receives = True
            spot.behind = {0, spot.id}
        return self.spots[key]

    def latest(self, now: Spot | None) -> Spot | None:
        """The last spot before `now`, whose use has been counted."""
        if self.pair is not None:
            first, second, balance = self.pair
            more = first.uses - second.uses - (now is first) + (now is second)
            self.last = first if more == balance else second
        return self.last

    def cool(self) -> None:
        """Let the next use tick, wherever it is."""
        for spot in self.pair[:2] if self.pair is not None else (self.last,):
            if spot is not None and spot.left > 1:
                spot.cool()
        self.pair = None

    def forget(self) -> None:
        self.latest(None)
        self.cool()
        for each in list(self.spots.values()):
            for spot in (each, *each.outcomes.values()):
                spot.behind.clear()

    def forget_places(self) -> None:
        """After a fork, or when an identity has been given to another thread."""
        for cache in list(self.caches.values()):
            cache.clear()


class Spot:
    """code, flags, ident: what tells a hot spot from another one at the same offset. frames: of the last message.
    shapes: all numbers of frames. single: it receives frame by frame; more: whether further ones followed.
    outcomes: the spots of other outcomes. written: uses that are in the log. behind: what it is known to come behind.
    origins: where frames that it sends came from. topics: of what a publisher sends. delivery: what it counts is
    received for a callback.

    base: uses that are counted, of the last `step` only `left` are still to come: then it ticks. That is each time,
    unless the spot comes behind itself and nothing new is to be learned before it is `due`.
    """

    __slots__ = (
        "base",
        "behind",
        "code",
        "delivery",
        "due",
        "flags",
        "frames",
        "id",
        "ident",
        "left",
        "more",
        "offset",
        "origins",
        "outcomes",
        "receives",
        "shapes",
        "single",
        "step",
        "topics",
        "track",
        "written",
    )

    def __init__(self, number: int, track: Track, code: CodeType | None, flags: Any, ident: int) -> None:
        self.id, self.track, self.code, self.flags, self.ident = number, track, code, flags, ident
        self.base, self.written, self.step, self.left, self.due = 0, 0, 1, 1, 1
        self.behind: set[int] = set()
        self.offset = -1
        self.frames = 0
        self.shapes: set[int] = set()
        self.receives, self.single, self.more, self.delivery = False, False, set[bool](), False
        self.origins: set[Any] = set()
        self.topics: set[str | bool] = set()
        self.outcomes: dict[Any, Spot] = {}

    @property
    def uses(self) -> int:
        return self.base + self.step - self.left

    def learns(self, topic: str | bool) -> bool:
        """Is it a topic that this spot was not seen to publish? Of its first uses only."""
        news = self.track.publishes and not self.receives and self.base <= FULL and topic not in self.topics
        self.topics.update({topic} if news else ())
        return news

    def cool(self) -> None:
        """Tick at the next use."""
        self.base, self.step, self.left = self.uses, 1, 1

    def heat(self, last: Spot) -> None:
        """Tick no more until it is due, if what comes next is known: this spot itself, or the other one of a pair."""
        if self is last:
            self.track.cool()
        elif self.id in last.behind and self.track.lockstep and self.offset >= 0 and last.offset >= 0:
            self.track.pair = (self, last, self.base - last.uses)
        else:
            return
        self.step = self.left = self.due - self.base

    def put_off(self) -> None:
        """It has been looked at: say when it is due again."""
        self.due = self.base + (1 if self.base < FULL else min(max(STEP, self.base // 4), LONGEST))


def nowhere(code: CodeType | None = None, flags: Any = 0, ident: int = 0) -> Spot:
    """A spot that is not written down: a call that pyzmq makes itself, or one that the recorder failed on."""
    track = Track("")
    spot = Spot(0, track, code, flags, ident)
    spot.left = spot.step = FOREVER
    return spot


TRACKS: dict[str, Track] = {}  # of sockets that are not closed


def told_apart(name: str, value: Any) -> Any:
    """What tells spots apart: of a timeout only whether it waits for ever, for a while or not at all."""
    return value if name != "timeout" or value is None else (value > 0) - (value < 0)
