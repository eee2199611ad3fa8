"""Who has to guess the port that the system chose reaches nobody, and who is told LAST_ENDPOINT reaches the socket."""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        sink.bind("tcp://127.0.0.1:*")  # error: [unknown-port]
        source.linger = 0
        source.connect(f"tcp://127.0.0.1:{free_port()}")
        source.send(b"job")
        arrived = sink.poll(300)
        return shown(f"a peer that has to guess the port reaches nobody: poll gives {arrived}", arrived == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        sink.bind("tcp://127.0.0.1:*")
        sink.rcvtimeo = 2000
        source.connect(sink.getsockopt_string(zmq.LAST_ENDPOINT))
        source.send(b"job")
        message = sink.recv()
        return shown(f"through LAST_ENDPOINT {message!r} arrives", message == b"job")
