from __future__ import annotations

import importlib.util
import warnings

import pytest
import zmq

from zlint.semantics.outdated import OUTDATED, Outdated, outdated


@pytest.mark.parametrize("known", OUTDATED.values(), ids=lambda known: known.name)
def test_as_pyzmq_has_it(known: Outdated) -> None:
    """Names that are removed are not there, the others are, and so is what takes their place."""
    owner, _, name = known.name.rpartition(".")
    holder = zmq.Socket if owner == "Socket" else importlib.import_module(owner)
    assert known.same is None or hasattr(holder, known.same) or known.same.upper() in zmq.SocketOption.__members__
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert _exists(holder, known.name, name) != known.removed


def _exists(holder: object, dotted: str, name: str) -> bool:
    if hasattr(holder, name):
        return True
    try:
        return importlib.util.find_spec(dotted) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("zmq.XREQ", "zmq.XREQ"),
        ("zmq.eventloop.ioloop.IOLoop.instance", "zmq.eventloop.ioloop"),
        ("Socket.send_unicode", "Socket.send_unicode"),
        ("zmq.devices", None),
        ("zmq.asyncio", None),
    ],
)
def test_what_a_name_is_part_of(path: str, name: str | None) -> None:
    found = outdated(path)
    assert (found.name if found else None) == name
