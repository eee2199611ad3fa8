"""connect() to the host * or the port * raises EINVAL; to port 0 it raises nothing and reaches nobody."""

import zmq

from zlint.prove import name_of, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        server.bind("tcp://127.0.0.1:0")
        client.linger = 0
        refused = refusals(client)
        client.connect("tcp://127.0.0.1:0")  # error: [connect-to-wildcard]
        client.send(b"hello")
        arrived, bound = server.poll(300), server.getsockopt_string(zmq.LAST_ENDPOINT)
        holds = (refused, arrived) == (["EINVAL", "EINVAL"], 0) and not bound.endswith(":0")
        return shown(f"{refused}; port 0: send returned, poll at the bound port gives {arrived}", holds)


def refusals(socket: zmq.Socket[bytes]) -> list[str]:
    found = []
    try:
        socket.connect("tcp://*:5555")  # error: [connect-to-wildcard]
    except zmq.ZMQError as error:
        found.append(name_of(error))
    try:
        socket.connect("tcp://127.0.0.1:*")  # error: [connect-to-wildcard]
    except zmq.ZMQError as error:
        found.append(name_of(error))
    return found


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        server.rcvtimeo = 2000
        client.connect(f"tcp://127.0.0.1:{port}")
        client.send(b"hello")
        message = server.recv()
        return shown(f"connect to the bound port: {message!r} arrives", message == b"hello")
