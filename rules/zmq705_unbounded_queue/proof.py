"""With SNDHWM 0 a PUSH accepts any number of messages for a peer that is not there; by default it stops at 1000."""

import zmq

from zlint.prove import shown

MANY = 20_000


def accepted(socket: zmq.Socket[bytes]) -> int:
    """How many messages it takes without waiting, up to a bound."""
    for number in range(MANY):
        try:
            socket.send(b"sample", zmq.NOBLOCK)
        except zmq.Again:
            return number
    return MANY


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as socket:
        socket.linger = 0
        socket.sndhwm = 0  # error: [unbounded-queue]
        socket.connect("ipc://nobody")
        number = accepted(socket)
        return shown(f"{number} of {MANY} messages are accepted for nobody", number == MANY)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as socket:
        socket.linger = 0
        socket.connect("ipc://nobody")
        number = accepted(socket)
        return shown(f"by default {number} are accepted", number == 1000)
