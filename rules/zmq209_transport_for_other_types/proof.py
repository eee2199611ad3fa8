"""A PUSH cannot connect over udp, and a REP cannot bind over pgm: both raise."""

import zmq

from zlint.prove import Refuted, name_of, shown

REFUSED = ("ENOCOMPATPROTO", "EPROTONOSUPPORT")  # the latter where libzmq is built without the transport


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as readings, context.socket(zmq.REP) as service:
        try:
            readings.connect("udp://127.0.0.1:5555")  # error: [transport-for-other-types]
        except zmq.ZMQError as error:
            over_udp = name_of(error)
        else:
            raise Refuted("a PUSH connected over udp")
        try:
            service.bind("pgm://127.0.0.1;239.192.1.1:5556")  # error: [transport-for-other-types]
        except zmq.ZMQError as error:
            over_pgm = name_of(error)
        else:
            raise Refuted("a REP bound over pgm")
        observed = f"PUSH over udp raises {over_udp}, REP over pgm {over_pgm}"
        return shown(observed, over_udp == "ENOCOMPATPROTO" and over_pgm in REFUSED)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as readings:
        port = sink.bind_to_random_port("tcp://127.0.0.1")
        sink.rcvtimeo = 2000
        readings.connect(f"tcp://127.0.0.1:{port}")
        readings.send(b"21.5")
        message = sink.recv()
        return shown(f"over tcp {message!r} arrives", message == b"21.5")
