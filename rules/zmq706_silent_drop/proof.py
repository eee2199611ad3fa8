"""A ROUTER that sends to an identity that is not there returns as if it was sent; ROUTER_MANDATORY makes it raise."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:  # error: [silent-drop]
        router.bind("inproc://workers")
        router.send_multipart([b"worker-1", b"job"])
        return shown("send_multipart to a worker that is not there returned", True)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        router.bind("inproc://workers")
        try:
            router.send_multipart([b"worker-1", b"job"])
        except zmq.ZMQError as error:
            return shown(f"it raises {error}", error.errno == zmq.EHOSTUNREACH)
        raise Refuted("it was sent to nobody")
