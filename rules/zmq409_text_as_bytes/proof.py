"""send() and send_multipart() raise TypeError for str, and received bytes never equal a str."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as pusher, context.socket(zmq.PULL) as puller:
        puller.bind("inproc://words")
        puller.rcvtimeo = 2000
        pusher.connect("inproc://words")
        errors = [refused(pusher), refused_frames(pusher)]
        pusher.send(b"stop")
        observed = f"{errors[0]}, {errors[1]}, and what arrives first is {puller.recv()!r}"
        return shown(observed, errors == ["TypeError", "TypeError"] and observed.endswith("b'stop'"))


def refused(socket: zmq.Socket[bytes]) -> str:
    try:
        socket.send("stop")  # type: ignore[call-overload]  # error: [text-as-bytes]
    except Exception as error:
        return type(error).__name__
    raise Refuted("str was sent")


def refused_frames(socket: zmq.Socket[bytes]) -> str:
    try:
        socket.send_multipart([b"topic", "stop"])  # type: ignore[list-item]  # error: [text-as-bytes]
    except Exception as error:
        return type(error).__name__
    raise Refuted("str was sent")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as pusher, context.socket(zmq.PULL) as puller:
        puller.bind("inproc://words")
        puller.rcvtimeo = 2000
        pusher.setsockopt_string(zmq.IDENTITY, "pusher")
        pusher.connect("inproc://words")
        pusher.send(b"stop")
        pusher.send_string("stop")
        pusher.send_multipart([b"topic", b"stop"])
        arrived = [puller.recv(), puller.recv(), *puller.recv_multipart()]
        return shown(f"{arrived} arrive", arrived == [b"stop", b"stop", b"topic", b"stop"])
