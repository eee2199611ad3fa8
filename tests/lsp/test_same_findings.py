"""The command line and the server say the same of every program of fixtures/apps, right and broken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests import generated
from tests.lsp.session import PULL, end, session, start

PROGRAMS = [app / side for app in generated.apps() for side in ("right", "broken")]
CODE_POINTS = types.ClientCapabilities(
    general=types.GeneralClientCapabilities(position_encodings=["utf-32"]), text_document=PULL.text_document
)
SEVERITIES = {
    types.DiagnosticSeverity.Error: "error",
    types.DiagnosticSeverity.Warning: "warning",
    types.DiagnosticSeverity.Information: "info",
}
Place = tuple[str, tuple[int, int], tuple[int, int], str]
Finding = tuple[Place, str | None, str | None, list[Place]]


@pytest.fixture(scope="module")
def served() -> Mapping[str, Sequence[types.Diagnostic]]:
    """What the server says of all programs, each a folder of the workspace, with every file open; by URI."""
    return asyncio.run(_serve())


async def _serve() -> Mapping[str, Sequence[types.Diagnostic]]:
    async with session(generated.APPS, CODE_POINTS, PROGRAMS) as editor:
        for program in PROGRAMS:
            for path in sorted(program.rglob("*.py")):
                editor.open(path.relative_to(generated.APPS).as_posix())
        return {each.uri: each.items for each in (await editor.pull_all()).items}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_same_findings(program: Path, served: Mapping[str, Sequence[types.Diagnostic]]) -> None:
    listed = json.loads(generated.zlint(["check", ".", "--format", "json"], program).stdout)["diagnostics"]
    assert bool(listed) == (program.name == "broken")
    inside = {uri: items for uri, items in served.items() if uri.startswith(f"{program.as_uri()}/")}
    assert [_of_server(uri, each) for uri, items in inside.items() for each in items] == [
        _of_command_line(program, each) for each in listed
    ]


def _of_server(uri: str, found: types.Diagnostic) -> Finding:
    message = found.message.splitlines()[0].removesuffix(" (maybe)")
    related = [
        (each.location.uri, start(each.location.range), end(each.location.range), each.message)
        for each in found.related_information or ()
    ]
    place = uri, start(found.range), end(found.range), message
    return place, str(found.code), SEVERITIES[found.severity] if found.severity else None, related


def _of_command_line(program: Path, found: dict[str, Any]) -> Finding:
    return (
        _place(program, found),
        found["rule"],
        found["severity"],
        [_place(program, each) for each in found["related"]],
    )


def _place(program: Path, entry: dict[str, Any]) -> Place:
    begin, behind = (entry["line"], entry["column"]), (entry["end_line"], entry["end_column"])
    return (program / entry["path"]).as_uri(), begin, behind, entry["message"]
