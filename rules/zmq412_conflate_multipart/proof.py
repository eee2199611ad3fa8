"""With CONFLATE only the last frame of a multipart message arrives, and a SUB with a topic gets nothing."""

import time

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:
        port = publisher.bind_to_random_port("tcp://127.0.0.1")
        with context.socket(zmq.SUB) as every, context.socket(zmq.SUB) as some:
            every.setsockopt(zmq.CONFLATE, 1)  # error: [conflate-multipart]
            some.setsockopt(zmq.CONFLATE, 1)  # error: [conflate-multipart]
            every.subscribe(b"")
            some.subscribe(b"weather")
            every.connect(f"tcp://127.0.0.1:{port}")
            some.connect(f"tcp://127.0.0.1:{port}")
            time.sleep(0.3)
            for _ in range(10):
                publisher.send_multipart([b"weather", b"20"])
                time.sleep(0.02)
            arrived = every.recv_multipart() if every.poll(2000) else None
            nothing = some.poll(300)
            observed = f"[b'weather', b'20'] arrives as {arrived}, with the topic b'weather' poll gives {nothing}"
            return shown(observed, arrived == [b"20"] and nothing == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:
        port = publisher.bind_to_random_port("tcp://127.0.0.1")
        with context.socket(zmq.SUB) as latest:
            latest.setsockopt(zmq.CONFLATE, 1)
            latest.subscribe(b"weather")
            latest.connect(f"tcp://127.0.0.1:{port}")
            time.sleep(0.3)
            for _ in range(10):
                publisher.send(b"weather 20")
                time.sleep(0.02)
            arrived = latest.recv() if latest.poll(2000) else None
            return shown(f"one frame arrives as {arrived!r}", arrived == b"weather 20")
