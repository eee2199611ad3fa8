"""A `Run` as a `Topology`: every value is known, and the graph of an execution is a line.

The line of an execution has an op for each event of the log. Where something was left out because it was known
already, the known way there is put in (`Ways`), so that each socket's part of the line is a way that it went.

Not seen by a recorder: the code around a call. So every op has one handler that catches what is not known, results
are taken to be used, and a lock may be held, unless two threads were seen in one socket at one time. Where a socket
gets messages of several frames, the recorder asks RCVMORE itself, and so a recv that left nothing is followed by that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from zlint.model import (
    Authenticator,
    Context,
    Edge,
    Endpoint,
    Frames,
    Op,
    OpGraph,
    Setting,
    Socket,
    Span,
    Topology,
    Value,
)
from zlint.trace import doing
from zlint.trace.read import Key, Record, Run, of_kind
from zlint.trace.running import Runners
from zlint.trace.spans import Spans
from zlint.trace.track import FULL
from zlint.trace.ways import Ways
from zlint.trace.wiring import wire

OBJECTS = 24  # sockets of one creation in one process that are told apart; what further ones do is not in the graphs


@dataclass(frozen=True, slots=True)
class Recorded:
    """messages: how often a spot's op happened in all, at the first op of the spot."""

    topology: Topology
    messages: dict[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """An op in a line. outcome: how it was left."""

    op: Op
    outcome: Edge

    @property
    def succeeded(self) -> bool:
        return self.outcome.label != "raise"


def build(run: Run, root: Path) -> Recorded:
    """Paths in it are relative to `root`."""
    return _Builder(run, Spans(root, run.cwd)).build()


class _Builder:
    def __init__(self, run: Run, spans: Spans) -> None:
        self.run, self.spans = run, spans
        self.runners = Runners(run, spans)
        self.collected = {each["socket"] for each in run.events if each["k"] == "gone" and each["collected"]}
        self.sockets = self._sockets()
        self.ways = {key: Ways() for key in self.sockets}
        self.steps: list[Step] = []
        self.lines: dict[str, list[Step]] = {}
        self.lives = {key: (0, len(run.events)) for key in self.sockets}
        self.unfinished: set[int] = set()
        self.first: dict[Key, int] = {}  # the first op of each spot
        self.bound = {(record["p"], record["spot"]): record["endpoint"] for record in of_kind(run, "bound")}
        self.shapes = _gathered(run, "shape", "frames")
        self.more = _gathered(run, "more", "more")
        self.topics = _gathered(run, "topic", "topic")
        self.counts = {(record["p"], record["spot"]): record["n"] for record in of_kind(run, "count")}
        self.over = {(record["p"], record["of"]): record for record in of_kind(run, "over")}
        self.sizes = _gathered(run, "count", "sizes")
        self.origins: dict[Key, list[Record]] = {}
        for record in of_kind(run, "origin"):
            self.origins.setdefault((record["p"], record["spot"]), []).append(record)
        self.framewise = {run.base(run.spots[key])["socket"] for key, more in self.more.items() if True in more}
        self.clashing = self._clashing()

    def build(self) -> Recorded:
        for position, record in enumerate(self.run.events):
            self._event(position, record)
        self._add_unfinished()
        sockets = tuple(sorted(self.sockets.values(), key=lambda each: (each.span, each.id)))
        topology = Topology(
            contexts=tuple(self._context(record) for record in self.run.contexts.values()),
            sockets=sockets,
            ops=tuple(step.op for step in self.steps),
            links=self._links(sockets),
            executions=self.runners.executions(),
            graphs=tuple(self._graph(key, line) for key, line in self.lines.items()),
            authenticators=self._authenticators(),
            files=tuple(sorted({step.op.span.path for step in self.steps})),
        )
        return Recorded(topology, self._messages())

    # -- places

    def _chain(self, record: Record) -> list[list[Any]]:
        return self.run.chain(record) or [["?", "?", 1, 1, None, None, 1, False]]

    def _span(self, record: Record) -> Span:
        return self.spans.of(self._chain(record)[0])

    def _via(self, record: Record) -> tuple[Span, ...]:
        return tuple(self.spans.of(entry) for entry in reversed(self._chain(record)[1:]))

    def _function(self, record: Record) -> str:
        return ":".join(self._chain(record)[0][:2])

    def _by(self, record: Record) -> str:
        return self.runners.id_of((record["p"], record["by"]))

    # -- objects

    def _sockets(self) -> dict[str, Socket]:
        """The sockets that are told apart, each named by where it was made, and a number where several were."""
        found: dict[str, Socket] = {}
        made: Counter[tuple[Any, ...]] = Counter()
        for key, record in self.run.sockets.items():
            span, via = self._span(record), self._via(record)
            number = made[record["p"], span, via] = made[record["p"], span, via] + 1
            if number <= OBJECTS:
                found[key] = self._socket(key, record, span, via)
        return found

    def _socket(self, key: str, record: Record, span: Span, via: tuple[Span, ...]) -> Socket:
        process, number = self.runners.processes[record["p"]], key.rpartition("/")[2]
        context = record["context"]
        return Socket(
            id=" < ".join(str(each) for each in (span, *reversed(via))) + f" #{process}.{number}",
            span=span,
            types=() if record["type"] == "UNKNOWN" else (record["type"],),
            contexts=(context,) if context in self.run.contexts else (),
            execution=self._by(record),
            asyncio=record["kind"] == "asyncio",
            collected=key in self.collected,
        )

    def _context(self, record: Record) -> Context:
        return Context(record["id"], self._span(record), record["kind"], record["shared"], self._by(record))

    def _authenticators(self) -> tuple[Authenticator, ...]:
        told: dict[Key, list[Setting]] = {}
        for record in of_kind(self.run, "setting"):
            values = tuple((name, Value((value,))) for name, value in record["values"].items())
            setting = Setting(record["call"], self._span(record), values)
            told.setdefault((record["p"], record["of"]), []).append(setting)
        return tuple(
            Authenticator(
                self._span(record),
                (record["context"],) if record["context"] in self.run.contexts else (),
                self._by(record),
                tuple(told.get((record["p"], record["id"]), ())),
            )
            for record in of_kind(self.run, "authenticator")
        )

    # -- lines

    def _event(self, position: int, record: Record) -> None:
        match record["k"]:
            case "socket" if record["id"] in self.sockets:
                self.lives[record["id"]] = (position, self.lives[record["id"]][1])
                self._add(self._plain("open", record, sockets=(self.sockets[record["id"]].id,)), Edge(0))
            case "gone" if record["socket"] in self.lives:
                self.lives[record["socket"]] = (self.lives[record["socket"]][0], position)
            case "after":
                self._after(record, (record["p"], record["spot"]))
            case "rest" if record["socket"] in self.ways:
                for key in self.ways[record["socket"]].rest((record["p"], record["last"])):
                    self._add_spot(key)
            case "start" | "fork" | "join":
                self._between(record)
            case "pause":
                self._add(self._plain("pause", record), Edge(0))
            case "context" | "asked" | "term":
                self._of_context(record)

    def _after(self, record: Record, key: Key) -> None:
        spot = self.run.spots.get(key)
        ways = self.ways.get(self.run.base(spot)["socket"]) if spot is not None else None
        if ways is None:
            return
        for each in (*ways.bridge((record["p"], record["last"]), key), key):
            self._add_spot(each)

    def _add_spot(self, key: Key) -> None:
        """An op for one more use of a spot."""
        spot = self.run.spots[key]
        step = self._step(len(self.steps), key, spot)
        self.first.setdefault(key, step.op.id)
        self._add(step.op, step.outcome)
        if self.run.base(spot)["socket"] in self.framewise and self.more.get(key) == [False]:
            self._add(
                replace(self._plain("option", self.run.base(spot)), sockets=step.op.sockets, option="RCVMORE"), Edge(0)
            )

    def _step(self, number: int, key: Key, spot: Record) -> Step:
        base = self.run.base(spot)
        by = self._by(base)
        socket = self.sockets[base["socket"]].id
        op = doing.op_of(number, base, socket, by, self._via(base), self._span(base), self._function(base))
        chosen = key in self.bound and _wild(base)
        text: str | None = self.bound[key] if chosen else base.get("endpoint")
        result = "ignored" if base["call"] == "bind" else op.result  # a bind returns nothing that tells its place
        shaped = self._shapes(key, op) if op.kind == "send" else ()
        locks = frozenset[str]() if (base["socket"], by) in self.clashing else op.locks
        asyncio = self.sockets[base["socket"]].asyncio and op.kind in ("send", "recv", "poll")
        waits = next((self.spans.of(entry) for entry in self._chain(base) if entry[7]), None)
        op = replace(op, endpoints=doing.endpoint(text), chosen=chosen, result=result, shapes=shaped)
        op = replace(op, locks=locks, asyncio=asyncio, coroutine=waits)
        if op.kind == "proxy":
            ends = (self.sockets.get(each) for each in base["peers"])
            op = replace(op, peers=tuple(end.id if end is not None else None for end in ends))
        return Step(op, _outcome(spot, op))

    def _shapes(self, key: Key, op: Op) -> tuple[Frames, ...]:
        """Where all messages of this place are made of received frames in one way, that is told, too."""
        counts, origins = self.shapes.get(key, []), self.origins.get(key, [])
        source = self.first.get((key[0], origins[0]["of"])) if len(origins) == 1 and origins[0]["only"] else None
        if source is None or counts != [len(origins[0]["frames"])]:
            topics = self.topics.get(key, []) if self.counts.get(key, FULL) < FULL else []
            return doing.shapes(counts, op.codec, self._sizes(key), topics)
        return doing.forwarded(origins[0], source, self.steps[source].op.codec != "multipart")

    def _sizes(self, key: Key) -> list[int]:
        """Of the frames of every message of this place that was looked at; empty when they differ."""
        seen = self.sizes.get(key, [])
        return seen[0] or [] if all(each == seen[0] for each in seen) and seen else []

    def _between(self, record: Record) -> None:
        """A start of a process by multiprocessing forks, too: the fork is not told again."""
        peers = self.runners.peers(record)
        if record["k"] == "fork" and not peers:
            return
        kind = "fork" if record["k"] == "start" and "pid" in record else record["k"]
        self._add(self._plain(kind, record, peers=peers), Edge(0))

    def _of_context(self, record: Record) -> None:
        """A context is made or asked for, or is ended, which can take for ever."""
        key = record["id"] if record["k"] == "context" else record["context"]
        op = self._plain("term" if record["k"] == "term" else "context", record)
        linger = Value((record["linger"],)) if "linger" in record else None
        over = self.over.get((record["p"], record["id"])) if op.kind == "term" else {}
        if over is None:
            self.unfinished.add(op.id)
        error = over.get("error") if over else None
        op = replace(op, context=key if key in self.run.contexts else None, value=linger)
        self._add(op, Edge(0, "raise", error) if error else Edge(0))

    def _plain(self, kind: str, record: Record, **facts: Any) -> Op:
        facts.setdefault("sockets", ())
        return Op(
            len(self.steps),
            kind,
            record.get("call", kind),
            self._span(record),
            execution=self._by(record),
            via=self._via(record),
            function=self._function(record),
            **facts,
        )

    def _add(self, op: Op, outcome: Edge) -> None:
        step = Step(op, outcome)
        self.steps.append(step)
        self.lines.setdefault(op.execution, []).append(step)

    def _add_unfinished(self) -> None:
        """Calls that had not ended when the run was over, each the last that its execution did."""
        begun = {(spot["p"], spot.get("of", spot["id"])) for key, spot in self.run.spots.items() if key in self.first}
        for key, spot in self.run.spots.items():
            if "of" not in spot and key not in begun and spot["socket"] in self.sockets:
                self.unfinished.add(len(self.steps))
                self._add_spot(key)

    def _graph(self, key: str, line: list[Step]) -> OpGraph:
        edges: dict[int, tuple[Edge, ...]] = {
            step.op.id: (replace(step.outcome, target=following.op.id),) for step, following in pairwise(line)
        }
        last = line[-1]
        exits = ((last.op.id, last.outcome.label),) if last.op.id not in self.unfinished else ()
        return OpGraph(
            execution=key,
            ops=tuple(step.op.id for step in line),
            edges=edges,
            entry=(line[0].op.id,),
            exits=exits,
            prompt=exits,
        )

    # -- what the whole says

    def _links(self, sockets: tuple[Socket, ...]) -> Any:
        names = {key: each.id for key, each in self.sockets.items()}
        return wire(
            sockets,
            [step.op for step in self.steps if step.succeeded],
            {names[key]: life for key, life in self.lives.items()},
            {names[key]: self.run.sockets[key]["p"] for key in self.sockets},
        )

    def _clashing(self) -> set[tuple[str, str]]:
        """(socket, execution) pairs that were seen in the socket while another was."""
        found: set[tuple[str, str]] = set()
        for record in of_kind(self.run, "overlap"):
            spot = self.run.base(self.run.spots[record["p"], record["spot"]])
            other = self.runners.id_of((record["p"], record["other"]))
            found |= {(spot["socket"], self._by(spot)), (spot["socket"], other)}
        return found

    def _messages(self) -> dict[int, int]:
        return {self.first[key]: number for key, number in self.counts.items() if key in self.first}


def _outcome(spot: Record, op: Op) -> Edge:
    if "error" in spot:
        return Edge(0, "raise", spot["error"])
    if op.kind == "poll":
        return Edge(0, "idle" if spot.get("idle") else "ready")
    return Edge(0)


def _gathered(run: Run, kind: str, fact: str) -> dict[Key, list[Any]]:
    found: dict[Key, list[Any]] = {}
    for record in of_kind(run, kind):
        found.setdefault((record["p"], record["spot"]), []).append(record.get(fact))
    return found


def _wild(base: Record) -> bool:
    """Does the system fill in a part of the endpoint?"""
    given = base.get("endpoint")
    return given is not None and (base["call"] == "bind_to_random_port" or Endpoint.of(given).random)
