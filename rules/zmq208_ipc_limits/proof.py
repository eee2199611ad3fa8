"""An ipc path of 108 bytes raises ENAMETOOLONG at bind and at connect; 107 bytes work."""

import zmq

from zlint.prove import name_of, shown

LONG = (
    "ipc://one-hundred-and-eight-bytes-one-hundred-and-eight-bytes-one-hundred-and-eight-bytes-make-a-path-too-long-000"
)


def bad() -> str:
    raised = []
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        try:
            sink.bind(LONG)  # error: [ipc-limits]
        except zmq.ZMQError as error:
            raised.append(name_of(error))
        try:
            source.connect(LONG)  # error: [ipc-limits]
        except zmq.ZMQError as error:
            raised.append(name_of(error))
    observed = f"with {len(LONG) - 6} bytes bind and connect raise {raised}"
    return shown(observed, raised == ["ENAMETOOLONG"] * 2 and len(LONG) - 6 == 108)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        endpoint = "ipc://" + "one-hundred-and-seven-bytes-" * 3 + "make-a-path-that-is-ok-"
        sink.bind(endpoint)
        sink.rcvtimeo = 2000
        source.connect(endpoint)
        source.send(b"reading")
        message = sink.recv()
        size = len(endpoint) - 6
        return shown(f"over a path of {size} bytes {message!r} arrives", (size, message) == (107, b"reading"))
