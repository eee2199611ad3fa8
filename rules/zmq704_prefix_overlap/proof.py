"""A subscription is a prefix: who wants b'temp' gets b'temperature', too. A terminator tells the two apart."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://sensors")
        subscriber.connect("inproc://sensors")
        subscriber.subscribe(b"temp")  # error: [prefix-overlap]
        subscriber.rcvtimeo = 2000
        publisher.recv()
        publisher.send_multipart([b"temperature", b"20.5"])
        publisher.send_multipart([b"temp", b"/var/tmp"])
        first, _ = subscriber.recv_multipart()
        return shown(f"subscribed to b'temp', {first!r} arrives first", first == b"temperature")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://sensors")
        subscriber.connect("inproc://sensors")
        subscriber.subscribe(b"temp.")
        subscriber.rcvtimeo = 2000
        publisher.recv()
        publisher.send_multipart([b"temperature.", b"20.5"])
        publisher.send_multipart([b"temp.", b"/var/tmp"])
        first, _ = subscriber.recv_multipart()
        return shown(f"subscribed to b'temp.', {first!r} arrives first", first == b"temp.")
