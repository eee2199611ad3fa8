"""What a PUB sends right behind bind() or connect() is lost, to a subscriber that is waiting, too.

The control waits for the subscription, which an XPUB receives.
"""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    bound, connected = behind_bind(), behind_connect()
    return shown(f"behind bind() poll gives {bound}, behind connect() {connected}", (bound, connected) == (0, 0))


def behind_bind() -> int:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher, context.socket(zmq.SUB) as subscriber:
        address = f"tcp://127.0.0.1:{free_port()}"
        subscriber.subscribe(b"")
        subscriber.connect(address)
        publisher.bind(address)
        publisher.send(b"news")  # error: [slow-joiner]
        return subscriber.poll(500)


def behind_connect() -> int:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher, context.socket(zmq.SUB) as subscriber:
        address = f"tcp://127.0.0.1:{free_port()}"
        subscriber.subscribe(b"")
        subscriber.bind(address)
        publisher.connect(address)
        publisher.send(b"news")  # error: [slow-joiner]
        return subscriber.poll(500)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        address = f"tcp://127.0.0.1:{free_port()}"
        subscriber.subscribe(b"")
        subscriber.connect(address)
        publisher.bind(address)
        publisher.rcvtimeo = subscriber.rcvtimeo = 5000
        subscription = publisher.recv()
        publisher.send(b"news")
        message = subscriber.recv()
        return shown(f"after {subscription!r} has come, {message!r} arrives", message == b"news")
