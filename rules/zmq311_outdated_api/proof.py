"""socket_type gives a DeprecationWarning, and the names that are left mean their successors: XREQ is DEALER."""

import warnings

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.XREQ) as socket:  # error: [outdated-api]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            kind = socket.socket_type  # error: [outdated-api]
        gone = [name for name in ("UPSTREAM", "DOWNSTREAM", "core") if not hasattr(zmq, name)]
    observed = f"XREQ is {zmq.SocketType(kind).name}; {caught[0].message}; pyzmq has no {', '.join(gone)}"
    return shown(observed, kind == zmq.DEALER and caught[0].category is DeprecationWarning and len(gone) == 3)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            kind = socket.type
        return shown(f"type is {kind!r}, with {len(caught)} warnings", not caught and kind == zmq.DEALER)
