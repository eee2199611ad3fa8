"""term() waits for an open socket, and for a message to a peer that is not there; with LINGER set it returns.

Each way to end a context has a process of its own, which is killed when it does not come back.
"""

import zmq

from zlint.prove import ended, free_port, shown


def bad() -> str:
    ends = [ended(way, 3.0) for way in (leave_open, terminate, destroy, leave_block)]
    return shown(f"open socket, term(), destroy(), with: {[end.how for end in ends]}", all(end.hung for end in ends))


def leave_open() -> str:
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    context.term()  # error: [exit-can-hang]
    return f"term() returned with {socket} open"


def terminate() -> str:
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    socket.connect(f"tcp://127.0.0.1:{free_port()}")
    socket.send(b"job")
    socket.close()
    context.term()  # possible: [exit-can-hang]
    return "term() returned"


def destroy() -> str:
    context = zmq.Context()
    socket = context.socket(zmq.REQ)
    socket.connect(f"tcp://127.0.0.1:{free_port()}")
    socket.send(b"job")
    if socket.poll(100):
        socket.recv()
    context.destroy()  # possible: [exit-can-hang]
    return "destroy() returned"


def leave_block() -> str:
    with zmq.Context() as context:  # possible: [exit-can-hang]
        socket = context.socket(zmq.DEALER)
        socket.connect(f"tcp://127.0.0.1:{free_port()}")
        socket.send(b"job")
    return "the block ended"


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as socket:
        socket.linger = 100
        socket.connect(f"tcp://127.0.0.1:{free_port()}")
        socket.send(b"job")
    return shown("with LINGER 100 the context ends", context.closed)
