"""A SUB gets what begins with the bytes it subscribes to: not what is written otherwise, and no error says so."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://weather")
        subscriber.connect("inproc://weather")
        subscriber.subscribe(b"Weather")  # error: [topic-never-sent]
        subscribed = publisher.recv()
        publisher.send_multipart([b"weather", b"sunny"])
        arrived = subscriber.poll(300)
        return shown(f"subscribed to {subscribed[1:]!r}, b'weather' is sent, poll gives {arrived}", arrived == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://weather")
        subscriber.connect("inproc://weather")
        subscriber.subscribe(b"weather")
        subscriber.rcvtimeo = 2000
        publisher.recv()
        publisher.send_multipart([b"weather", b"sunny"])
        message = subscriber.recv_multipart()
        return shown(f"as it is written there, {message} arrives", message == [b"weather", b"sunny"])
