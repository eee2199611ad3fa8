"""Puts the recorder's functions in the place of pyzmq's, class by class, as its modules are loaded.

Which methods there are, and of what kind each is, stands in `zlint.semantics.pyzmq`.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from typing import Any

from zlint.semantics.pyzmq import SOCKET_METHODS
from zlint.trace import calls, limits, log, objects, signals, starts
from zlint.trace.calls import Function, plain
from zlint.trace.record import CACHE, Recorder
from zlint.trace.start import SETTINGS

# Options whose text is a name or an address. Others can be secrets: of them only numbers are kept.
TEXTS = frozenset({"SUBSCRIBE", "UNSUBSCRIBE", "ROUTING_ID", "IDENTITY", "CONNECT_ROUTING_ID", "BINDTODEVICE"})

_recorder: list[Recorder] = []  # of this process
_makers: list[objects.Makers] = []


def loaded(module: str) -> None:
    """A module that `start` watches for has been imported."""
    if module == "multiprocessing.process":
        if _recorder:
            starts.processes(_recorder[0])
    elif module == "zmq":
        _zmq(_begin())
    elif _recorder:
        PATCHES[module](_recorder[0], sys.modules[module])


def _begin() -> Recorder:
    zmq = sys.modules["zmq"]
    own = log.of_environment(os.environ[SETTINGS])
    recorder = Recorder(own, str(zmq.__file__).rpartition(os.sep)[0])
    _recorder.append(recorder)
    own.begin(
        how="spawn" if starts.is_spawned() else "program",
        argv=sys.orig_argv[1:],
        cwd=os.getcwd(),  # noqa: PTH109 - as a text
        python=sys.version.split()[0],
        pyzmq=zmq.__version__,
        libzmq=zmq.zmq_version(),
    )
    atexit.register(recorder.finish)
    starts.threads(recorder)
    starts.sleeps(recorder)
    starts.forks(recorder)
    signals.watch(recorder)
    if "multiprocessing.process" in sys.modules:
        starts.processes(recorder)
    return recorder


def _zmq(recorder: Recorder) -> None:
    zmq = sys.modules["zmq"]
    _makers.append(objects.patch(recorder, zmq))
    _methods(recorder, zmq.Socket, SOCKET_METHODS)
    zmq.Poller.poll = calls.polling(recorder, zmq.Poller.poll)
    for name in ("proxy", "device", "proxy_steerable"):
        for module in (zmq, zmq.sugar, zmq.backend):
            if hasattr(module, name):
                setattr(module, name, calls.proxying(recorder, name, getattr(module, name)))


def _methods(recorder: Recorder, cls: Any, names: Any) -> None:
    for name in names:
        kind = SOCKET_METHODS[name].kind
        original = getattr(cls, name, None)
        if original is None:
            continue
        if kind in ("send", "recv") and calls.has_signature(original):
            setattr(cls, CACHE + name, {})
            setattr(cls, name, calls.hot(recorder, name, original))
        elif not name.startswith("get"):
            setattr(cls, name, _other(recorder, name, kind, original))
        else:
            setattr(cls, name, plain(recorder, name, original, option_read, recorder.returned))


def _other(recorder: Recorder, name: str, kind: str, original: Function) -> Function:
    describe = DESCRIBE.get(kind, _nothing)
    after = recorder.returned
    if kind == "bind":
        after = recorder.bound
    elif kind == "poll":
        after = recorder.poll_returned
    elif kind == "close":
        return calls.closing(recorder, original)
    return plain(recorder, name, original, describe, after)


def _asyncio(recorder: Recorder, module: Any) -> None:
    limits.watch()
    cls = module._AsyncSocket
    for name in [each for each in SOCKET_METHODS if hasattr(cls, each)]:
        kind, original = SOCKET_METHODS[name].kind, getattr(cls, name)
        if kind in ("send", "recv"):
            setattr(cls, name, calls.promising(recorder, name, original))
        elif kind != "option" and name in vars(cls):
            setattr(cls, name, _other(recorder, name, kind, original))
    module._AsyncPoller.poll = calls.polling(recorder, module._AsyncPoller.poll)


def _authenticator(recorder: Recorder, module: Any) -> None:
    objects.patch_authenticators(_makers[0], module.Authenticator)


def _green(recorder: Recorder, module: Any) -> None:
    _methods(recorder, module._Socket, [each for each in SOCKET_METHODS if each in vars(module._Socket)])


def _green_poll(recorder: Recorder, module: Any) -> None:
    module._Poller.poll = calls.polling(recorder, module._Poller.poll)


def _stream(recorder: Recorder, module: Any) -> None:
    cls = module.ZMQStream
    for name in ("on_recv", "on_recv_stream"):
        told = plain(recorder, name, vars(cls)[name], _streamed, recorder.delivers, lambda stream: stream.socket)
        setattr(cls, name, calls.with_callback(told, vars(cls)[name]))
    for name in [each for each in SOCKET_METHODS if SOCKET_METHODS[each].kind == "send" and each in vars(cls)]:
        sends = plain(recorder, name, vars(cls)[name], _streamed, recorder.returned, lambda stream: stream.socket)
        setattr(cls, name, sends)


PATCHES: dict[str, Callable[[Recorder, Any], None]] = {
    "zmq._future": _asyncio,
    "zmq.auth.base": _authenticator,
    "zmq.green.core": _green,
    "zmq.green.poll": _green_poll,
    "zmq.eventloop.zmqstream": _stream,
}


def _nothing(given: dict[str, Any]) -> dict[str, Any]:
    return {}


def _streamed(given: dict[str, Any]) -> dict[str, Any]:
    return {"stream": True}


def _first(given: dict[str, Any]) -> Any:
    return next(iter(given.values()), None)


def _text(value: Any) -> Any:
    """A value as JSON has it; None for what is neither text nor a number."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str | int | float) else None


def _endpoint(given: dict[str, Any]) -> dict[str, Any]:
    return {"endpoint": _text(_first(given))}


def option_read(given: dict[str, Any]) -> dict[str, Any]:
    return {"option": _option_name(_first(given))}


def _option(given: dict[str, Any]) -> dict[str, Any]:
    first, *rest = given.values()
    if not rest:
        return {"option": "HWM", "value": _text(first), "set": True}
    name = _option_name(first)
    secret = not isinstance(rest[0], int) and name not in TEXTS
    return {"option": name, "value": None if secret else _text(rest[0]), "set": True}


def _option_name(option: Any) -> str | None:
    try:
        return str(sys.modules["zmq"].SocketOption(option).name)
    except ValueError:
        return None


def _topic(given: dict[str, Any]) -> dict[str, Any]:
    return {"value": _text(_first(given)), "set": True}


def _poll(given: dict[str, Any]) -> dict[str, Any]:
    timeout = given.get("timeout")
    return {"timeout": timeout if isinstance(timeout, int | float) else None, "events": int(given.get("flags", 1))}


DESCRIBE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "bind": _endpoint,
    "connect": _endpoint,
    "unbind": _endpoint,
    "disconnect": _endpoint,
    "option": _option,
    "subscribe": _topic,
    "unsubscribe": _topic,
    "poll": _poll,
}
