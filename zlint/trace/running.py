"""The executions of a run: who started whom, and where each begins."""

from __future__ import annotations

from typing import Any

from zlint.model import Execution, Span
from zlint.trace.read import Key, Record, Run, of_kind
from zlint.trace.spans import Spans


class Runners:
    """`id_of` names an execution of the log as the topology does: by the order of processes and of beginnings."""

    def __init__(self, run: Run, spans: Spans) -> None:
        self.run, self.spans = run, spans
        self.processes = {key: number for number, key in enumerate(run.processes, 1)}
        self.entries = self._entries()
        self.starts: dict[Key, Record] = {}
        self.mains: dict[str, Key] = {}
        for key, record in run.executions.items():
            if record["kind"] in ("main", "process"):
                self.mains.setdefault(key[0], key)
        self.children: dict[tuple[Any, Any], list[str]] = {}  # by the parent's key and the child's number
        for child in self.mains:
            header = run.processes[child]
            self.children.setdefault((header["parent"], header["pid"]), []).append(child)
        self._find_starts()
        self.started: dict[int, list[Key]] = {}  # by the identity of the record that tells of the start
        for key, record in self.starts.items():
            self.started.setdefault(id(record), []).append(key)
        self.joined = {peer for join in of_kind(run, "join") for peer in self.peers(join)}

    def id_of(self, key: Key) -> str:
        record = self.run.executions[key]
        name = f" {record['name']}" if record["name"] else ""
        return f"{record['kind']}{name} #{self.processes[key[0]]}.{key[1]}"

    def executions(self) -> tuple[Execution, ...]:
        made = [self._execution(key, record) for key, record in self.run.executions.items()]
        return tuple(sorted(made, key=lambda each: (each.entry, each.id)))

    def peers(self, record: Record) -> tuple[str, ...]:
        """The executions that a start, fork or join is about."""
        keys = [(record["p"], number) for number in record["peers"]]
        keys += [self.mains[child] for child in self.children.get((record["p"], record.get("pid")), ())]
        keys += self.started.get(id(record), [])
        return tuple(dict.fromkeys(self.id_of(key) for key in keys if key in self.run.executions))

    def _execution(self, key: Key, record: Record) -> Execution:
        start = self.starts.get(key)
        parent = (start["p"], start["by"]) if start is not None else (key[0], record["parent"])
        main = self.run.processes[key[0]]
        name = self.id_of(key)
        return Execution(
            id=name,
            kind=self._kind(key, record),
            name="" if record["kind"] in ("main", "process") else record["name"],
            entry=self.entries.get(key) or Span(self.spans.path(main["main"] or "-"), 1, 1, 1, 1),
            process=f"process {self.processes[key[0]]}",
            parent=self.id_of(parent) if parent in self.run.executions else None,
            started=self._place(start) if start is not None else None,
            joined=name in self.joined,
        )

    def _kind(self, key: Key, record: Record) -> str:
        """The main thread of a process that multiprocessing spawned is not that of a program."""
        spawned = record["kind"] == "main" and self.run.processes[key[0]]["how"] == "spawn"
        return "process" if spawned else str(record["kind"])

    def _find_starts(self) -> None:
        """The event that each thread and process was started by."""
        for record in of_kind(self.run, "start"):
            for number in record["peers"]:
                self.starts[record["p"], number] = record
            for child in self.children.get((record["p"], record.get("pid")), ()):
                self.starts[self.mains[child]] = record
        forks = {(record["p"], record["id"]): record for record in of_kind(self.run, "fork")}
        for process, key in self.mains.items():
            header = self.run.processes[process]
            found = forks.get((header["parent"], header.get("fork")))
            if found is not None:
                self.starts.setdefault(key, found)

    def _entries(self) -> dict[Key, Span]:
        """Where the code of an execution begins: the outermost function of the first thing it does."""
        found: dict[Key, Span] = {}
        for record in self.run.events:
            if "by" not in record:
                continue
            key = (record["p"], record["by"])
            chain = self.run.chain(record)
            if chain and key not in found:
                found[key] = self.spans.function(chain[-1])
        return found

    def _place(self, record: Record) -> Span | None:
        chain = self.run.chain(record)
        return self.spans.of(chain[0]) if chain else None
