"""A context that nobody ends is reported by pyzmq when it is collected; one of a `with` block is not."""

import gc
import warnings

import zmq

from zlint.prove import shown


def bad() -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        leave()
        gc.collect()
    told = [str(each.message) for each in caught if issubclass(each.category, ResourceWarning)]
    return shown(f"collected: {told}", any("Unclosed context" in each for each in told))


def leave() -> None:
    context = zmq.Context()  # error: [context-not-terminated]
    with context.socket(zmq.PUB) as socket:
        socket.bind("inproc://news")


def good() -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with zmq.Context() as context, context.socket(zmq.PUB) as socket:
            socket.bind("inproc://news")
        del context
        gc.collect()
    told = [str(each.message) for each in caught if issubclass(each.category, ResourceWarning)]
    return shown(f"after a with block: {told}", not told)
