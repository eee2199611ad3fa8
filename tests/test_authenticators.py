"""What an authenticator is told, read from the text and from a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.recorded import record
from zlint import static
from zlint.model import Topology

PROGRAM = """\
import zmq
from zmq.auth import CURVE_ALLOW_ANY
from zmq.auth.thread import ThreadAuthenticator


class Gate:
    def __init__(self, context, keys):
        self.authenticator = ThreadAuthenticator(context)
        self.authenticator.start()
        self.let_in(keys)

    def let_in(self, keys):
        self.authenticator.configure_curve(domain="*", location=keys)
        self.authenticator.configure_plain("*", {"admin": "guess"})


own = zmq.Context()
gate = Gate(own, CURVE_ALLOW_ANY)
gate.authenticator.stop()
own.term()
shared = ThreadAuthenticator()
shared.allow("127.0.0.1")
socket = zmq.Context.instance().socket(zmq.PULL)
"""
TOLD = [
    ("start", 9, {}),
    ("configure_curve", 13, {"domain": "'*'", "location": "'*'"}),
]


def told(topology: Topology, number: int) -> list[tuple[str, int, dict[str, str]]]:
    settings = topology.authenticators[number].settings
    return [(each.call, each.span.line, {name: str(value) for name, value in each.values}) for each in settings]


def contexts(topology: Topology) -> list[list[int]]:
    return [[topology.context(key).span.line for key in each.contexts] for each in topology.authenticators]


def test_in_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.py").write_text(PROGRAM, "utf-8")
    topology = static.analyse([Path()], root=tmp_path).topology
    passwords = {"domain": "'*'", "users": "'admin'", "passwords": "'guess'"}
    assert [each.span.line for each in topology.authenticators] == [8, 21]
    assert told(topology, 0) == [*TOLD, ("configure_plain", 14, passwords)]
    assert told(topology, 1) == [("allow", 22, {"addresses": "'127.0.0.1'"})]
    assert contexts(topology) == [[17], [23]]


def test_of_a_subclass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = """\
import zmq
import zmq.auth.asyncio


class Gate(zmq.auth.asyncio.AsyncioAuthenticator):
    def open(self):
        self.start()
        self.configure_curve(location="keys")


def serve(context):
    Gate(context).open()
    context.socket(zmq.PULL).bind("tcp://127.0.0.1:5555")
"""
    Path("main.py").write_text(text, "utf-8")
    topology = static.analyse([Path()], root=tmp_path).topology
    assert told(topology, 0) == [("start", 7, {}), ("configure_curve", 8, {"location": "'keys'"})]
    assert contexts(topology) == [[]]


def test_in_a_run(tmp_path: Path) -> None:
    recording = record(tmp_path, PROGRAM)
    topology = recording.built.topology
    assert [each.span.line for each in topology.authenticators] == [8, 21]
    assert told(topology, 0) == [*TOLD, ("configure_plain", 14, {"domain": "'*'"})]
    assert told(topology, 1) == [("allow", 22, {})]
    assert contexts(topology) == [[17], [21]]
    assert "guess" not in recording.log.read_text("utf-8")
