"""A bind right after close() of the socket that held the tcp port can fail with EADDRINUSE; one after term() works."""

import zmq

from zlint.prove import free_port, shown

TRIES = 20
PEERS = 150


def bad() -> str:
    failures = sum(errno_of_rebind() == zmq.EADDRINUSE for _ in range(TRIES))
    return shown(f"of {TRIES} binds at once after a close some fail with EADDRINUSE", failures > 0)


def errno_of_rebind() -> int | None:
    with zmq.Context() as context:
        endpoint = f"tcp://127.0.0.1:{free_port()}"
        first, second = context.socket(zmq.REP), context.socket(zmq.REP)
        first.bind(endpoint)
        connect_peers(context, endpoint)
        first.close()
        try:
            second.bind(endpoint)  # error: [rebind-too-soon]
        except zmq.ZMQError as error:
            return error.errno
        return None


def connect_peers(context: "zmq.Context[zmq.Socket[bytes]]", endpoint: str) -> None:
    """What a service has. The I/O thread lets go of all of them first, which takes longer than the recorder does."""
    for _ in range(PEERS):
        peer = context.socket(zmq.REQ)
        peer.linger = 0
        peer.connect(endpoint)


def good() -> str:
    bound = 0
    for _ in range(TRIES):
        endpoint = f"tcp://127.0.0.1:{free_port()}"
        for _ in range(2):
            with zmq.Context() as context, context.socket(zmq.REP) as server:
                server.bind(endpoint)
                bound += 1
    return shown(f"behind the end of the context {bound} of {2 * TRIES} binds succeed", bound == 2 * TRIES)
