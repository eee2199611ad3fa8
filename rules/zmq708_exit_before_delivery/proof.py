"""What is sent before there is a connection is lost when the process ends, and arrives when its context is ended first.

The peer binds when the sender is through, or waits in term().
"""

import multiprocessing

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    endpoint = f"tcp://127.0.0.1:{free_port()}"
    child = multiprocessing.get_context("fork").Process(target=leave, args=(endpoint,))
    child.start()
    child.join(5)
    with zmq.Context() as context, context.socket(zmq.PULL) as sink:
        sink.bind(endpoint)
        arrived = sink.poll(500)
        return shown(
            f"the sender ended with {child.exitcode}, poll gives {arrived}", (child.exitcode, arrived) == (0, 0)
        )


def leave(endpoint: str) -> None:
    source: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PUSH)
    source.connect(endpoint)
    source.send(b"result")  # possible: [exit-before-delivery]


def good() -> str:
    endpoint = f"tcp://127.0.0.1:{free_port()}"
    child = multiprocessing.get_context("fork").Process(target=wait, args=(endpoint,))
    child.start()
    with zmq.Context() as context, context.socket(zmq.PULL) as sink:
        sink.bind(endpoint)
        sink.rcvtimeo = 5000
        message = sink.recv()
        child.join(5)
        return shown(f"the sender waits in term(), {message!r} arrives", message == b"result")


def wait(endpoint: str) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    source = context.socket(zmq.PUSH)
    source.linger = 4000
    source.connect(endpoint)
    source.send(b"result")
    source.close()
    context.term()
