"""recv_pyobj() runs the call that a received pickle names, before it returns anything."""

import os
import pathlib

import zmq

from zlint.prove import shown

TRACE = pathlib.Path("trace")


class Attack:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(TRACE),)


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as victim, context.socket(zmq.PUSH) as attacker:
        port = victim.bind_to_random_port("tcp://127.0.0.1")
        victim.rcvtimeo = 2000
        attacker.connect(f"tcp://127.0.0.1:{port}")
        attacker.send_pyobj(Attack())
        value = victim.recv_pyobj()  # error: [unpickled-network-data]
        return shown(f"the receiver made a folder: {TRACE.is_dir()}, and got {value}", TRACE.is_dir())


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as receiver, context.socket(zmq.PUSH) as sender:
        port = receiver.bind_to_random_port("tcp://127.0.0.1")
        receiver.rcvtimeo = 2000
        sender.connect(f"tcp://127.0.0.1:{port}")
        sender.send_json({"value": 20.5})
        value = receiver.recv_json()
        return shown(f"recv_json gives data: {value}", value == {"value": 20.5} and not TRACE.exists())
