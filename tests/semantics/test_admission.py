"""Whom a socket lets in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.semantics.scenes import at, scene
from zlint.model import Authenticator, Setting, Topology, Tri, Value
from zlint.semantics.admission import asks_for_credentials, bound_before, lacks_own_keys, lets_in_any, unchecked


@pytest.mark.parametrize(
    ("contexts", "known", "expected"),
    [(("c",), ("c",), True), (("c",), ("d",), False), ((), ("d",), True), (("c",), (), True)],
)
def test_an_authenticator_answers_for_its_context(
    contexts: tuple[str, ...], known: tuple[str, ...], expected: bool
) -> None:
    topology = scene({"s": "PULL"}, {"main": "1 bind s"})
    socket = replace(topology.socket("s"), contexts=known)
    topology = replace(topology, authenticators=(Authenticator(socket.span, contexts, "main"),))
    assert asks_for_credentials(topology, socket) is expected


def test_options_that_ask_for_credentials() -> None:
    topology = scene({"s": "PULL", "t": "PULL"}, {"main": "1 option s PLAIN_SERVER; 2 option t LINGER"})
    assert [asks_for_credentials(topology, topology.socket(each)) for each in ("s", "t")] == [True, False]


@pytest.mark.parametrize(
    ("contexts", "known", "calls", "expected"),
    [
        ((), ("c",), (), Tri.YES),
        (("c",), ("c",), ("start", "configure_curve"), Tri.NO),
        (("c",), ("c",), ("configure_curve",), Tri.MAYBE),
        (("d",), ("c",), ("start",), Tri.YES),
        (("d",), (), ("start",), Tri.NO),
    ],
)
def test_unchecked(contexts: tuple[str, ...], known: tuple[str, ...], calls: tuple[str, ...], expected: Tri) -> None:
    topology = scene({"s": "PULL"}, {"main": "1 option s CURVE_SERVER; 2 bind s"})
    socket = replace(topology.socket("s"), contexts=known)
    made = Authenticator(at(3), contexts, "main", tuple(Setting(call, at(4)) for call in calls))
    topology = replace(topology, authenticators=(made,) if contexts else ())
    assert unchecked(topology, socket) is expected


@pytest.mark.parametrize(
    ("line", "edges", "expected"),
    [
        ("1 open s; 2 bind s; 3 option s CURVE_SERVER", "", [2]),
        ("1 open s; 3 option s CURVE_SERVER; 2 bind s", "", []),
        ("1 open s; 2 bind s; 3 option s CURVE_SERVER", "1>3", []),
        ("1 open s; 2 connect s; 3 option s CURVE_SERVER", "", []),
        ("1 open s; 2 bind s; 3 option s CURVE_SERVER; 4 bind s", "", [2]),
    ],
)
def test_bound_before(line: str, edges: str, expected: list[int]) -> None:
    topology: Topology = scene({"s": "PULL"}, {"main": line}, edges=edges)
    assert [span.line for span in bound_before(topology, topology.op(3), topology.socket("s"))] == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("CURVE_SERVERKEY", True),
        ("CURVE_SERVERKEY CURVE_SECRETKEY", True),
        ("CURVE_SERVERKEY CURVE_SECRETKEY CURVE_PUBLICKEY", False),
        ("CURVE_SECRETKEY", False),
    ],
)
def test_lacks_own_keys(options: str, expected: bool) -> None:
    line = "; ".join(f"{number} option s {name}" for number, name in enumerate(options.split(), 1))
    topology = scene({"s": "PUSH"}, {"main": line})
    assert lacks_own_keys(topology, topology.socket("s")) is expected


@pytest.mark.parametrize(
    ("locations", "expected"),
    [
        ([("*",)], Tri.YES),
        ([("keys", "*")], Tri.MAYBE),
        ([("*",), ("keys",)], None),
        ([("keys",), ("*",)], Tri.YES),
        ([], None),
    ],
)
def test_lets_in_any(locations: list[tuple[str, ...]], expected: Tri | None) -> None:
    settings = tuple(Setting("configure_curve", at(1), (("location", Value(each)),)) for each in locations)
    found = lets_in_any(Authenticator(at(1), (), "main", settings))
    assert (found and found[1]) is expected
