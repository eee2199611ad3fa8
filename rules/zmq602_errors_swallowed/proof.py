"""Once its context is terminated a socket raises at every call, and a loop that swallows the error spins."""

import threading
import time

import zmq

from zlint.prove import shown


def bad() -> str:
    context, counts = zmq.Context(), [0]
    socket = context.socket(zmq.PULL)
    socket.bind("inproc://feed")
    thread = threading.Thread(target=swallow, args=(socket, counts), daemon=True)
    thread.start()
    began = time.monotonic()
    context.term()
    waited = time.monotonic() - began
    thread.join(3)
    spins = counts[0] > 100
    observed = f"more than 100 errors in a second: {spins}, term waited for the loop: {waited > 0.5}"
    return shown(observed, spins and waited > 0.5)


def swallow(socket: zmq.Socket[bytes], counts: list[int]) -> None:
    end = time.monotonic() + 1
    while True:
        try:
            counts[0] += 1
            socket.recv()
        except zmq.ZMQError:  # error: [errors-swallowed]
            pass
        if time.monotonic() > end:
            break
    socket.close()


def good() -> str:
    context, counts = zmq.Context(), [0]
    socket = context.socket(zmq.PULL)
    socket.bind("inproc://feed")
    thread = threading.Thread(target=stop, args=(socket, counts), daemon=True)
    thread.start()
    began = time.monotonic()
    context.term()
    waited = time.monotonic() - began
    thread.join(3)
    observed = f"{counts[0]} call that fails ends the loop, term waited: {waited > 0.5}"
    return shown(observed, counts == [1] and waited < 0.5)


def stop(socket: zmq.Socket[bytes], counts: list[int]) -> None:
    while True:
        try:
            counts[0] += 1
            socket.recv()
        except zmq.ContextTerminated:
            break
    socket.close()
