"""Of a stop signal that a PUSH sends once, one of its receivers hears."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as control:
        control.bind("inproc://control")
        with context.socket(zmq.PULL) as first, context.socket(zmq.PULL) as second:
            first.connect("inproc://control")
            second.connect("inproc://control")
            control.send(b"STOP")  # possible: [multiple-subscribers-wanted]
            heard = sum(worker.poll(300) != 0 for worker in (first, second))
            return shown(f"{heard} of 2 workers hears of it", heard == 1)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as control:
        control.bind("inproc://control")
        with context.socket(zmq.SUB) as first, context.socket(zmq.SUB) as second:
            for worker in (first, second):
                worker.subscribe(b"")
                worker.connect("inproc://control")
            joined = [control.recv() for _ in (first, second) if control.poll(2000)]
            control.send(b"STOP")
            heard = sum(worker.poll(2000) != 0 for worker in (first, second))
            return shown(f"over a PUB with {len(joined)} subscribers, {heard} of 2 workers hear of it", heard == 2)
