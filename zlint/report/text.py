"""Findings as rustc shows them: header, source with carets, the other ends, notes and advice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from zlint.model import Tri
from zlint.report.escape import printable
from zlint.report.excerpt import excerpt
from zlint.report.style import PLAIN, Style
from zlint.rule import Diagnostic, Label


class Source(Protocol):
    """A source file as this module needs it."""

    @property
    def lines(self) -> Sequence[str]: ...


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], style: Style = PLAIN) -> str:
    """All findings, a blank line after each."""
    return "".join("\n".join(_finding(each, sources, style)) + "\n\n" for each in diagnostics)


def message(diagnostic: Diagnostic) -> str:
    """The finding's message, which says by itself or by a mark that it is not certain."""
    text = printable(diagnostic.message)
    unsaid = diagnostic.certainty is Tri.MAYBE and not re.search(r"\bmay\b", text)
    return f"{text} (maybe)" if unsaid else text


def advice(diagnostic: Diagnostic) -> list[str]:
    """Why the tool thinks so and what to do, a line for each."""
    kinds = (("note", diagnostic.notes), ("help", diagnostic.helps))
    return [f"{kind}: {printable(text)}" for kind, texts in kinds for text in texts]


def summary(diagnostics: Sequence[Diagnostic], counts: Mapping[str, int]) -> str:
    """One line: how much was found and how much was looked at."""
    seen = ", ".join(_count(counts.get(f"{noun}s", 0), noun) for noun in ("file", "socket", "link"))
    if not diagnostics:
        return f"no findings in {seen}"
    by_severity = [
        _count(sum(each.severity == name for each in diagnostics), noun)
        for name, noun in (("error", "error"), ("warning", "warning"), ("info", "remark"))
        if any(each.severity == name for each in diagnostics)
    ]
    return f"{_count(len(diagnostics), 'finding')} ({', '.join(by_severity)}) in {seen}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _finding(diagnostic: Diagnostic, sources: Mapping[str, Source], style: Style) -> Iterator[str]:
    margin = " " * max(len(str(label.span.line)) for label in diagnostic.labels)
    head = style.paint(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.code}]")
    yield head + style.paint("strong", f": {message(diagnostic)}")
    for number, label in enumerate(diagnostic.labels):
        yield from _label(label, diagnostic.severity if number == 0 else "frame", number == 0, margin, sources, style)
    footer = [("note", text) for text in diagnostic.notes] + [("help", text) for text in diagnostic.helps]
    if diagnostic.fix is not None:
        footer.append(("help", diagnostic.fix.title))
    if footer:
        yield style.paint("frame", f"{margin} |")
    for kind, text in footer:
        mark = style.paint("frame", f"{margin} =")
        yield f"{mark} {style.paint('good' if kind == 'help' else 'strong', kind)}: {printable(text)}"


def _label(
    label: Label, colour: str, primary: bool, margin: str, sources: Mapping[str, Source], style: Style
) -> Iterator[str]:
    arrow, mark = ("-->", "^") if primary else (":::", "-")
    yield f"{margin}{style.paint('frame', arrow)} {printable(str(label.span))}"
    source = sources.get(label.span.path)
    lines = source.lines if source else ()
    bar = style.paint("frame", f"{margin} |")
    if not 0 < label.span.line <= len(lines):
        if label.message:
            yield f"{style.paint('frame', f'{margin} =')} {printable(label.message)}"
        return
    shown = excerpt(lines[label.span.line - 1], label.span)
    gutter = style.paint("frame", f"{label.span.line:>{len(margin)}} |")
    pointer = style.paint(colour, f"{mark * shown.length} {printable(label.message)}".rstrip())
    yield bar
    yield f"{gutter} {shown.text}".rstrip()
    yield f"{bar} {' ' * shown.offset}{pointer}"
