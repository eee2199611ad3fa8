"""pyzmq reports each socket that is forgotten, when it is collected; none that a with block closed."""

import gc
import warnings

import zmq

from zlint.prove import shown


def bad() -> str:
    context = zmq.Context()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            forget(context)
        gc.collect()
    context.term()
    told = [str(each.message) for each in caught if issubclass(each.category, ResourceWarning)]
    return shown(f"collected: {len(told)} times {told[:1]}", sum("Unclosed socket" in each for each in told) == 3)


def forget(context: zmq.Context[zmq.Socket[bytes]]) -> int:
    socket = context.socket(zmq.PUB)  # error: [socket-not-closed]
    return socket.bind_to_random_port("tcp://127.0.0.1")


def good() -> str:
    context = zmq.Context()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            remember(context)
        gc.collect()
    context.term()
    told = [str(each.message) for each in caught if issubclass(each.category, ResourceWarning)]
    return shown(f"after a with block: {told}", not told)


def remember(context: zmq.Context[zmq.Socket[bytes]]) -> int:
    with context.socket(zmq.PUB) as socket:
        return socket.bind_to_random_port("tcp://127.0.0.1")
