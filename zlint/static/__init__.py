"""The static front end: source text to `Topology`. The only package that imports libcst.

`discover` finds files, `source` reads and parses them, `extract` makes facts of each, `link` makes one topology of
all. A file that cannot be read or parsed is a `Fault`, and the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zlint.model import NO_HINTS, Hints, Span, Topology
from zlint.static.discover import discover
from zlint.static.facts import FileFacts
from zlint.static.source import BOM, Source, Unreadable, decode, prepared
from zlint.static.workers import Outcome, outcome, outcomes

SMALL_FILE = 20_000  # bytes
FEW = 400  # files of a program in which every small file that is met is looked at
ENDPOINT = re.compile(rb"(tcp|ipc|inproc)://")
TELLING = re.compile(rb"endpoint|\bport\b|_port\b|addr\b|address|Thread|Process|Executor|fork", re.IGNORECASE)
Progress = Callable[[str, int, int], None]
Kept = dict[str, tuple[Source, FileFacts]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that cannot be read, decoded or parsed."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """sources: the files that were parsed, by the path that spans carry. counts: files, parsed, sockets, links,
    unresolved."""

    topology: Topology
    sources: Mapping[str, Source]
    faults: tuple[Fault, ...]
    counts: Mapping[str, int]


class _Files:
    """The files of a run: bytes on demand, facts once."""

    def __init__(
        self,
        paths: Mapping[str, Path],
        buffers: Mapping[str, str],
        progress: Progress | None,
        kept: Kept,
        processes: int,
    ) -> None:
        self.paths = paths
        self.buffers = buffers
        self.progress = progress
        self.kept = kept
        self.processes = processes
        self.ready: dict[str, Outcome] = {}
        self.sources: dict[str, Source] = {}
        self.faults: dict[str, Fault] = {}
        self.facts: dict[str, FileFacts | None] = {}

    def raw(self, shown: str) -> bytes:
        if shown in self.buffers:
            return self.buffers[shown].encode("utf-8", "surrogatepass")
        return self.paths[shown].read_bytes()

    def mentioning(self, word: bytes) -> list[str]:
        """The files whose bytes hold a word."""
        return [shown for shown in self.paths if self._holds(shown, word)]

    def _holds(self, shown: str, word: bytes) -> bool:
        try:
            return word in self.raw(shown)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            self.faults[shown] = Fault(Span(shown, 1, 1, 1, 1), reason)
            return False

    def useful(self, shown: str) -> bool:
        """A file that does not mention zmq can hold an address, or start what runs beside others; in a large tree,
        only one that speaks of that is looked at. A large file seldom does, and costs."""
        try:
            raw = self.raw(shown)
        except OSError:
            return False
        if ENDPOINT.search(raw) is not None:
            return True
        return len(raw) <= SMALL_FILE and (len(self.paths) <= FEW or TELLING.search(raw) is not None)

    def held(self, shown: str, words: frozenset[str]) -> frozenset[str]:
        """Which of the words does a small file hold?"""
        try:
            raw = self.raw(shown)
        except OSError:
            return frozenset()
        return frozenset(word for word in words if word.encode() in raw) if len(raw) <= SMALL_FILE else frozenset()

    def ahead(self, wanted: Iterable[str]) -> None:
        """Parse files that will be loaded, where that is quicker together."""
        if self.processes < 2:
            return
        known = self.facts.keys() | self.faults.keys() | self.kept.keys() | self.buffers.keys()
        jobs = [(shown, self.paths[shown]) for shown in wanted if shown not in known]
        self.ready |= outcomes(jobs, self.processes, self._parsed)

    def _parsed(self, more: int) -> None:
        if self.progress is not None:
            self.progress("parse", len(self.facts) + more, len(self.paths))

    def load(self, shown: str) -> FileFacts | None:
        """The facts of a file, None (and a fault) when it cannot be parsed."""
        if shown in self.facts or shown in self.faults:
            return self.facts.get(shown)
        found = self._outcome(shown)
        if isinstance(found, Unreadable):
            self.faults[shown] = Fault(found.span, found.message)
            return None
        self.kept[shown] = found
        self.sources[shown], self.facts[shown] = found
        self._parsed(0)
        return found[1]

    def _outcome(self, shown: str) -> Outcome:
        if shown in self.ready:
            return self.ready.pop(shown)
        try:
            source = self._source(shown)
        except Unreadable as error:
            return error
        known = self.kept.get(shown)
        return known if known is not None and known[0] == source else outcome(source)

    def _source(self, shown: str) -> Source:
        if shown in self.buffers:  # text already, whatever its coding line says
            return Source(shown, self.buffers[shown].removeprefix(BOM))
        return decode(self.raw(shown), shown)


def analyse(
    paths: Sequence[Path],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    base: Path | None = None,
    buffers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    kept: Kept | None = None,
    processes: int = 1,
    hints: Hints = NO_HINTS,
) -> Analysis:
    """The topology of the Python files below `paths`.

    root: the folder that shown paths are relative to. base: the one that `exclude` is relative to, else the root.
    buffers: texts that stand for files, by path (an editor's, or standard input); one whose file exists but is not
    below `paths`, or is excluded, stays out. progress: called with a stage, how many are done, how many there are.
    kept: the last facts of each file, for the next run with the same root. processes: at most, where there is much to
    parse. hints: files in them are named as in spans.
    """
    texts = {shown(Path(path), root): text for path, text in (buffers or {}).items()}
    unsaved = [root / path for path in texts if not (root / path).exists()]
    files = {shown(file, root): file for file in discover([*paths, *unsaved], base=base or root, exclude=exclude)}
    held = _Files(dict(sorted(files.items())), texts, progress, {} if kept is None else kept, processes)
    with prepared():
        topology = _topology(held, hints)
    counts = {
        "files": len(files),
        "parsed": len(held.facts),
        "sockets": len(topology.sockets),
        "links": len(topology.links),
        "unresolved": len(topology.unresolved),
    }
    return Analysis(topology, held.sources, tuple(held.faults[key] for key in sorted(held.faults)), counts)


def _topology(held: _Files, hints: Hints) -> Topology:
    mentioning = held.mentioning(b"zmq")
    if not mentioning:
        return Topology(files=tuple(held.paths))
    from zlint.static.link import link
    from zlint.static.link.program import Program

    held.ahead(mentioning)
    program = Program(held.paths, mentioning, held.load, held.useful, held.held, held.ahead)
    return link(program, tuple(held.paths), held.progress, hints)


def shown(file: Path, root: Path) -> str:
    """A file's path as spans carry it: relative to the root when it is below, with `/`."""
    absolute = file if file.is_absolute() else root / file
    try:
        return absolute.relative_to(root).as_posix()
    except ValueError:
        return file.as_posix()
