"""How many frames the receiving code sees of a message, by the types of both ends.

Source: truth.json `pairing` ("got n: ..." of every legal pair over tcp), `multipart` and `efsm` ("CORRELATE envelope
at ROUTER"). On the wire REQ puts an empty delimiter before what it sends and ROUTER takes the first frame away to
choose the peer. On receipt ROUTER puts the peer's identity in front, REQ and REP take the delimiter away, and REP
puts it back before its reply.

Assumed: the envelope between DEALER and REP is the bare delimiter. A DEALER may put further frames before it; REP
hides and returns them too. REQ_CORRELATE adds one more frame, which ROUTER and DEALER see; it is not counted here.
A message that lacks the delimiter is dropped by REQ and REP, whatever its number of frames.

Not known: STREAM, whose frames are slices of a byte stream; DGRAM, PEER, RADIO and DISH, which were not measured.
"""

from __future__ import annotations

from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.peers import LEGAL, canonical

# Frames that a type adds to (or takes from) a message between the code and the wire.
ON_SEND = {"REQ": 1, "REP": 1, "ROUTER": -1}
ON_RECEIPT = {"REQ": -1, "REP": -1, "ROUTER": 1}
SINGLE = frozenset({"SERVER", "CLIENT", "SCATTER", "GATHER", "CHANNEL"})  # EINVAL for more than one frame
UNKNOWN = frozenset({"STREAM", "DGRAM", "PEER", "RADIO", "DISH"})


def received(sender: str, receiver: str, sent: int) -> int | None:
    """Frames the receiving code sees of a message of `sent` frames; None when it is dropped or cannot be said."""
    source, target = canonical(sender), canonical(receiver)
    if frozenset((source, target)) not in LEGAL or not can_send(source) or not can_recv(target):
        return None
    if source in UNKNOWN or sent < 1 or (source in SINGLE and sent > 1):
        return None
    wire = sent + ON_SEND.get(source, 0)
    seen = wire + ON_RECEIPT.get(target, 0)
    return seen if wire > 0 and seen > 0 else None
