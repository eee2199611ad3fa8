from typing import Any

import pytest
import zmq

from tests.semantics import TRUTH
from zlint.model import Tri
from zlint.semantics.options import ALIASES, OPTIONS, canonical_option, fact, late_effect, takes
from zlint.semantics.peers import STABLE

MEASURED: dict[str, dict[str, Any]] = TRUTH["options"]
DEFAULTS = {"write-only/EINVAL": None, "per type": None, "b:": b""}
# Inferred from their family in truth.json, and measured by the oracle.
ASKED_LATER = {
    "HEARTBEAT_TIMEOUT",
    "HEARTBEAT_TTL",
    "TCP_ACCEPT_FILTER",
    "TCP_KEEPALIVE_CNT",
    "TCP_KEEPALIVE_IDLE",
    "TCP_KEEPALIVE_INTVL",
}
MIXED = {
    "HWM": "live after connect, dead after bind",
    "SNDHWM": "live after connect, dead after bind",
    "RCVHWM": "live after connect, dead after bind",
    "PROBE_ROUTER": "live after bind, dead after connect",
}


def test_options_are_those_of_truth_and_pyzmq() -> None:
    assert list(OPTIONS) == list(MEASURED)
    assert set(OPTIONS) == {option.name for option in zmq.SocketOption}


def test_aliases_are_those_of_pyzmq() -> None:
    members = zmq.SocketOption.__members__
    assert {name: option.name for name, option in members.items() if name != option.name} == ALIASES


@pytest.mark.parametrize(("name", "measured"), MEASURED.items())
def test_types(name: str, measured: dict[str, Any]) -> None:
    applies = STABLE if measured["applies_to"] == "ALL" else measured["applies_to"]
    assert {each: takes(each, name) for each in STABLE} == {each: Tri.of(each in applies) for each in STABLE}


@pytest.mark.parametrize(("name", "measured"), MEASURED.items())
def test_value_and_default(name: str, measured: dict[str, Any]) -> None:
    assert OPTIONS[name].value == {"int64": "int", "fd": "int"}.get(measured["value_type"], measured["value_type"])
    default = -1 if name == "LINGER" else DEFAULTS.get(measured["default"], measured["default"])
    assert OPTIONS[name].default == default


@pytest.mark.parametrize(("name", "measured"), MEASURED.items())
def test_late(name: str, measured: dict[str, Any]) -> None:
    sure = measured["measured"] or name in ASKED_LATER or name == "UNSUBSCRIBE"
    plain = {True: "live", False: "dead"}.get(measured["late_effect"], "unknown") if sure else "unknown"
    assert OPTIONS[name].late == MIXED.get(name, plain)


@pytest.mark.parametrize(
    ("option", "after_bind", "after_connect", "after_both"),
    [
        ("LINGER", Tri.YES, Tri.YES, Tri.YES),
        ("IDENTITY", Tri.NO, Tri.NO, Tri.NO),
        ("sndhwm", Tri.NO, Tri.YES, Tri.MAYBE),
        ("PROBE_ROUTER", Tri.YES, Tri.NO, Tri.MAYBE),
        ("RATE", Tri.MAYBE, Tri.MAYBE, Tri.MAYBE),
        ("NO_SUCH_OPTION", Tri.MAYBE, Tri.MAYBE, Tri.MAYBE),
    ],
)
def test_late_effect(option: str, after_bind: Tri, after_connect: Tri, after_both: Tri) -> None:
    answers = [late_effect(option, attached_by) for attached_by in ("bind", "connect", "both")]
    assert answers == [after_bind, after_connect, after_both]


@pytest.mark.parametrize(("libzmq", "answer"), [((4, 1, 6), Tri.NO), ((4, 2), Tri.YES), ((5,), Tri.YES)])
def test_a_high_water_mark_is_taken_up_late_since_4_2(libzmq: tuple[int, ...], answer: Tri) -> None:
    assert late_effect("RCVHWM", "connect", libzmq) is answer
    assert late_effect("PROBE_ROUTER", "bind", libzmq) is Tri.YES


def test_takes() -> None:
    assert takes("XREQ", "IDENTITY") is Tri.YES
    assert takes("XREP", "ROUTER_BEHAVIOR") is Tri.YES
    assert takes("XSUB", "subscribe") is Tri.NO
    assert takes("SERVER", "LINGER") is Tri.MAYBE
    assert takes("SERVER", "HWM") is Tri.NO
    assert takes("PUB", "NO_SUCH_OPTION") is Tri.MAYBE


def test_names() -> None:
    assert canonical_option("linger") == "LINGER"
    assert canonical_option("identity") == "ROUTING_ID"
    assert fact("no_such_option") is None


def test_conflate_is_accepted_where_it_does_nothing() -> None:
    assert OPTIONS["CONFLATE"].effective == ("DEALER", "PUB", "PULL", "PUSH", "SUB")
    assert [fact.name for fact in OPTIONS.values() if fact.effective is not None] == ["CONFLATE"]


def test_units_that_are_times() -> None:
    assert [fact.name for fact in OPTIONS.values() if fact.unit == "s"] == ["TCP_KEEPALIVE_IDLE", "TCP_KEEPALIVE_INTVL"]
    times = {fact.name for fact in OPTIONS.values() if fact.unit == "ms"}
    assert times == {
        "CONNECT_TIMEOUT",
        "HANDSHAKE_IVL",
        "HEARTBEAT_IVL",
        "HEARTBEAT_TIMEOUT",
        "HEARTBEAT_TTL",
        "LINGER",
        "RCVTIMEO",
        "RECONNECT_IVL",
        "RECONNECT_IVL_MAX",
        "RECOVERY_IVL",
        "SNDTIMEO",
        "TCP_MAXRT",
        "VMCI_CONNECT_TIMEOUT",
    }
