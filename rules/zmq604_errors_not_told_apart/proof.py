"""Once its context is terminated a socket raises ContextTerminated on every call, so that trying again is for ever."""

import threading
import time

import zmq

from zlint.prove import shown

Context = zmq.Context[zmq.Socket[bytes]]


def bad() -> str:
    errors: list[str] = []
    context, ready = zmq.Context(), threading.Event()
    threading.Thread(target=serve, args=(context, ready, errors), daemon=True).start()
    ready.wait(3)
    threading.Thread(target=context.term, daemon=True).start()
    deadline = time.monotonic() + 5
    while len(errors) < 50 and time.monotonic() < deadline:
        time.sleep(0.01)
    kinds = set(errors)
    observed = f"after 50 errors of the kind {kinds} the loop still runs"
    return shown(observed, len(errors) >= 50 and kinds == {"Context was terminated"})


def serve(context: Context, ready: threading.Event, errors: list[str]) -> None:
    socket = context.socket(zmq.PULL)
    socket.bind("inproc://jobs")
    ready.set()
    while True:
        try:
            print(socket.recv())
        except zmq.ZMQError as error:  # error: [errors-not-told-apart]
            errors.append(str(error))
            time.sleep(0.001)


def good() -> str:
    errors: list[str] = []
    context, ready = zmq.Context(), threading.Event()
    thread = threading.Thread(target=serve_until_the_end, args=(context, ready, errors), daemon=True)
    thread.start()
    ready.wait(3)
    context.term()
    thread.join(3)
    return shown(f"the loop ends on {errors}", errors == ["Context was terminated"] and not thread.is_alive())


def serve_until_the_end(context: Context, ready: threading.Event, errors: list[str]) -> None:
    with context.socket(zmq.PULL) as socket:
        socket.bind("inproc://jobs")
        ready.set()
        while True:
            try:
                print(socket.recv())
            except zmq.ZMQError as error:
                errors.append(str(error))
                if error.errno != zmq.EAGAIN:
                    break
