"""Outdated names: the edits that put another name in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from zlint import engine, registry, static


def fixes(folder: Path, text: str, name: str = "main.py") -> list[list[tuple[int, int, int, str]] | None]:
    """Line, columns and new text of each edit, for each finding."""
    (folder / name).write_text(text, "utf-8")
    entry = registry.find("outdated-api")
    assert entry is not None
    topology = static.analyse([Path()], root=folder).topology
    return [
        [(each.span.line, each.span.column, each.span.end_column, each.text) for each in found.fix.edits]
        if found.fix
        else None
        for found in engine.run(topology, [entry.rule])
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "import zmq as z\ns = z.Context().socket(z.XREQ)\ns.send_unicode('a')\ns.send_unicode('b')\n",
            [[(2, 26, 30, "DEALER")], [(3, 3, 15, "send_string"), (4, 3, 15, "send_string")]],
        ),
        ("from zmq import XREQ, Context\ns = Context().socket(XREQ)\n", [None]),
        ("import zmq\nzmq.device(zmq.QUEUE, None, None)\n", [None]),
    ],
)
def test_fixes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    expected: list[list[tuple[int, int, int, str]] | None],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert fixes(tmp_path, text) == expected


def test_a_test_may_name_what_is_outdated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert fixes(tmp_path, "import zmq\nprint(zmq.XREQ)\n", "test_names.py") == []
