"""A log as it was written: records by kind, with the order they came in.

A line that is not a record (the disk was full, the machine stopped) is left out and counted, and so is a record that
speaks of such a one. What a process writes that an earlier run into the same file has left behind is left out, too: it
has not said here what it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zlint.trace.log import VERSION

Record = dict[str, Any]
Key = tuple[str, Any]  # process and number


class ReadError(Exception):
    """Why a file is no log, in one line."""


@dataclass(frozen=True, slots=True)
class Run:
    """events: in order, all that is not looked up by number. cut: processes whose log reached its limit.
    damaged: lines that could not be read. foreign: processes of an earlier run."""

    cwd: str
    processes: dict[str, Record] = field(default_factory=dict)
    executions: dict[Key, Record] = field(default_factory=dict)
    places: dict[Key, list[list[Any]]] = field(default_factory=dict)
    contexts: dict[str, Record] = field(default_factory=dict)
    sockets: dict[str, Record] = field(default_factory=dict)
    spots: dict[Key, Record] = field(default_factory=dict)
    events: list[Record] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    damaged: list[int] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)

    def chain(self, record: Record) -> list[list[Any]]:
        """The place of a record, as `places` has it; empty when it was not written down."""
        return self.places.get((record["p"], record["at"]), [])

    def base(self, spot: Record) -> Record:
        """The spot whose other outcome this is, or itself."""
        return self.spots[spot["p"], spot["of"]] if "of" in spot else spot


def read(path: Path) -> Run:
    """The records of a log; ReadError when it is none."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror or error}") from error
    first = _record(lines[0]) if lines else None
    if first is None or first.get("k") != "run":
        raise ReadError(f"{path}: not a log of zlint record")
    if first.get("version") != VERSION:
        raise ReadError(f"{path}: a log of another version of zlint: record it again")
    run = Run(cwd=str(first.get("cwd", "")))
    for number, line in enumerate(lines[1:], 2):
        record = _record(line)
        if record is None or not _filed(run, record):
            run.damaged.append(number)
    return run


def _record(line: bytes) -> Record | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "k" in found else None


def _filed(run: Run, record: Record) -> bool:
    """Put it where it belongs; False: who did it, or the spot that it is of, was lost."""
    process = str(record.get("p"))
    if process not in run.processes and record["k"] not in ("process", "full"):
        run.foreign.add(process)
        return True
    if "by" in record and (process, record["by"]) not in run.executions:
        return False
    if record["k"] == "spot" and "of" in record and (process, record["of"]) not in run.spots:
        return False
    match record["k"]:
        case "process":
            run.processes[process] = record
        case "execution":
            run.executions[process, record["id"]] = record
        case "place":
            run.places[process, record["id"]] = record["chain"]
        case "full":
            run.cut.add(process)
        case "spot":
            run.spots[process, record["id"]] = record
            run.events.append(record)
        case kind:
            if kind == "socket":
                run.sockets[record["id"]] = record
            elif kind == "context":
                run.contexts[record["id"]] = record
            run.events.append(record)
    return True


def of_kind(run: Run, *kinds: str) -> Iterator[Record]:
    return (record for record in run.events if record["k"] in kinds)
