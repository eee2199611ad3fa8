"""A thread gets RuntimeError of a zmq.asyncio socket; a send past a ZMQStream keeps its callback from being called.

Both show what becomes of the loop's socket. Two threads in one socket at a time can do worse, which is shown elsewhere.
"""

import asyncio
import threading

import zmq
import zmq.asyncio
from zmq.eventloop.zmqstream import ZMQStream

from zlint.prove import shown


def bad() -> str:
    refused = asyncio.run(send_from_a_thread())
    called = asyncio.run(callbacks_beside_plain_sends())
    observed = f"send in a thread raises {refused}; of 5 messages a stream's callback is given {called}"
    return shown(observed, (refused, called) == ("RuntimeError", 0))


async def send_from_a_thread() -> str:
    raised: list[str] = []
    with zmq.asyncio.Context() as context, context.socket(zmq.PAIR) as socket:
        socket.bind("inproc://loop")
        waiting = asyncio.ensure_future(socket.recv())
        await asyncio.sleep(0.05)
        thread = threading.Thread(target=report, args=(socket, raised))
        thread.start()
        while thread.is_alive():
            await asyncio.sleep(0.01)
        waiting.cancel()
    return raised[0]


def report(socket: zmq.asyncio.Socket, raised: list[str]) -> None:
    try:
        socket.send(b"from a thread")  # error: [loop-and-thread-mixed]
    except RuntimeError as error:
        raised.append(type(error).__name__)


async def callbacks_beside_plain_sends() -> int:
    received: list[list[bytes]] = []
    with zmq.Context() as context, context.socket(zmq.PAIR) as ours, context.socket(zmq.PAIR) as theirs:
        ours.bind("inproc://stream")
        theirs.connect("inproc://stream")
        stream = ZMQStream(ours)
        stream.on_recv(received.append)
        for _ in range(5):
            theirs.send(b"request")
            ours.send(b"reply")  # error: [loop-and-thread-mixed]
            await asyncio.sleep(0.05)
        stream.close()
        return len(received)


def good() -> str:
    called = asyncio.run(callbacks_beside_sends_of_the_stream())
    return shown(f"with sends of the stream the callback is given {called}", called == 5)


async def callbacks_beside_sends_of_the_stream() -> int:
    received: list[list[bytes]] = []
    with zmq.Context() as context, context.socket(zmq.PAIR) as ours, context.socket(zmq.PAIR) as theirs:
        ours.bind("inproc://stream")
        theirs.connect("inproc://stream")
        stream = ZMQStream(ours)
        stream.on_recv(received.append)
        for _ in range(5):
            theirs.send(b"request")
            stream.send(b"reply")
            await asyncio.sleep(0.05)
        stream.close()
        return len(received)
