"""Where a report goes: any number of formats, each to stdout or to a file of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zlint import __version__, registry
from zlint.report.style import PLAIN, Style
from zlint.suggest import unknown

if TYPE_CHECKING:
    from zlint.project import Report

FORMATS = ("text", "concise", "json", "sarif", "github")


class OutputError(Exception):
    """An output that cannot be made, in one line."""


@dataclass(frozen=True, slots=True)
class Output:
    """file: None for stdout."""

    form: str
    file: Path | None = None


def parse(text: str) -> Output:
    """`FORMAT` or `FORMAT:FILE`."""
    form, _, file = text.partition(":")
    if form not in FORMATS:
        raise OutputError(unknown("format", form, FORMATS))
    return Output(form, Path(file) if file else None)


def verify(outputs: Sequence[Output]) -> Sequence[Output]:
    """The same outputs; OutputError when two of them go to one place."""
    files = [output.file for output in outputs]
    twice = next((file for file in files if files.count(file) > 1), None)
    if len(set(files)) < len(files):
        raise OutputError(f"two outputs go to {twice or 'stdout'}: name a file, as in --output sarif:zlint.sarif")
    return outputs


def write(outputs: Sequence[Output], report: Report, style: Style) -> None:
    """Every output, those to files first and without colours."""
    for output in sorted(outputs, key=lambda output: output.file is None):
        if output.file is None:
            sys.stdout.write(render(output.form, report, style))
            sys.stdout.flush()
            continue
        try:
            output.file.write_text(render(output.form, report, PLAIN), "utf-8", "backslashreplace")
        except OSError as error:
            raise OutputError(f"{output.file}: cannot be written: {error.strerror or error}") from error


def render(form: str, report: Report, style: Style) -> str:
    """A report in one format."""
    from zlint.report import concise, json, text

    analysis = report.analysis
    match form:
        case "text":
            return text.render(report.diagnostics, analysis.sources, style)
        case "concise":
            return concise.render(report.diagnostics, style)
        case "json":
            return json.render(report.diagnostics, analysis.counts)
        case "github":
            from zlint.report import github

            return github.render(report.diagnostics)
        case _:
            from zlint.report import sarif

            return sarif.render(
                report.diagnostics, report.suppressed, report.rules, _pages(report), analysis.sources, __version__
            )


def _pages(report: Report) -> dict[str, str]:
    entries = [registry.find(rule.code) for rule in report.rules]
    return {each.rule.code: each.page.read_text("utf-8") for each in entries if each is not None and each.page}
