"""While a coroutine waits in recv() of a sync socket, no other task of its event loop runs."""

import asyncio

import zmq
import zmq.asyncio

from zlint.prove import Refuted, shown


def bad() -> str:
    return asyncio.run(wait_without_await())


async def wait_without_await() -> str:
    ticks: list[int] = []
    with zmq.Context() as context, context.socket(zmq.PULL) as socket:
        socket.bind("inproc://feed")
        socket.rcvtimeo = 300
        ticker = asyncio.create_task(tick(ticks))
        await asyncio.sleep(0.05)
        before = len(ticks)
        try:
            socket.recv()  # error: [blocking-in-coroutine]
        except zmq.Again:
            ticker.cancel()
            observed = f"{len(ticks) - before} ticks during a recv of 300 ms"
            return shown(observed, 0 < before == len(ticks))
        raise Refuted("a message came from nowhere")


async def tick(ticks: list[int]) -> None:
    while True:
        ticks.append(1)
        await asyncio.sleep(0.01)


def good() -> str:
    return asyncio.run(wait_with_await())


async def wait_with_await() -> str:
    ticks: list[int] = []
    with zmq.asyncio.Context() as context, context.socket(zmq.PULL) as socket:
        socket.bind("inproc://feed")
        socket.rcvtimeo = 300
        ticker = asyncio.create_task(tick(ticks))
        await asyncio.sleep(0.05)
        before = len(ticks)
        try:
            await socket.recv()
        except zmq.Again:
            ticker.cancel()
            ran = len(ticks) - before > 3
            return shown(f"the other task runs during an awaited recv: {ran}", ran)
        raise Refuted("a message came from nowhere")
