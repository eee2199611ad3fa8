"""A forked child's send on its parent's socket returns, and nothing arrives; spawn cannot pickle the socket."""

import multiprocessing
import pickle

import zmq

from zlint.prove import Refuted, free_port, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as collector, context.socket(zmq.PUSH) as reporter:
        endpoint = f"tcp://127.0.0.1:{free_port()}"
        collector.bind(endpoint)
        reporter.connect(endpoint)
        child = multiprocessing.get_context("fork").Process(target=report, args=(reporter,))
        child.start()
        child.join(5)
        arrived = collector.poll(300)
        try:
            pickle.dumps(reporter)
        except TypeError:
            observed = f"the child ended with {child.exitcode}, poll gives {arrived}; pickle raises TypeError"
            return shown(observed, (child.exitcode, arrived) == (0, 0))
        raise Refuted("a socket was pickled")


def report(socket: zmq.Socket[bytes]) -> None:
    socket.send(b"ready")  # error: [crosses-fork]


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as collector:
        endpoint = f"tcp://127.0.0.1:{free_port()}"
        collector.bind(endpoint)
        collector.rcvtimeo = 5000
        child = multiprocessing.get_context("fork").Process(target=report_to, args=(endpoint,))
        child.start()
        message = collector.recv()
        child.join(5)
        return shown(f"from a context made in the child {message!r} arrives", message == b"ready")


def report_to(endpoint: str) -> None:
    with zmq.Context() as context, context.socket(zmq.PUSH) as reporter:
        reporter.linger = 2000
        reporter.connect(endpoint)
        reporter.send(b"ready")
