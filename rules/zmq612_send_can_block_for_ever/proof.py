"""A goodbye that a bound PUSH sends when no peer is there waits for ever; with SNDTIMEO it raises zmq.Again."""

import threading

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context:
        source = Source(context)
        threading.Thread(target=source.stop, daemon=True).start()
        waits = not source.told.wait(0.5)
        with context.socket(zmq.PULL) as peer:
            peer.connect("inproc://jobs")
            peer.recv()
            source.told.wait(3)
    return shown(f"stop() waits until a peer comes: {waits}", waits)


class Source:
    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        self.socket = context.socket(zmq.PUSH)
        self.socket.bind("inproc://jobs")
        self.told = threading.Event()

    def stop(self) -> None:
        self.socket.send(b"goodbye")  # error: [send-can-block-for-ever]
        self.told.set()
        self.socket.close()


def good() -> str:
    with zmq.Context() as context:
        source = PatientSource(context)
        source.stop()
    return shown(f"stop() gives up: {source.told}", source.told)


class PatientSource:
    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        self.socket = context.socket(zmq.PUSH)
        self.socket.sndtimeo = 100
        self.socket.bind("inproc://jobs")
        self.told = False

    def stop(self) -> None:
        try:
            self.socket.send(b"goodbye")
        except zmq.Again:
            self.told = True
        self.socket.close()
