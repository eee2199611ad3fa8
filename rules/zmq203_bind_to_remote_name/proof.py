"""bind raises ENODEV for a name that nobody knows, and EADDRNOTAVAIL for an address of another machine.

The name has a label that is longer than DNS allows, so that it is not looked up anywhere.
"""

import zmq

from zlint.prove import Refuted, name_of, shown

UNKNOWN = "tcp://a-host-whose-name-has-more-than-the-sixty-three-letters-that-dns-allows.example.com:5557"


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as readings:
        try:
            readings.bind(UNKNOWN)  # possible: [bind-to-remote-name]
        except zmq.ZMQError as error:
            unknown = name_of(error)
        else:
            raise Refuted("bind took a name that nobody has")
        try:
            readings.bind("tcp://192.0.2.77:5557")  # an address that is for examples only
        except zmq.ZMQError as error:
            remote = name_of(error)
        else:
            raise Refuted("bind took the address of another machine")
        observed = f"the name raises {unknown}, the address of another machine {remote}"
        return shown(observed, (unknown, remote) == ("ENODEV", "EADDRNOTAVAIL"))


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as readings, context.socket(zmq.PUSH) as sensor:
        port = readings.bind_to_random_port("tcp://localhost")
        readings.rcvtimeo = 2000
        sensor.connect(f"tcp://127.0.0.1:{port}")
        sensor.send(b"21.5")
        message = readings.recv()
        return shown(f"bound to localhost, {message!r} arrives", message == b"21.5")
