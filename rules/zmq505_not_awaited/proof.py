"""A recv() that is not awaited takes the next message, which is lost; create_task() refuses what recv() returns."""

import asyncio
from contextlib import suppress

import zmq
import zmq.asyncio

from zlint.prove import Refuted, shown


def bad() -> str:
    return asyncio.run(skipping())


async def skipping() -> str:
    with zmq.asyncio.Context() as context:
        with context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
            sender.bind("inproc://messages")
            receiver.connect("inproc://messages")
            for message in (b"first", b"second", b"third", b"fourth"):
                await sender.send(message)
            receiver.recv()  # error: [not-awaited]
            with suppress(ValueError):
                (_body,) = receiver.recv_multipart()  # type: ignore[misc]  # error: [not-awaited]
                raise Refuted("a future was unpacked")
            try:
                asyncio.create_task(receiver.recv())  # type: ignore[arg-type]  # error: [not-awaited]
            except TypeError:
                received = await asyncio.wait_for(receiver.recv(), 2)
                return shown(f"TypeError, and the first message awaited is {received!r}", received == b"fourth")
            raise Refuted("create_task took a future")


def good() -> str:
    return asyncio.run(awaiting())


async def awaiting() -> str:
    with zmq.asyncio.Context() as context:
        with context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
            sender.bind("inproc://messages")
            receiver.connect("inproc://messages")
            for message in (b"first", b"second"):
                await sender.send(message)
            received = [await asyncio.wait_for(receiver.recv(), 2) for _ in range(2)]
            return shown(f"awaited, {received} arrive", received == [b"first", b"second"])
