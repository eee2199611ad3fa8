from itertools import product
from typing import Any

import pytest
import zmq

from tests.semantics import TRUTH
from zlint.model import Tri
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.peers import (
    ALIASES,
    LEGAL,
    STABLE,
    TYPES,
    can_talk,
    canonical,
    inproc_delivers,
    suitable,
    thread_safe,
)

Row = tuple[str, list[Any]]


def test_types_are_those_of_pyzmq() -> None:
    assert sorted(TYPES) == sorted(zmq.SocketType.__members__)
    assert {name: zmq.SocketType[name].name for name in ALIASES} == ALIASES


@pytest.mark.parametrize("row", [*TRUTH["pairing"]["tcp"].items(), *TRUTH["pairing"]["ipc"].items()])
def test_legal_pairs_are_those_whose_handshake_succeeds(row: Row) -> None:
    binder, connector = row[0].split("-")
    legal = row[1][0] == "handshake" or row[0] == "STREAM-STREAM"
    assert can_talk([binder], [connector]) is Tri.of(legal)


@pytest.mark.parametrize("row", TRUTH["pairing"]["inproc"].items())
def test_inproc_delivery(row: Row) -> None:
    verdict, _, _, to_connector, to_binder = row[1]
    ways = {(True, True): "both", (True, False): "to connector", (False, True): "to binder", (False, False): "nothing"}
    expected = "abort" if verdict == "ABORT" else ways[to_connector, to_binder]
    assert inproc_delivers(*row[0].split("-")) == expected


def test_every_pair_is_compared() -> None:
    pairs = {f"{binder}-{connector}" for binder, connector in product(STABLE, STABLE)}
    assert [set(rows) for rows in TRUTH["pairing"].values()] == [pairs] * 3
    assert len(LEGAL) == 19


def test_inproc_delivery_of_draft_types_is_not_known() -> None:
    assert inproc_delivers("SERVER", "CLIENT") == "unknown"


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (["PUB"], ["SUB", "XSUB"], Tri.YES),
        (["PUB"], ["SUB", "PULL"], Tri.MAYBE),
        (["PUB", "PUSH"], ["REQ", "REP"], Tri.NO),
        ([], ["REP"], Tri.MAYBE),
        (["REP"], [], Tri.MAYBE),
        (["XREP"], ["XREQ"], Tri.YES),
        (["XREQ"], ["SUB"], Tri.NO),
    ],
)
def test_alternatives(left: list[str], right: list[str], answer: Tri) -> None:
    assert can_talk(left, right) is answer
    assert can_talk(right, left) is answer


def test_suitable() -> None:
    assert suitable("PULL") == ("PUSH",)
    assert suitable("XREP") == ("DEALER", "REQ", "ROUTER")
    assert suitable("SUB") == ("PUB", "XPUB")


def test_canonical() -> None:
    assert [canonical(name) for name in ("XREQ", "XREP", "PUB")] == ["DEALER", "ROUTER", "PUB"]


@pytest.mark.parametrize("name", TYPES)
def test_thread_safe_types_are_those_libzmq_names(name: str) -> None:
    with zmq.Context() as context, context.socket(zmq.SocketType[name]) as socket:
        assert thread_safe(name) is bool(socket.getsockopt(zmq.THREAD_SAFE))


@pytest.mark.parametrize(("name", "measured"), TRUTH["direction"].items())
def test_direction(name: str, measured: dict[str, Any]) -> None:
    assert can_send(name) is not measured["never_sends"]
    assert can_recv(name) is not measured["never_recvs"]


def test_direction_of_every_type_is_compared() -> None:
    assert set(TYPES) - set(TRUTH["direction"]) == {"DGRAM", *ALIASES}
