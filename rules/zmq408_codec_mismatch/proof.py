"""recv_json() raises on what send_pyobj() sends, message after message."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as pusher, context.socket(zmq.PULL) as puller:
        puller.bind("inproc://values")
        puller.rcvtimeo = 2000
        pusher.connect("inproc://values")
        pusher.send_pyobj({"value": 20.5})
        first = failed(puller)
        pusher.send_pyobj([1, 2, 3])
        second = failed(puller)
        return shown(f"recv_json of pickles raises {first} and {second}", first == second == "UnicodeDecodeError")


def failed(socket: zmq.Socket[bytes]) -> str:
    try:
        socket.recv_json()  # error: [codec-mismatch]
    except ValueError as error:
        return type(error).__name__
    raise Refuted("a pickle was read as JSON")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as pusher, context.socket(zmq.PULL) as puller:
        puller.bind("inproc://readings")
        puller.rcvtimeo = 2000
        pusher.connect("inproc://readings")
        pusher.send_json({"value": 20.5})
        message = puller.recv_json()
        return shown(f"with one codec {message} arrives", message == {"value": 20.5})
