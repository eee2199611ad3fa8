"""The functions that stand in for methods of sockets.

Those that move messages are compiled for each method with its very parameters: a call in a tight loop has about a
quarter of a microsecond to spare, and that is what a plain Python call with fixed parameters leaves. Everything else
goes through `plain`.
"""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from collections.abc import Callable
from typing import Any

from zlint.semantics.pyzmq import SOCKET_METHODS
from zlint.trace import limits
from zlint.trace.places import OWN
from zlint.trace.record import CACHE, UNCOUNTED, Recorder
from zlint.trace.sharing import WRAPPER
from zlint.trace.track import nowhere

Function = Callable[..., Any]

HOT = """\
def {name}({parameters}):
    try:
        frame = getframe(1)
        spot = self.{cache}[frame.f_lasti]
        if spot.code is not frame.f_code or spot.flags is not {flags} or spot.ident != get_ident():
            raise KeyError
    except ValueError:  # nothing of Python calls this: a greenlet begins here
        spot = nowhere
    except (KeyError, TypeError, AttributeError):
        spot = find(self, {name!r}, frame, {flags}{copy})
    try:
        result = original({arguments})
    except BaseException as error:
        failed(spot, error)
        raise
{shape}    spot.left = left = spot.left - 1
    if not left:
        tick(spot, {message})
    return result
"""
SHAPE = """\
    if spot.frames != len({message}):
        shaped(spot, len({message}))
"""
COUNTED = ("bytes", "string", "multipart")  # codecs whose messages have frames that can be counted


def hot(recorder: Recorder, name: str, original: Function) -> Function:
    """A method that sends or receives."""
    spelling = SOCKET_METHODS[name]
    signature = inspect.signature(original)
    names = list(signature.parameters)
    payload = names[1] if spelling.kind == "send" else "result"
    message = payload if spelling.codec in COUNTED and name != "recv_into" else "None"
    source = HOT.format(
        name=name,
        cache=CACHE + name,
        parameters=_parameters(signature),
        arguments=_arguments(signature),
        flags="flags" if "flags" in names else "no_flags",
        copy=", copy=bool(copy)" if spelling.kind == "send" and "copy" in names else "",
        message=message,
        shape=SHAPE.format(message=message) if spelling.codec == "multipart" else "",
    )
    scope: dict[str, Any] = {
        **{f"default_{key}": each.default for key, each in signature.parameters.items()},
        "original": original,
        "getframe": sys._getframe,
        "get_ident": threading.get_ident,
        "find": recorder.find,
        "nowhere": nowhere(),
        "no_flags": 0,
        "failed": recorder.failed,
        "shaped": recorder.shaped,
        "tick": recorder.tick,
    }
    exec(compile(source, WRAPPER, "exec"), scope)
    made: Function = functools.wraps(original)(scope[name])
    return made


def _parameters(signature: inspect.Signature) -> str:
    """The parameters as they are declared, each default under a name of its own."""
    shown = [
        each.replace(
            annotation=each.empty,
            default=each.empty if each.default is each.empty else _Named(f"default_{key}"),
        )
        for key, each in signature.parameters.items()
    ]
    return str(signature.replace(parameters=shown, return_annotation=signature.empty))[1:-1]


class _Named:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def _arguments(signature: inspect.Signature) -> str:
    forms: dict[Any, str] = {
        inspect.Parameter.KEYWORD_ONLY: "{0}={0}",
        inspect.Parameter.VAR_POSITIONAL: "*{0}",
        inspect.Parameter.VAR_KEYWORD: "**{0}",
    }
    return ", ".join(forms.get(each.kind, "{0}").format(key) for key, each in signature.parameters.items())


Describe = Callable[[dict[str, Any]], dict[str, Any]]
After = Callable[[Any, Any, Any], None]
LINGER = 17
# Functions of pyzmq through which the user's code does what others do by a call: `socket.linger = 0`, `with socket:`.
INDIRECT = frozenset({"__setattr__", "_set_attr_opt", "__getattr__", "_get_attr_opt", "__exit__"})


def user_frame(recorder: Recorder, frame: Any) -> Any:
    """The frame that a call is to be put down to; None when pyzmq itself made it, or nothing of Python did."""
    while frame is not None and recorder.is_internal(frame):
        if frame.f_code.co_name not in INDIRECT and not frame.f_code.co_filename.startswith(OWN):
            return None
        frame = frame.f_back
    return frame


def plain(
    recorder: Recorder,
    name: str,
    original: Function,
    describe: Describe,
    after: After,
    socket_of: Callable[[Any], Any] = lambda owner: owner,
) -> Function:
    """A method that is not called in tight loops.

    describe: what is to be said of its arguments, by name. after: told spot, socket and result of a call that did not
    raise. socket_of: the socket that the object stands for.
    """
    names = list(inspect.signature(original).parameters)[1:] if has_signature(original) else []

    @functools.wraps(original)
    def recorded(self: Any, *args: Any, **kwargs: Any) -> Any:
        frame = user_frame(recorder, sys._getframe().f_back)
        if frame is None:
            return original(self, *args, **kwargs)
        given = {**dict(zip(names, args)), **kwargs}
        spot = recorder.begun(socket_of(self), name, frame, given, describe)
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            recorder.failed(spot, error)
            raise
        after(spot, self, result)
        return result

    return recorded


def with_callback(recorded: Function, original: Function) -> Function:
    """A method that is an operation only if it is given a callback."""

    @functools.wraps(original)
    def told(self: Any, callback: Any, *args: Any, **kwargs: Any) -> Any:
        return (original if callback is None else recorded)(self, callback, *args, **kwargs)

    return told


def closing(recorder: Recorder, original: Function) -> Function:
    """`close`, whoever calls it: a socket that is collected closes itself, and a context that is destroyed its own."""

    @functools.wraps(original)
    def close(self: Any, *args: Any, **kwargs: Any) -> Any:
        frame = user_frame(recorder, sys._getframe().f_back)
        linger = _linger(recorder, self, kwargs.get("linger", args[0] if args else None))
        spot = None if frame is None else recorder.find(self, "close", frame, 0, value=linger, set=linger is not None)
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            if spot is not None:
                recorder.failed(spot, error)
            raise
        if spot is not None:
            recorder.passed(spot)
        recorder.left(self, collected=_collects(recorder, sys._getframe().f_back))
        return result

    return close


def _collects(recorder: Recorder, caller: Any) -> bool:
    """Is it pyzmq itself that closes a socket, because nothing holds that any more?"""
    return caller is not None and caller.f_code.co_name == "__del__" and recorder.is_internal(caller)


def _linger(recorder: Recorder, socket: Any, given: Any) -> int | None:
    """How long messages are kept, by what close() is told or by the option."""
    if isinstance(given, int):
        return given
    try:
        return int(recorder.option(socket, LINGER))
    except Exception:  # it is closed, or its context is terminated
        return None


def promising(recorder: Recorder, name: str, original: Function) -> Function:
    """A method of an asyncio socket that returns a future of what it sends or receives."""
    names = list(inspect.signature(original).parameters)[1:]
    spelling = SOCKET_METHODS[name]
    sends, counted = spelling.kind == "send", spelling.codec in COUNTED

    @functools.wraps(original)
    def recorded(self: Any, *args: Any, **kwargs: Any) -> Any:
        frame = sys._getframe().f_back
        if frame is None or recorder.is_internal(frame):
            return original(self, *args, **kwargs)
        given = {**dict(zip(names, args)), **kwargs}
        limited = {"limited": True} if limits.around() else {}
        spot = recorder.again(self, name, frame, given.get("flags", 0), **limited)
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            recorder.failed(spot, error)
            raise
        recorder.promised(spot, (given[names[0]] if sends else None) if counted else UNCOUNTED, result)
        return result

    return recorded


def proxying(recorder: Recorder, name: str, original: Function) -> Function:
    """`zmq.proxy` and its relatives: they use two or three sockets until something ends them."""

    @functools.wraps(original)
    def proxy(*args: Any, **kwargs: Any) -> Any:
        ends = recorder.proxied(name, [*args, *kwargs.values()], sys._getframe().f_back)
        try:
            return original(*args, **kwargs)
        except BaseException as error:
            for spot in ends:
                recorder.failed(spot, error)
            raise

    return proxy


def has_signature(function: Function) -> bool:
    """Are its parameters known?"""
    try:
        inspect.signature(function)
    except (TypeError, ValueError):
        return False
    return True


def polling(recorder: Recorder, original: Function) -> Function:
    """`Poller.poll`: one spot for each socket that is registered."""

    @functools.wraps(original)
    def poll(self: Any, *args: Any, **kwargs: Any) -> Any:
        frame = sys._getframe().f_back
        if frame is None or recorder.is_internal(frame):
            return original(self, *args, **kwargs)
        timeout = args[0] if args else kwargs.get("timeout")
        zlint_polled = recorder.polled(self.sockets, frame, timeout)
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            for _, spot in zlint_polled:
                recorder.failed(spot, error)
            raise
        if hasattr(result, "add_done_callback"):
            result.add_done_callback(functools.partial(recorder.poll_resolved, zlint_polled))
        else:
            recorder.poll_ended(zlint_polled, result)
        return result

    return poll
