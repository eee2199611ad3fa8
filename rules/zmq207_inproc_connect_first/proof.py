"""connect() before bind() over inproc: the installed libzmq keeps the connection, and what is sent, until the bind.

That libzmq before 4.0 refuses the connect is what its manual says; it is not shown here.
"""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as source, context.socket(zmq.PULL) as sink:
        source.linger = 0
        source.connect("inproc://jobs")  # error: [inproc-connect-first]
        source.send(b"job")
        sink.bind("inproc://jobs")
        sink.rcvtimeo = 2000
        message = sink.recv()
        return shown(f"on libzmq {zmq.zmq_version()} {message!r} arrives, sent before the bind", message == b"job")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as source, context.socket(zmq.PULL) as sink:
        sink.bind("inproc://jobs")
        sink.rcvtimeo = 2000
        source.linger = 0
        source.connect("inproc://jobs")
        source.send(b"job")
        message = sink.recv()
        return shown(f"bound first, {message!r} arrives on any version", message == b"job")
