"""Contexts and closed sockets in the model: which context is made and ended where, and who looks at `closed`."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from zlint import static
from zlint.model import Topology


def linked(folder: Path, text: str) -> Topology:
    (folder / "main.py").write_text(dedent(text), "utf-8")
    return static.analyse([Path()], root=folder).topology


def test_a_context_is_made_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    topology = linked(
        tmp_path,
        """
        import zmq

        first = zmq.Context()
        with zmq.Context() as second:
            first.term()
        zmq.Context.instance().destroy()
        """,
    )
    lines = {context.id: context.span.line for context in topology.contexts}
    ops = [(op.call, op.span.line, lines[op.context or ""]) for op in topology.all_ops("context", "term")]
    assert ops == [
        ("Context", 4, 4),
        ("Context", 5, 5),
        ("term", 6, 4),
        ("__exit__", 5, 5),
        ("instance", 7, 7),
        ("destroy", 7, 7),
    ]


def test_a_look_at_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    topology = linked(
        tmp_path,
        """
        import zmq
        from zmq.eventloop.zmqstream import ZMQStream

        socket = zmq.Context().socket(zmq.PULL)
        stream = ZMQStream(socket)
        if not socket.closed and not stream.closed():
            socket.close()
        """,
    )
    assert [(op.call, op.span.line) for op in topology.all_ops("ask")] == [("closed", 7), ("closed", 7)]


@pytest.mark.parametrize(
    ("rest", "prompt"),
    [
        ("print('sent')", [("send", "next")]),
        ("raise SystemExit", []),
        ("sys.exit(print('sent'))", [("send", "next")]),
        ("publish()", []),
        ("time.sleep(1)", []),
        ("try:\n    sys.exit()\nfinally:\n    publish()", []),
        ("if len(sys.argv) > 1:\n    publish()", []),
    ],
)
def test_a_prompt_end(
    rest: str, prompt: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ("import sys, time", "import zmq", "from somewhere import publish")
    socket = ("socket = zmq.Context().socket(zmq.PUSH)", "socket.connect('tcp://a:1')", "socket.send(b'')")
    topology = linked(tmp_path, "\n".join((*lines, *socket, rest)))
    (graph,) = topology.graphs
    assert [(topology.op(number).call, label) for number, label in graph.prompt] == prompt
