"""What is sent before there is a connection is lost with close(linger=0), and arrives with time to linger.

The peer binds when the sender is through, so that the connection is late each time. One that is there already is often
no quicker: connect() returns at once, and another thread makes the connection.
"""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    arrived = [by_closing(), by_option(), by_destroying()]
    return shown(f"close(linger=0), LINGER 0, destroy(linger=0): poll gives {arrived}", arrived == [0, 0, 0])


def by_closing() -> int:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink:
        address = f"tcp://127.0.0.1:{free_port()}"
        other = zmq.Context()
        source = other.socket(zmq.PUSH)
        source.connect(address)
        source.send(b"result")
        source.close(linger=0)  # error: [linger-drops-messages]
        other.term()  # close() returns before the socket is gone
        sink.bind(address)
        return sink.poll(500)


def by_option() -> int:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink:
        address = f"tcp://127.0.0.1:{free_port()}"
        other = zmq.Context()
        source = other.socket(zmq.PUSH)
        source.linger = 0
        source.connect(address)
        source.send(b"result")
        source.close()  # error: [linger-drops-messages]
        other.term()
        sink.bind(address)
        return sink.poll(500)


def by_destroying() -> int:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink:
        address = f"tcp://127.0.0.1:{free_port()}"
        other = zmq.Context()
        source = other.socket(zmq.PUSH)
        source.connect(address)
        source.send(b"result")
        other.destroy(linger=0)  # error: [linger-drops-messages]
        sink.bind(address)
        return sink.poll(500)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        address = f"tcp://127.0.0.1:{free_port()}"
        source.connect(address)
        source.send(b"result")
        source.close(linger=5000)
        sink.bind(address)
        arrived = sink.poll(5000)
        return shown(f"close(linger=5000): poll gives {arrived}", arrived == zmq.POLLIN)
