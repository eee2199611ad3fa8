"""An endpoint without a transport raises EINVAL, an upper-case one EPROTONOSUPPORT, and port 70000 binds port 4464."""

import zmq

from zlint.prove import name_of, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as socket:
        refused = refusals(socket)
        socket.bind("tcp://127.0.0.1:70000")  # error: [malformed-endpoint]
        bound = socket.getsockopt_string(zmq.LAST_ENDPOINT)
        holds = (refused, bound) == (["EINVAL", "EPROTONOSUPPORT"], "tcp://127.0.0.1:4464")
        return shown(f"{', '.join(refused)}; 70000 binds {bound}", holds)


def refusals(socket: zmq.Socket[bytes]) -> list[str]:
    found = []
    try:
        socket.bind("127.0.0.1:5555")  # error: [malformed-endpoint]
    except zmq.ZMQError as error:
        found.append(name_of(error))
    try:
        socket.bind("TCP://127.0.0.1:5555")  # error: [malformed-endpoint]
    except zmq.ZMQError as error:
        found.append(name_of(error))
    return found


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as socket:
        socket.bind("tcp://127.0.0.1:*")
        host, _, port = socket.getsockopt_string(zmq.LAST_ENDPOINT).rpartition(":")
        return shown(f"tcp://127.0.0.1:* binds a port of {host}", port.isdigit())
