"""What linking knows of single idioms: dedented source in, exact attaches and findings out."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from zlint import engine, registry, static
from zlint.model import Topology


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Linked:
    monkeypatch.chdir(tmp_path)
    return Linked(tmp_path)


class Linked:
    """The topology of one file, and its findings as (code, line) pairs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str) -> Topology:
        (self.folder / "main.py").write_text(dedent(text), "utf-8")
        return static.analyse([Path()], root=self.folder).topology

    def findings(self, text: str) -> list[tuple[str, int]]:
        rules = [rule for rule in registry.rules() if rule.profile == "default"]
        return [(found.code, found.span.line) for found in engine.run(self(text), rules, (), {})]


def attaches(topology: Topology) -> list[tuple[str, list[str]]]:
    return [(op.kind, [str(end) for end in op.endpoints]) for op in topology.all_ops("bind", "connect")]


FACTORY = """
    import zmq

    def open_pull(context, address=None):
        sock = context.socket(zmq.PULL)
        if address is None:
            sock.bind("tcp://127.0.0.1:7000")
        else:
            sock.connect(address)
        return sock

    class Ports:
        def __init__(self, results):
            self.results = results
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("open_pull(zmq.Context())", [("bind", ["tcp://127.0.0.1:7000"])]),
        ("open_pull(zmq.Context(), options.results)", [("connect", ["{results}"])]),
        ("open_pull(zmq.Context(), address=options.address)", None),
    ],
)
def test_an_optional_argument_that_is_given_is_not_none(
    link: Linked, call: str, expected: list[tuple[str, list[str]]] | None
) -> None:
    """An option that is handed on under its own name may have been left out before."""
    either = [("bind", ["tcp://127.0.0.1:7000"]), ("connect", ["{address}"])]
    topology = link(dedent(FACTORY) + f"\ndef serve(options):\n    return {call}.recv()\n")
    assert attaches(topology) == (expected or either)


def test_an_endpoint_that_is_an_attribute_of_what_was_received(link: Linked) -> None:
    topology = link(
        """
        import zmq

        context = zmq.Context()
        jobs = context.socket(zmq.PULL)
        jobs.bind("tcp://127.0.0.1:7000")
        job = jobs.recv_pyobj()
        answers = context.socket(zmq.PUSH)
        answers.connect(job.reply_to)
        """
    )
    assert attaches(topology) == [("bind", ["tcp://127.0.0.1:7000"]), ("connect", ["{reply_to}"])]
