"""The second bind of an endpoint raises EADDRINUSE over tcp and inproc; over ipc it takes the path from the first."""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    refused = [second_bind(f"tcp://127.0.0.1:{free_port()}"), second_bind("inproc://jobs")]
    first, second = polls_after_theft()
    observed = f"over tcp and inproc the second bind fails with {refused}; over ipc it succeeds, and of a job"
    shares = f"{observed} the first socket gets {first}, the second {second}"
    return shown(shares, (refused, first, second) == ([zmq.EADDRINUSE, zmq.EADDRINUSE], 0, 1))


def second_bind(endpoint: str) -> int | None:
    with zmq.Context() as context:
        first, second = context.socket(zmq.PULL), context.socket(zmq.PULL)
        first.bind(endpoint)
        try:
            second.bind(endpoint)  # error: [endpoint-bound-twice]
        except zmq.ZMQError as error:
            first.close()
            return error.errno
        return None


def polls_after_theft() -> tuple[int, int]:
    with zmq.Context() as context, context.socket(zmq.PULL) as first, context.socket(zmq.PULL) as second:
        first.bind("ipc://jobs")
        second.bind("ipc://jobs")  # error: [endpoint-bound-twice]
        with context.socket(zmq.PUSH) as source:
            source.linger = 0
            source.connect("ipc://jobs")
            source.send(b"job")
            arrived = second.poll(2000)
            return first.poll(300), arrived


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as first, context.socket(zmq.PULL) as second:
        ports = [each.bind_to_random_port("tcp://127.0.0.1") for each in (first, second)]
        with context.socket(zmq.PUSH) as source:
            received = []
            for port, sink in zip(ports, (first, second)):
                sink.rcvtimeo = 2000
                source.connect(f"tcp://127.0.0.1:{port}")
                source.send(b"job")
                source.disconnect(f"tcp://127.0.0.1:{port}")
                received.append(sink.recv())
            return shown(f"each with a port of its own gets {received}", received == [b"job", b"job"])
