"""Findings in real projects, told apart without their line numbers, and what a reader says of each.

A finding is known by its rule, file, function and a digest of the text that it points at; of several such in one
function by their order. So it stays the same when lines move or its message is worded anew, and no code is kept.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from zlint.model import Span
from zlint.rule import Diagnostic

FILE = Path(__file__).with_name("ledger.tsv")
VERDICTS = ("right", "taste", "false alarm")
OPEN = "?"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with its place, as it is shown."""

    project: str
    rule: str
    path: str
    key: str
    certainty: str
    line: int
    message: str

    @property
    def id(self) -> tuple[str, str, str, str]:
        return self.project, self.path, self.rule, self.key

    def __str__(self) -> str:
        return f"{self.project} {self.path}:{self.line} {self.rule} {self.certainty}: {self.message}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the ledger. verdict: one of VERDICTS, or OPEN. reason: why, in own words."""

    project: str
    path: str
    rule: str
    key: str
    certainty: str
    verdict: str
    reason: str

    @property
    def id(self) -> tuple[str, str, str, str]:
        return self.project, self.path, self.rule, self.key

    def __str__(self) -> str:
        return f"{self.project} {self.path} {self.key} {self.rule} {self.certainty}: {self.verdict}, {self.reason}"


@dataclass(frozen=True, slots=True)
class Difference:
    """new: findings without a verdict. gone: lines without a finding. changed: both, with another certainty."""

    new: tuple[Finding, ...]
    gone: tuple[Judged, ...]
    changed: tuple[Finding, ...]


def findings(project: str, diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of one project. texts: its files, by path."""
    nested = {path: tuple(_functions(texts[path])) for path in {each.span.path for each in diagnostics} & set(texts)}
    seen: Counter[tuple[str, str, str]] = Counter()
    for each in diagnostics:
        path = each.span.path
        key = f"{_enclosing(nested.get(path, ()), each.span.line)}#{_digest(texts.get(path, ''), each.span)}"
        seen[path, each.code, key] += 1
        nth = seen[path, each.code, key]
        numbered = key if nth == 1 else f"{key}#{nth}"
        yield Finding(project, each.code, path, numbered, each.certainty.name.lower(), each.span.line, each.message)


def _functions(text: str) -> Iterator[tuple[str, int, int]]:
    """The qualified name and lines of each function and class, inner ones later; none in a file of Python 2."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    for outer, node in waiting:
        for child in ast.iter_child_nodes(node):
            name = outer
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{outer}.{child.name}".lstrip(".")
                yield name, child.lineno, child.end_lineno or child.lineno
            waiting.append((name, child))


def _enclosing(functions: Iterable[tuple[str, int, int]], line: int) -> str:
    return next((name for name, first, last in reversed(tuple(functions)) if first <= line <= last), "")


def _digest(text: str, span: Span) -> str:
    lines = text.splitlines()[span.line - 1 : span.end_line]
    if lines:
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
    return hashlib.sha256("".join("".join(lines).split()).encode()).hexdigest()[:8]


def read(text: str) -> tuple[Judged, ...]:
    return tuple(Judged(**row) for row in csv.DictReader(io.StringIO(text), dialect=csv.excel_tab))


def write(lines: Iterable[Judged]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, dialect=csv.excel_tab, lineterminator="\n")
    names = [field.name for field in fields(Judged)]
    rows.writerow(names)
    rows.writerows([getattr(line, name) for name in names] for line in sorted(lines, key=lambda line: line.id))
    return out.getvalue()


def compare(found: Iterable[Finding], judged: Iterable[Judged]) -> Difference:
    now, known = {each.id: each for each in found}, {line.id: line for line in judged}
    return Difference(
        new=tuple(each for key, each in now.items() if key not in known),
        gone=tuple(line for key, line in known.items() if key not in now),
        changed=tuple(each for key, each in now.items() if key in known and known[key].certainty != each.certainty),
    )


def renewed(found: Iterable[Finding], judged: Iterable[Judged]) -> Iterator[Judged]:
    """The ledger of these findings: verdicts are kept, those of new findings are open."""
    known = {line.id: line for line in judged}
    for each in found:
        old = known.get(each.id)
        verdict, reason = (old.verdict, old.reason) if old else (OPEN, "")
        yield Judged(each.project, each.path, each.rule, each.key, each.certainty, verdict, reason)


def table(judged: Sequence[Judged]) -> str:
    """How many findings are what, and which share of those with a verdict is right; of all, and of parts."""
    parts = {"all": judged}
    for certainty in ("yes", "maybe"):
        parts[certainty] = [line for line in judged if line.certainty == certainty]
    for project in sorted({line.project for line in judged}):
        parts[project] = [line for line in judged if line.project == project]
    head = f"{'':24}" + "".join(f"{verdict:>12}" for verdict in (*VERDICTS, "open", "precision"))
    return "\n".join([head, *(_row(name, lines) for name, lines in parts.items())])


def _row(name: str, lines: Sequence[Judged]) -> str:
    counts = Counter(line.verdict for line in lines)
    total = sum(counts[verdict] for verdict in VERDICTS)
    share = f"{100 * counts['right'] / total:.1f} %" if total else "-"
    return f"{name:24}" + "".join(f"{counts[verdict]:>12}" for verdict in (*VERDICTS, OPEN)) + f"{share:>12}"
