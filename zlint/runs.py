"""Recorded runs for the command line: read, checked by the same rules, set beside the program's text."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from zlint import config, engine, hints, registry
from zlint.model import Hints, Topology
from zlint.project import Project, Report
from zlint.report.escape import printable
from zlint.rule import Diagnostic, Rule
from zlint.static import Analysis
from zlint.static.source import Source, Unreadable
from zlint.static.source import read as read_source
from zlint.trace import compare, observe
from zlint.trace.build import Recorded, build
from zlint.trace.read import read


def load(file: str) -> Recorded:
    """A log as a topology; ReadError when it is none. What is missing from it is said on stderr."""
    run = read(Path(file))
    if not run.processes:
        print(f"zlint: {printable(file)}: no process of this run imported zmq", file=sys.stderr)
    for process in sorted(run.cut):
        print(f"zlint: process {process.partition('-')[0]} reached the limit of the log", file=sys.stderr)
    if run.foreign:
        print(f"zlint: {printable(file)}: an earlier run wrote there, too, which is left out", file=sys.stderr)
    if run.damaged:
        print(f"zlint: {printable(file)}: {len(run.damaged)} lines cannot be read", file=sys.stderr)
    return build(run, Path.cwd())


def report(recorded: Recorded, home: Project) -> Report:
    """What the rules find in a run."""
    run = recorded.topology
    counts = {"files": len(run.files), "parsed": 0, "sockets": len(run.sockets), "links": len(run.links)}
    analysis = Analysis(run, _sources(run), (), counts)
    rules = _rules(home)
    return Report(analysis, engine.merge((), _found(run, rules, analysis, home)), (), rules)


def beside(report: Report, recorded: Recorded, home: Project) -> Report:
    """What was found in the text, and what is found in the run in those files."""
    files = set(report.analysis.topology.files)
    run = named(report.analysis, recorded).topology
    own = (each for each in _found(run, _rules(home), report.analysis, home) if each.span.path in files)
    return replace(report, diagnostics=engine.merge(report.diagnostics, own))


def named(analysis: Analysis, recorded: Recorded) -> Recorded:
    """A run, its sockets named as in the program's text."""
    return replace(recorded, topology=compare.named_like(analysis.topology, recorded.topology))


def _rules(home: Project) -> tuple[Rule, ...]:
    """All that are chosen but what judges comments: a run does not go everywhere."""
    chosen = config.chosen(home.config, registry.rules())
    return tuple(rule for rule in chosen if rule.code != engine.UNUSED_SUPPRESSION)


def _found(run: Topology, rules: Sequence[Rule], analysis: Analysis, home: Project) -> list[Diagnostic]:
    found = engine.run(replace(run, libzmq=home.config.min_libzmq), rules, sources=analysis.sources)
    settled = (config.settled(home.config, each, Path.cwd()) for each in found)
    return [each for each in settled if each]


def _sources(run: Topology) -> dict[str, Source]:
    """The text of the files that a run speaks of, as far as they are there."""
    found = {path: _source(path) for path in run.files}
    return {path: source for path, source in found.items() if source is not None}


def _source(path: str) -> Source | None:
    try:
        return read_source(Path(path), path)
    except Unreadable:
        return None


def differences(model: Topology, run: Topology) -> str:
    """What the run did that the model does not admit, and what the model holds that the run never did."""
    parts = (
        ("in the run, not in the model", compare.covers(model, run)),
        ("in the model, not in the run", compare.unused(model, run)),
    )
    lines = []
    for title, gaps in parts:
        lines.append(f"{title}: {len(gaps)}")
        lines += [f"    {gap.span}: {gap.what}" for gap in gaps]
    return "".join(f"{printable(line)}\n" for line in lines)


def observed(home: Project, model: Topology, recorded: Recorded) -> Hints:
    """What the run tells of the model's unknowns, its files named as in the project's configuration."""

    def named(file: str) -> str:
        return Path(os.path.relpath(Path.cwd() / file, home.folder)).as_posix()

    return hints.moved(observe.hints(model, recorded.topology), named)


def refined(home: Project, told: Hints) -> Project:
    """The project, with what a run tells of it beside what its configuration says."""
    return replace(home, config=replace(home.config, hints=hints.joined(home.config.hints, told)))


def as_configuration(home: Project, told: Hints) -> str:
    """Hints as they go into the project's configuration."""
    own = home.config.file is not None and home.config.file.name == "zlint.toml"
    return hints.written(told, "" if own else "tool.zlint.")
