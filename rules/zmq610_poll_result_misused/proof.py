"""A socket is never in the list that poll() returns, and a dict made of it lacks the sockets that are not ready."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs, context.socket(zmq.PULL) as control:
        with context.socket(zmq.PUSH) as source:
            jobs.bind("inproc://jobs")
            control.bind("inproc://control")
            source.connect("inproc://jobs")
            source.send(b"job")
            poller = zmq.Poller()
            poller.register(jobs, zmq.POLLIN)
            poller.register(control, zmq.POLLIN)
            found = jobs in poller.poll(2000)  # type: ignore[comparison-overlap]  # error: [poll-result-misused]
            try:
                dict(poller.poll(2000))[control]
            except KeyError:
                return shown(f"jobs is ready, `jobs in poller.poll()` is {found}, [control] is a KeyError", not found)
    raise Refuted("a socket without a message was in the result")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs, context.socket(zmq.PULL) as control:
        with context.socket(zmq.PUSH) as source:
            jobs.bind("inproc://jobs")
            control.bind("inproc://control")
            source.connect("inproc://jobs")
            source.send(b"job")
            poller = zmq.Poller()
            poller.register(jobs, zmq.POLLIN)
            poller.register(control, zmq.POLLIN)
            events = dict(poller.poll(2000))
            observed = f"jobs in the dict: {jobs in events}, get(control) gives {events.get(control)}"
            return shown(observed, jobs in events and events.get(control) is None)
