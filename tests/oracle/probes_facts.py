"""What has no table: ending and LINGER, use after close, errors, polling, asyncio, forks."""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable
from functools import partial

import zmq
import zmq.asyncio

from tests.oracle import control
from tests.oracle.sockets import LONG, attach, drained, endpoint, outcome, passes, received, sockets
from zlint.prove import free_port
from zlint.semantics.peers import STABLE

WAITS = 0.8  # seconds after which a call counts as waiting for ever


def returns(call: Callable[[], object]) -> bool:
    """Does it return in time? What does not goes on waiting in a thread of its own."""
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(WAITS)
    return not thread.is_alive()


def _undelivered(type: int, linger: int | None = None) -> zmq.Context[zmq.Socket[bytes]]:
    """A context in which a closed socket has a message for a peer that is not there."""
    context = zmq.Context()
    socket = context.socket(type)
    if linger is not None:
        socket.linger = linger
    socket.connect(f"tcp://127.0.0.1:{free_port()}")
    socket.send(b"message")
    socket.close()
    return context


def term_with_nothing_open() -> bool:
    context = zmq.Context()
    context.socket(zmq.PULL).close()
    return returns(context.term)


def term_with_an_open_socket() -> bool:
    control(term_with_nothing_open(), "term returns when all is closed")
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    done = returns(context.term)
    socket.close()
    return done


def term_with_an_undelivered_message(type: int, linger: int | None) -> bool:
    control(term_with_nothing_open(), "term returns when all is closed")
    return returns(_undelivered(type, linger).term)


def destroy_with_an_undelivered_message(linger: int | None) -> bool:
    control(term_with_nothing_open(), "term returns when all is closed")
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    socket.connect(f"tcp://127.0.0.1:{free_port()}")
    socket.send(b"message")
    return returns(lambda: context.destroy(linger=linger))


def term_under_a_blocked_recv() -> str:
    passes()
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    socket.bind("inproc://blocked")
    raised: list[str] = []

    def block() -> None:
        raised.append(outcome(socket.recv))
        socket.close()

    thread = threading.Thread(target=block, daemon=True)
    thread.start()
    time.sleep(0.05)
    control(returns(context.term), "term returns when the thread closes its socket")
    thread.join(WAITS)
    return raised[0]


def after_close(use: str) -> str:
    passes()
    with sockets("PULL", "PUSH") as (receiver, sender):
        attach(receiver, sender)
        sender.send(b"control")
        control(received(receiver, LONG) == [b"control"], "before close it works")
        receiver.close()
        calls: dict[str, Callable[[], object]] = {
            "recv": receiver.recv,
            "bind": lambda: receiver.bind("inproc://again"),
        }
        return outcome(calls[use])


def rebinding(transport: str) -> str:
    """A second socket binds an endpoint that is bound."""
    passes(transport)
    with sockets("PULL", "PULL") as (first, second):
        name = endpoint(transport)
        first.bind(name)
        return outcome(second.bind, name)


def connect_before_bind() -> bool:
    passes()
    with sockets("PUSH", "PULL") as (source, sink):
        source.connect("inproc://later")
        source.send(b"early")
        sink.bind("inproc://later")
        return received(sink, LONG) == [b"early"]


def two_contexts() -> list[object]:
    passes()
    with sockets("PULL") as (sink,), sockets("PUSH") as (source,):
        sink.bind("inproc://name")
        return [outcome(source.connect, "inproc://name"), outcome(source.send, b"x"), received(sink, 100)]


def second_pair() -> list[object]:
    with sockets("PAIR", "PAIR", "PAIR") as (binder, first, second):
        name = attach(binder, first)
        first.send(b"first")
        control(received(binder, LONG) == [b"first"], "the first peer is heard")
        second.connect(name)
        return [outcome(second.send, b"second"), received(binder, 100)]


def prefix() -> list[str]:
    """Which first frames a subscription lets through."""
    with sockets("PUB", "SUB") as (publisher, subscriber):
        attach(publisher, subscriber)
        subscriber.subscribe(b"weather")
        publisher.poll(0)
        for topic in (b"weather", b"weatherman", b"Weather", b"news"):
            publisher.send_multipart([topic, b"weather"])
        seen = [topic.decode() for topic, _ in drained(subscriber, 100)]
        control("weather" in seen, "what is subscribed arrives")
        return seen


def errors() -> list[list[str]]:
    """Again and ContextTerminated, with the errors of pyzmq that they are kinds of."""
    kinds = (zmq.Again.__mro__, zmq.ContextTerminated.__mro__)
    return [[each.__name__ for each in kind if each.__module__ == "zmq.error"] for kind in kinds]


def poller() -> dict[str, object]:
    with sockets("PULL", "PUSH") as (receiver, sender):
        attach(receiver, sender)
        watch = zmq.Poller()
        watch.register(receiver, zmq.POLLIN)
        began = time.monotonic()
        control(watch.poll(20) == [], "nothing is ready")
        waited = time.monotonic() - began
        sender.send(b"x")
        ready = watch.poll(LONG)
        control(ready == [(receiver, zmq.POLLIN)], "the receiver is ready")
        plain = zmq.Poller()
        plain.register(receiver)
        began = time.monotonic()
        zmq.select([], [], [receiver], 0.1)
        return {
            "poll counts in ms": 0.015 < waited < 1,
            "select counts in s": time.monotonic() - began > 0.09,
            "socket in poll()": receiver in list[object](ready),
            "register() watches for": int(plain.sockets[0][1]),
        }


def closed_in_poller() -> list[object]:
    """A closed socket that is still registered: descriptor 0 is watched instead."""
    passes()
    reader, writer = os.pipe()
    before = os.dup(0)
    os.dup2(reader, 0)
    try:
        with sockets("PULL") as (socket,):
            watch = zmq.Poller()
            watch.register(socket, zmq.POLLIN)
            socket.close()
            quiet = [list(each) for each in watch.poll(20)]
            os.write(writer, b"x")
            return [quiet, [list(each) for each in watch.poll(LONG)]]
    finally:
        os.dup2(before, 0)
        for each in (reader, writer, before):
            os.close(each)


def asyncio_facts() -> dict[str, object]:
    async def ask() -> dict[str, object]:
        with zmq.asyncio.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
            sink.bind("inproc://facts")
            source.connect("inproc://facts")
            source.send(b"not awaited")
            control(await asyncio.wait_for(sink.recv(), 2) == b"not awaited", "a message arrives")
            polled = sink.poll(0)
            truth = bool(polled)
            ready = await polled
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(sink.recv(), 0.05)
            await source.send(b"after a timeout")
            kept = await asyncio.wait_for(sink.recv(), 2) == b"after a timeout"
            dropped = sink.recv()
            for message in (b"taken", b"next"):
                await source.send(message)
            return {
                "recv() is a coroutine": asyncio.iscoroutine(dropped),
                "truth of poll() without await": truth,
                "poll() with await": ready,
                "recv() that timed out keeps the next message": kept,
                "recv() after one that is not awaited": (await asyncio.wait_for(sink.recv(), 2)).decode(),
            }

    return asyncio.run(ask())


def instances() -> bool:
    return zmq.Context.instance() is zmq.asyncio.Context.instance()


def fork() -> list[object]:
    """The parent's socket, used in a child."""
    with sockets("PULL", "PUSH") as (sink, source):
        attach(sink, source, "tcp")
        source.send(b"parent")
        control(received(sink, LONG) == [b"parent"], "the parent's message arrives")
        child = os.fork()
        if not child:
            os._exit(0 if outcome(source.send, b"child") == "ok" else 1)
        _, status = os.waitpid(child, 0)
        return [os.waitstatus_to_exitcode(status), received(sink, 200)]


def refused_by_udp() -> list[str]:
    """The types that cannot connect over it for what they are."""
    passes("tcp")
    refused = []
    for name in STABLE:
        with sockets(name) as (socket,):
            raised = outcome(socket.connect, "udp://127.0.0.1:5555")
            refused += [name] if raised == "ENOCOMPATPROTO" else []
    return refused


PROBES: dict[str, Callable[[], object]] = {
    "term returns, all closed": term_with_nothing_open,
    "term returns, a socket open": term_with_an_open_socket,
    "term returns, PUSH, message undelivered": partial(term_with_an_undelivered_message, zmq.PUSH, None),
    "term returns, REQ, message undelivered": partial(term_with_an_undelivered_message, zmq.REQ, None),
    "term returns, PUB, message undelivered": partial(term_with_an_undelivered_message, zmq.PUB, None),
    "term returns, LINGER 0": partial(term_with_an_undelivered_message, zmq.PUSH, 0),
    "term returns, LINGER 100": partial(term_with_an_undelivered_message, zmq.PUSH, 100),
    "destroy returns, message undelivered": partial(destroy_with_an_undelivered_message, None),
    "destroy returns, linger=0": partial(destroy_with_an_undelivered_message, 0),
    "recv under term": term_under_a_blocked_recv,
    "recv after close": partial(after_close, "recv"),
    "bind after close": partial(after_close, "bind"),
    **{f"second bind, {transport}": partial(rebinding, transport) for transport in ("tcp", "ipc", "inproc")},
    "inproc message sent before bind arrives": connect_before_bind,
    "inproc between two contexts": two_contexts,
    "second peer of a PAIR": second_pair,
    "topics that pass a subscription": prefix,
    "errors": errors,
    "poller": poller,
    "closed socket in a poller": closed_in_poller,
    "asyncio": asyncio_facts,
    "one instance for both kinds of context": instances,
    "socket of the parent in a forked child": fork,
    "types that udp refuses": refused_by_udp,
}
