"""`semantics.pyzmq` against pyzmq itself: every public name has its place, and arguments stand where it says."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable

import pytest
import zmq
import zmq.asyncio
import zmq.auth
from zmq.eventloop.zmqstream import ZMQStream

from zlint.semantics.options import OPTIONS
from zlint.semantics.pyzmq import (
    AUTHENTICATOR_METHODS,
    CATCHES_AGAIN,
    CONTEXT_METHODS,
    IGNORED,
    POLLER_METHODS,
    SOCKET_METHODS,
    STREAM_METHODS,
    Spelling,
)

MAPPED = {
    "Socket": {*SOCKET_METHODS, *(name.lower() for name in OPTIONS)},
    "Context": set(CONTEXT_METHODS),
    "Poller": set(POLLER_METHODS),
    "ZMQStream": {*STREAM_METHODS, *SOCKET_METHODS},
}
SYNC: dict[str, type] = {"Socket": zmq.Socket, "Context": zmq.Context, "Poller": zmq.Poller, "ZMQStream": ZMQStream}
LATER = {"recv_into"}  # pyzmq 26.4
ASYNC: dict[str, type] = {"Socket": zmq.asyncio.Socket, "Context": zmq.asyncio.Context, "Poller": zmq.asyncio.Poller}


def public(owner: object) -> set[str]:
    return {name for name in dir(owner) if not name.startswith("_")}


@pytest.mark.parametrize("kind", SYNC)
def test_every_name_is_mapped_or_ignored(kind: str) -> None:
    assert public(SYNC[kind]) - MAPPED[kind] - set(IGNORED[kind]) == set()
    assert MAPPED[kind] & set(IGNORED[kind]) == set()


@pytest.mark.parametrize("kind", ASYNC)
def test_asyncio_adds_nothing_else(kind: str) -> None:
    more = IGNORED.get(f"asyncio.{kind}", {})
    assert public(ASYNC[kind]) - public(SYNC[kind]) == set(more)


def test_green_adds_nothing() -> None:
    # In a process of its own: gevent changes the one that imports it.
    script = "import json, zmq.green as green; kinds = ('Socket', 'Context', 'Poller'); "
    script += "print(json.dumps({kind: dir(getattr(green, kind)) for kind in kinds}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    names = {
        kind: {name for name in found if not name.startswith("_")} for kind, found in json.loads(done.stdout).items()
    }
    assert {kind: found - public(SYNC[kind]) for kind, found in names.items()} == {kind: set() for kind in names}


@pytest.mark.parametrize("kind", SYNC)
def test_nothing_is_listed_that_pyzmq_lacks(kind: str) -> None:
    made_by_init = {"Poller": {"sockets"}}
    names = {name for name in MAPPED[kind] if not name.startswith("__")} | set(IGNORED[kind])
    names -= {name.lower() for name in OPTIONS}
    names -= set(SOCKET_METHODS) if kind == "ZMQStream" else set()
    assert names - public(SYNC[kind]) - LATER == made_by_init.get(kind, set())


def test_every_reason_is_said() -> None:
    assert [name for names in IGNORED.values() for name, reason in names.items() if len(reason.split()) < 3] == []


@pytest.mark.parametrize(
    ("name", "spelling"), [item for item in SOCKET_METHODS.items() if hasattr(zmq.Socket, item[0])]
)
def test_where_arguments_stand(name: str, spelling: Spelling) -> None:
    method: Callable[..., object] = getattr(zmq.Socket, name)
    given = list(inspect.signature(method).parameters.values())[1:]
    positional = [each.name for each in given if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert spelling.flags == (positional.index("flags") if "flags" in positional else None)
    payloads = {"data", "u", "obj", "msg_parts", "msg", "timeout", "addr", "topic", "optval", "value"}
    assert spelling.payload == next((n for n, each in enumerate(positional) if each in payloads), None)


def test_what_catches_again() -> None:
    names = {each.__name__ for each in zmq.Again.__mro__} - {"object"}
    assert {name.removeprefix("zmq.") for name in CATCHES_AGAIN} == names


@pytest.mark.parametrize(("name", "parameters"), AUTHENTICATOR_METHODS.items())
def test_parameters_of_authenticators(name: str, parameters: tuple[str, ...]) -> None:
    declared = list(inspect.signature(getattr(zmq.auth.Authenticator, name)).parameters)
    assert declared == ["self", *parameters]
