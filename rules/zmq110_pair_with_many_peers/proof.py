"""The second peer of a PAIR connects and sends without an error, and nothing of it ever arrives."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PAIR) as hub:
        with context.socket(zmq.PAIR) as first, context.socket(zmq.PAIR) as second:
            port = hub.bind_to_random_port("tcp://127.0.0.1")
            first.connect(f"tcp://127.0.0.1:{port}")
            first.send(b"first")
            hub.rcvtimeo = 2000
            hub.recv()
            second.linger = first.linger = hub.linger = 0
            second.connect(f"tcp://127.0.0.1:{port}")  # error: [pair-with-many-peers]
            second.send(b"second")
            from_second = hub.poll(300)
            hub.send(b"to whom?")
            to_first, to_second = first.poll(2000), second.poll(300)
            observed = f"connect and send returned, poll at the hub gives {from_second}; the hub's message reaches"
            polled = (from_second, to_first, to_second)
            return shown(f"{observed} the first {to_first}, the second {to_second}", polled == (0, 1, 0))


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PAIR) as hub:
        hub.bind("inproc://turns")
        hub.rcvtimeo = 2000
        received = []
        for name in (b"first", b"second"):
            with context.socket(zmq.PAIR) as peer:
                peer.connect("inproc://turns")
                peer.send(name)
                received.append(hub.recv())
            hub.poll(100)  # a call of the hub's own notices that the peer has gone
        return shown(f"from peers that follow one another {received} arrive", received == [b"first", b"second"])
