"""How many frames the receiver's code sees of messages of one to three frames, for every legal pair."""

from functools import partial
from itertools import product

from tests.oracle import control
from tests.oracle.pair import End, arrival
from tests.oracle.sockets import LONG, attach, passes, received, sockets
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.peers import LEGAL, STABLE


def frames(source: str, target: str, count: int) -> int:
    """Frames that arrive, 0 for nothing."""
    passes()
    with sockets(target, source) as (binder, connector):
        receiver, sender = End(binder, target, "binder", source), End(connector, source, "connector", target)
        attach(binder, connector)
        for end in (receiver, sender):
            end.prepare()
        if receiver.type == "REQ" or sender.type == "REP":
            _ask(receiver, sender)
        connector.send_multipart([*_envelope(sender), b"1", b"2", b"3"][:count])
        arrived = arrival(receiver, 50)
        return 0 if isinstance(arrived, str) else len(arrived)


def _ask(receiver: End, sender: End) -> None:
    """The request that the sender's message is the reply to."""
    request = receiver.message()
    assert request is not None
    receiver.socket.send_multipart(request)
    control(not isinstance(received(sender.socket, LONG), str), "the request arrives")


def _envelope(sender: End) -> list[bytes]:
    whole = sender.message()
    assert whole is not None
    return whole[:-1]


PROBES = {
    f"{source} sends {count} to {target}": partial(frames, source, target, count)
    for source, target in product(STABLE, STABLE)
    if frozenset((source, target)) in LEGAL and can_send(source) and can_recv(target) and source != "STREAM"
    for count in (1, 2, 3)
}
