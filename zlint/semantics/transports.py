"""Which socket types a transport carries, and which transports a build of libzmq can lack.

Source: libzmq's `socket_base_t::check_protocol`, which first looks whether the transport is built in
(EPROTONOSUPPORT) and then at the type of the socket (ENOCOMPATPROTO); `tests/oracle`. DISH over udp can only bind and
RADIO only connect, which is not judged.

Not known: what the build lacks that a program will run with. The wheels of pyzmq lack `NOT_IN_WHEELS`, distributions
of Linux may have pgm and norm.
"""

from __future__ import annotations

from collections.abc import Iterable

from zlint.model import Tri
from zlint.semantics.peers import canonical

PUBLISHING = ("PUB", "SUB", "XPUB", "XSUB")
CARRIES = {
    "pgm": PUBLISHING,
    "epgm": PUBLISHING,
    "norm": PUBLISHING,
    "udp": ("DGRAM", "DISH", "RADIO"),
}
# With the name that zmq.has() knows each by.
NOT_IN_WHEELS = {"pgm": "pgm", "epgm": "pgm", "norm": "norm", "ws": "ws", "wss": "wss", "vmci": "vmci"}


def carries(transport: str, types: Iterable[str]) -> Tri:
    """Does the transport carry a socket of one of these types? MAYBE when the type is not known."""
    if transport not in CARRIES:
        return Tri.YES
    answers = [Tri.of(canonical(name) in CARRIES[transport]) for name in types]
    return Tri.over(answers) if answers else Tri.MAYBE
