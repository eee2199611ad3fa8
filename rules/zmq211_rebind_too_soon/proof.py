"""A bind right after close() of the socket that held the tcp port can fail with EADDRINUSE; one after term() works."""

import zmq

from zlint.prove import free_port, shown

TRIES = 40


def bad() -> str:
    tries, failures = 0, 0
    while tries < 10 * TRIES and (tries < TRIES or not failures):  # on a busy machine the port can be free in time
        tries += 1
        failures += errno_of_rebind() == zmq.EADDRINUSE
    return shown(f"of {tries} binds at once after a close {failures} fail with EADDRINUSE", failures > 0)


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
    """What a service has; the I/O thread lets go of them first."""
    for _ in range(20):
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
