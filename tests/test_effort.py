"""Calls that are not followed again: what they are worth, and what they are known to do."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from zlint import static
from zlint.model import Topology
from zlint.static.link.effort import ENOUGH


def link(folder: Path, text: str) -> Topology:
    (folder / "main.py").write_text(dedent(text), "utf-8")
    return static.analyse([folder], root=folder).topology


def test_what_a_function_makes_is_another_one_at_each_call(tmp_path: Path) -> None:
    """It gives the same unknown, whatever it is given: but not the same value."""
    ports = "".join(f'first.bind(f"tcp://127.0.0.1:{{port({n})}}")\n' for n in range(ENOUGH))
    topology = link(
        tmp_path,
        "import zmq\nfrom elsewhere import choose\n\ndef port(number):\n    return choose()\n\n"
        "context = zmq.Context()\nfirst, second = context.socket(zmq.PUSH), context.socket(zmq.PULL)\n"
        f'{ports}first.bind(f"tcp://127.0.0.1:{{port(-1)}}")\nsecond.connect(f"tcp://127.0.0.1:{{port(-2)}}")\n',
    )
    ends = [op.endpoints[0] for op in topology.all_ops("bind", "connect")]
    assert [str(end) for end in ends] == ["tcp://127.0.0.1:{choose}"] * (ENOUGH + 2)
    assert len({end.parts for end in ends}) == ENOUGH + 2


def test_a_function_that_stores_is_followed_each_time(tmp_path: Path) -> None:
    rows = "".join(f'keep("tcp://127.0.0.1:{7000 + n}")\n' for n in range(ENOUGH + 2))
    topology = link(
        tmp_path,
        "import zmq\n\nclass Kept:\n    place = None\n\ndef keep(place):\n    Kept.place = place\n\n"
        f"{rows}zmq.Context().socket(zmq.PULL).connect(Kept.place)\n",
    )
    (connect,) = topology.all_ops("connect")
    assert [str(end) for end in connect.endpoints] == [f"tcp://127.0.0.1:{7000 + ENOUGH + 1}"]


def test_a_function_that_only_waits_does_so_at_each_call(tmp_path: Path) -> None:
    """Here it may, where it is not followed; and it calls what it called before, not itself."""
    topology = link(
        tmp_path,
        """
        import time
        import zmq

        def settle(seconds):
            if seconds:
                time.sleep(seconds)

        sock = zmq.Context().socket(zmq.PUSH)
        sock.connect("tcp://127.0.0.1:7000")
        settle(1)
        sock.send(b"1")
        settle(1)
        sock.send(b"2")
        """,
    )
    first, second = topology.all_ops("pause")
    assert [(op.span.line, op.via[-1].line) for op in (first, second)] == [(7, 11), (7, 13)]
    (graph,) = topology.graphs
    one, two = topology.all_ops("send")
    edges = {(number, edge.target): edge.calls for number, found in graph.edges.items() for edge in found}
    assert (first.id, one.id) in edges
    assert edges[(one.id, two.id)] == frozenset({"sleep"})
    assert edges[(one.id, second.id)] == frozenset({"sleep"})
