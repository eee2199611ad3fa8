from __future__ import annotations

import pytest
import zmq
import zmq.asyncio

from zlint.semantics.options import OPTIONS
from zlint.semantics.settings import ATTRIBUTES, IDLE, NO_OPTION, READ_ONLY, REFUSES, TAKEN, outcome


@pytest.mark.parametrize("option", sorted(READ_ONLY | {"HWM"}))
def test_what_cannot_be_set(option: str) -> None:
    value = b"x" if OPTIONS[option].value == "bytes" else 1
    with zmq.Context() as context, context.socket(zmq.PULL) as socket, pytest.raises(zmq.ZMQError, match="Invalid"):
        socket.setsockopt(getattr(zmq, option), value)
    assert outcome("PULL", option, "setsockopt") == REFUSES


def test_a_manual_xpub_takes_subscriptions() -> None:
    with zmq.Context() as context, context.socket(zmq.XPUB) as socket:
        with pytest.raises(zmq.ZMQError, match="Invalid"):
            socket.setsockopt(zmq.SUBSCRIBE, b"")
        socket.setsockopt(zmq.XPUB_MANUAL, 1)
        socket.setsockopt(zmq.SUBSCRIBE, b"")


def test_attributes_are_those_of_pyzmq() -> None:
    names = {name for cls in (zmq.Socket, zmq.asyncio.Socket) for name in dir(cls) if name[0] != "_"}
    assert {name for name in names if name.upper() not in dir(zmq)} <= ATTRIBUTES


@pytest.mark.parametrize(
    ("type", "option", "call", "expected"),
    [
        ("PULL", "SUBSCRIBE", "setsockopt", REFUSES),
        ("SUB", "SUBSCRIBE", "setsockopt", TAKEN),
        ("REP", "CONFLATE", "setsockopt", IDLE),
        ("PULL", "HWM", "set_hwm", TAKEN),
        ("PULL", "HWM", "hwm", TAKEN),
        ("PULL", "RCVTIMEOUT", "rcvtimeout", NO_OPTION),
        ("PULL", "COPY_THRESHOLD", "copy_threshold", TAKEN),
        ("PULL", "GSSAPI_SERVER", "setsockopt", TAKEN),
    ],
)
def test_outcome(type: str, option: str, call: str, expected: str) -> None:
    assert outcome(type, option, call) == expected
