"""A SUB without a subscription receives nothing, and there is no error on either side."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:
        with context.socket(zmq.SUB) as subscriber:  # error: [no-subscription]
            port = publisher.bind_to_random_port("tcp://127.0.0.1")
            subscriber.connect(f"tcp://127.0.0.1:{port}")
            received = 0
            for _ in range(20):
                publisher.send(b"news")
                received += subscriber.poll(20)
            return shown(f"20 messages sent, received: {received}", received == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:
        with context.socket(zmq.SUB) as subscriber:
            port = publisher.bind_to_random_port("tcp://127.0.0.1")
            subscriber.connect(f"tcp://127.0.0.1:{port}")
            subscriber.subscribe("")
            received = b"nothing"
            for _ in range(100):
                publisher.send(b"news")
                if subscriber.poll(20):
                    received = subscriber.recv()
                    break
            return shown(f"subscribed, {received!r} arrives", received == b"news")
