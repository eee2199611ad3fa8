"""SUBSCRIBE on a PULL and setsockopt(zmq.HWM) raise EINVAL; CONFLATE does nothing on a ROUTER."""

import zmq

from zlint.prove import ended, shown


def bad() -> str:
    subscribed, limited, kept = ended(subscribe), ended(limit), received()
    observed = f"SUBSCRIBE: {subscribed.how}, HWM: {limited.how}; a conflating ROUTER got {kept} of 3 messages"
    return shown(observed, kept == 3 and all("Invalid argument" in end.how for end in (subscribed, limited)))


def subscribe() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as updates:
        updates.setsockopt(zmq.SUBSCRIBE, b"")  # error: [option-of-another-type]
    return "taken"


def limit() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as updates:
        updates.setsockopt(zmq.HWM, 5)  # error: [option-of-another-type]
    return "taken"


def received() -> int:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.DEALER) as client:
        server.setsockopt(zmq.CONFLATE, 1)  # error: [option-of-another-type]
        server.bind("inproc://server")
        client.connect("inproc://server")
        for number in range(3):
            client.send(b"%d" % number)
        count = 0
        while server.poll(300):
            server.recv_multipart()
            count += 1
        return count


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as source, context.socket(zmq.SUB) as feed:
        feed.setsockopt(zmq.SUBSCRIBE, b"")
        feed.set_hwm(5)
        feed.rcvtimeo = 2000
        source.bind("inproc://feed")
        feed.connect("inproc://feed")
        source.send(b"news")
        message = feed.recv()
        return shown(f"a SUB takes SUBSCRIBE, {message!r} arrives", message == b"news")
