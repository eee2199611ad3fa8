"""When its context is terminated, a proxy ends with ContextTerminated, and what stands behind it does not run."""

import threading

import zmq

from zlint.prove import shown


def bad() -> str:
    raised, waits = list[str](), zmq.Context()
    thread = threading.Thread(target=forward, args=(waits, raised), daemon=True)
    thread.start()
    with waits.socket(zmq.PUSH) as source, waits.socket(zmq.PULL) as worker:
        source.connect("inproc://tasks")
        worker.connect("inproc://workers")
        worker.rcvtimeo = 2000
        source.send(b"task")
        worker.recv()
    ended = threading.Thread(target=waits.term, daemon=True)
    ended.start()
    thread.join(5)
    ended.join(0.5)
    hangs = ended.is_alive()
    return shown(f"the proxy ends with {raised}, term() still waits: {hangs}", (raised, hangs) == (["ETERM"], True))


KEPT: list[object] = []


def forward(context: "zmq.Context[zmq.Socket[bytes]]", raised: list[str]) -> None:
    try:
        share(context)
    except zmq.ContextTerminated:
        raised.append("ETERM")


def share(context: "zmq.Context[zmq.Socket[bytes]]") -> None:
    tasks = context.socket(zmq.PULL)
    workers = context.socket(zmq.PUSH)
    KEPT.extend((tasks, workers))
    tasks.bind("inproc://tasks")
    workers.bind("inproc://workers")
    zmq.proxy(tasks, workers)
    tasks.close()  # error: [code-after-proxy]
    workers.close()


def good() -> str:
    context = zmq.Context()
    thread = threading.Thread(target=share_and_close, args=(context,))
    thread.start()
    with context.socket(zmq.PUSH) as source, context.socket(zmq.PULL) as worker:
        source.connect("inproc://tasks")
        worker.connect("inproc://workers")
        worker.rcvtimeo = 2000
        source.send(b"task")
        message = worker.recv()
    context.term()
    thread.join(5)
    return shown(f"{message!r} passes, term() returns", not thread.is_alive())


def share_and_close(context: "zmq.Context[zmq.Socket[bytes]]") -> None:
    tasks = context.socket(zmq.PULL)
    workers = context.socket(zmq.PUSH)
    try:
        tasks.bind("inproc://tasks")
        workers.bind("inproc://workers")
        zmq.proxy(tasks, workers)
    except zmq.ContextTerminated:
        return
    finally:
        tasks.close()
        workers.close()
