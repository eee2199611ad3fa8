"""A message that arrives in the turn of the loop in which asyncio.timeout() expires is received and lost.

The turn is made long by a callback that sends and then blocks. poll() takes nothing, so a limit loses nothing with it.
Python 3.10 does not have asyncio.timeout(), so that there is nothing to lose by it.
"""

import asyncio
import sys
import time

import zmq
import zmq.asyncio

from zlint.prove import shown

ROUNDS = 5
ADDRESS = "ipc://jobs"


def bad() -> str:
    if sys.version_info < (3, 11):
        return "this Python has no asyncio.timeout()"
    return asyncio.run(cancelled())


async def cancelled() -> str:
    with zmq.asyncio.Context() as context, context.socket(zmq.PULL) as jobs, context.socket(zmq.PUSH) as source:
        connect(jobs, source)
        got = []
        for _ in range(ROUNDS):
            asyncio.get_running_loop().call_later(0.01, send_and_block, source)
            try:
                async with asyncio.timeout(0.05):  # type: ignore[attr-defined]  # since Python 3.11
                    got.append(await jobs.recv())  # error: [cancelled-recv]
            except TimeoutError:
                continue
        left = await jobs.poll(200)
        return shown(f"of {ROUNDS} messages {len(got)} arrive, poll gives {left}", not got and not left)


def good() -> str:
    return asyncio.run(polled())


async def polled() -> str:
    with zmq.asyncio.Context() as context, context.socket(zmq.PULL) as jobs, context.socket(zmq.PUSH) as source:
        connect(jobs, source)
        got = 0
        for _ in range(ROUNDS):
            asyncio.get_running_loop().call_later(0.01, send_and_block, source)
            await jobs.poll(50)
        while await jobs.poll(200):
            await jobs.recv()
            got += 1
        return shown(f"with poll(50) {got} of {ROUNDS} arrive", got == ROUNDS)


def connect(jobs: zmq.asyncio.Socket, source: zmq.asyncio.Socket) -> None:
    source.linger = 0
    jobs.bind(ADDRESS)
    source.connect(ADDRESS)


def send_and_block(source: zmq.asyncio.Socket) -> None:
    source.send(b"job", zmq.DONTWAIT)
    time.sleep(0.1)
