"""The second peer of a PAIR connects and sends without an error, and nothing of it ever arrives."""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    arrived = [second_peer("inproc://hub"), second_peer(f"tcp://127.0.0.1:{free_port()}")]
    observed = "connect and send of the second peer returned; received over inproc and tcp, from it and by it"
    return shown(f"{observed}: {arrived}", arrived == [(0, 0), (0, 0)])


def second_peer(endpoint: str) -> tuple[int, int]:
    """How many messages pass between the hub and the second, when the first has talked to the hub."""
    with zmq.Context() as context, context.socket(zmq.PAIR) as hub, context.socket(zmq.PAIR) as first:
        with context.socket(zmq.PAIR) as second:
            hub.bind(endpoint)
            first.connect(endpoint)
            first.send(b"first")
            hub.rcvtimeo = 2000
            hub.recv()
            second.linger = first.linger = hub.linger = 0
            second.connect(endpoint)  # error: [pair-with-many-peers]
            second.send(b"second")
            from_second = hub.poll(300)
            hub.send(b"to whom?")
            to_second = second.poll(300)
            return from_second, to_second if first.poll(0) else 1


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PAIR) as hub:
        hub.bind("inproc://hub")
        hub.rcvtimeo = 2000
        received = []
        for name in (b"first", b"second"):
            with context.socket(zmq.PAIR) as peer:
                peer.connect("inproc://hub")
                peer.send(name)
                received.append(hub.recv())
            hub.poll(100)  # a call of the hub's own notices that the peer has gone
        return shown(f"from peers that follow one another {received} arrive", received == [b"first", b"second"])
