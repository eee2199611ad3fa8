from __future__ import annotations

import time

import pytest
import zmq

from zlint.model.value import Constant
from zlint.prove import free_port, name_of
from zlint.semantics.options import OPTIONS
from zlint.semantics.values import KEYS, LENGTHS, RANGES, fault

EDGES = [(name, edge + step) for name, (least, most) in RANGES.items() for edge, step in ((least, -1), (most, 1))]
INSIDE = [(name, edge) for name, edges in RANGES.items() for edge in edges]
SIZES = [(name, b"x" * size) for name in LENGTHS for size in (0, 1, 255, 256)]
KEY_SIZES = [(name, b"x" * size) for name in sorted(KEYS) for size in (0, 31, 32, 39, 40, 41)]
KINDS: list[tuple[str, Constant]] = [
    (name, value) for name in ("LINGER", "ROUTING_ID") for value in ("5", b"5", 5, 5.0, None, True)
]


def happens(option: str, value: Constant, method: str = "setsockopt") -> str | None:
    """The error that the installed pyzmq raises."""
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        try:
            getattr(socket, method)(getattr(zmq, option), value)
        except zmq.ZMQError as error:
            return name_of(error)
        except (TypeError, OverflowError) as error:
            return type(error).__name__
    return None


@pytest.mark.parametrize(("option", "value"), [*EDGES, *INSIDE, *SIZES, *KEY_SIZES, *KINDS])
def test_as_pyzmq_has_it(option: str, value: Constant) -> None:
    found = fault(option, "setsockopt", value)
    assert (found[0] if found else None) == happens(option, value)


@pytest.mark.parametrize("method", ["setsockopt_string", "set_string"])
@pytest.mark.parametrize(("option", "value"), [("ROUTING_ID", "a"), ("ROUTING_ID", b"a"), ("LINGER", "5")])
def test_text_setters(option: str, value: Constant, method: str) -> None:
    found = fault(option, method, value)
    assert (found[0] if found else None) == happens(option, value, method)


@pytest.mark.parametrize("value", ["a", b"a", 5, None])
def test_subscribe_takes_both(value: Constant) -> None:
    found = fault("SUBSCRIBE", "subscribe", value)
    with zmq.Context() as context, context.socket(zmq.SUB) as socket:
        if found is None:
            socket.subscribe(value)  # type: ignore[arg-type]
        else:
            with pytest.raises(TypeError):
                socket.subscribe(value)  # type: ignore[arg-type]


def test_all_are_options() -> None:
    assert {*RANGES, *LENGTHS, *KEYS} <= OPTIONS.keys()


def test_a_part_of_a_millisecond_counts_as_nothing() -> None:
    with zmq.Context() as context:
        source = context.socket(zmq.PUSH)
        source.linger = 2000
        source.connect(f"tcp://127.0.0.1:{free_port()}")
        source.send(b"result")
        source.close(linger=0.5)  # type: ignore[arg-type]
        began = time.monotonic()
    assert time.monotonic() - began < 0.4  # the end of the context did not wait for the message
