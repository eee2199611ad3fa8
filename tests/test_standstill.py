"""Executions that wait for each other: which ways are followed, and where nothing is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from zlint import static
from zlint.semantics import standstill
from zlint.semantics.standstill import standstills

Stops = Callable[..., list[tuple[list[int], list[int]]]]


@pytest.fixture
def stops(tmp_path: Path) -> Stops:
    """Waits and steps, by lines of main (from 1 on) and of the threads (from 101, 201 ... on); 0 for a start."""

    def found(main: str, *threads: str) -> list[tuple[list[int], list[int]]]:
        text, lines = _program(main, threads)
        (tmp_path / "main.py").write_text(text, "utf-8")
        topology = static.analyse([tmp_path], root=tmp_path).topology
        return [
            (sorted(lines[op.span.line] for op in each.waits), [lines.get(op.span.line, 0) for op in each.steps])
            for each in standstills(topology)
        ]

    return found


def _program(main: str, threads: tuple[str, ...]) -> tuple[str, dict[int, int]]:
    """Main has an end `out0`, `out1` ... for each thread, which calls its own `end`. The numbers of their lines."""
    lines = ["import sys", "import threading", "import zmq", "context = zmq.Context()"]
    numbers: dict[int, int] = {}

    def body(text: str, base: int, prefix: str) -> None:
        for number, line in enumerate(dedent(text).strip().splitlines(), 1):
            lines.append(indent(line, prefix))
            numbers[len(lines)] = base + number

    for at, thread in enumerate(threads):
        lines.extend([f"def run{at}():", "    end = context.socket(zmq.PAIR)", f"    end.connect('inproc://{at}')"])
        body(thread, 100 * (at + 1), "    ")
    for at in range(len(threads)):
        lines.extend([f"out{at} = context.socket(zmq.PAIR)", f"out{at}.bind('inproc://{at}')"])
    lines.extend(f"threading.Thread(target=run{at}).start()" for at in range(len(threads)))
    body(main, 0, "")
    return "\n".join(lines) + "\n", numbers


def test_both_receive_first(stops: Stops) -> None:
    assert [waits for waits, _ in stops("out0.recv()\nout0.send(b'')", "end.recv()\nend.send(b'')")] == [[1, 101]]


def test_what_was_done_before_is_told_in_order(stops: Stops) -> None:
    ways = stops("out0.send(b'')\nout0.recv()\nout0.recv()", "end.recv()\nend.send(b'')\nend.recv()")
    assert ways == [([3, 103], [0, 1, 101, 102, 2])]


def test_a_message_on_the_way_ends_the_wait(stops: Stops) -> None:
    assert stops("out0.recv()\nout0.send(b'')", "end.send(b'')\nend.recv()") == []


def test_who_ends_lets_the_other_wait_in_no_circle(stops: Stops) -> None:
    assert stops("out0.recv()", "end.recv()\nend.send(b'')") == [([1, 101], [0])]
    assert stops("out0.send(b'')\nout0.recv()", "end.recv()") == []


def test_every_branch_has_to_end_so(stops: Stops) -> None:
    thread = "if len(sys.argv) > 1:\n    print({0})\nend.recv()\nend.send(b'')"
    assert [waits for waits, _ in stops("out0.recv()", thread.format("1"))] == [[1, 103]]
    assert [waits for waits, _ in stops("out0.recv()", thread.format("end.recv()"))] == [[1, 103]]
    assert stops("out0.recv()", thread.format("end.send(b'')")) == []


def test_a_loop_that_may_go_on_is_no_standstill(stops: Stops) -> None:
    loop = "while True:\n    {0}\n    {1}"
    assert stops(loop.format("out0.send(b'')", "out0.recv()"), loop.format("end.recv()", "end.send(b'')")) == []
    assert stops("out0.recv()", loop.format("end.recv()", "end.send(b'')")) == [([1, 102], [0])]


def test_only_who_stands_in_the_circle_is_told(stops: Stops) -> None:
    ways = stops("out0.recv()\nout1.send(b'')", "end.recv()", "end.recv()")
    assert [waits for waits, _ in ways] == [[1, 101]]


@pytest.mark.parametrize(
    "thread",
    [
        "end.rcvtimeo = 100\nend.recv()",
        "end.poll(100)\nend.recv()",
        "end.recv(zmq.NOBLOCK)\nend.recv()",
        "end.recv()\nsys.modules['outside'].take(end)",
        "end.connect(sys.argv[1])\nend.recv()",
        "end.setsockopt(int(sys.argv[1]), 1)\nend.recv()",
    ],
)
def test_what_is_not_known_makes_it_silent(stops: Stops, thread: str) -> None:
    assert stops("out0.recv()\nout0.send(b'')", thread) == []


def test_behind_a_bound_nothing_is_said(stops: Stops, monkeypatch: pytest.MonkeyPatch) -> None:
    main = "\n".join(["out0.send(b'')"] * 5 + ["out0.recv()"])
    thread = "\n".join(["end.recv()"] * 6)
    assert len(stops(main, thread)) == 1
    monkeypatch.setattr(standstill, "STATES", 4)
    assert stops(main, thread) == []
    monkeypatch.undo()
    monkeypatch.setattr(standstill, "QUEUED", 4)
    assert stops(main, thread) == []


def test_a_failing_turn_is_another_rules(stops: Stops, tmp_path: Path) -> None:
    text = """
    import threading
    import zmq
    context = zmq.Context()
    def serve():
        server = context.socket(zmq.REP)
        server.bind("inproc://server")
        server.recv()
    client = context.socket(zmq.REQ)
    client.connect("inproc://server")
    threading.Thread(target=serve).start()
    client.recv()
    """
    (tmp_path / "main.py").write_text(dedent(text), "utf-8")
    assert list(standstills(static.analyse([tmp_path], root=tmp_path).topology)) == []
