"""Which socket types exist, and which of them can talk to each other.

Source: truth.json `compatible_pairs_on_the_wire` (tcp and ipc, all 144 ordered pairs) and `pairing.inproc`. Over
tcp and ipc a pair that is not in `LEGAL` is refused in the handshake, without an exception on either side; inproc
checks nothing, so what arrives there has a table of its own.

Not known: the pairs of draft types are those of libzmq's `mechanism_t::check_socket_type`; the wheels of pyzmq carry
no draft API, so their handshake was not measured. STREAM reads the raw bytes of any peer; only STREAM with STREAM
counts as legal, since no other pair carries messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from zlint.model import Tri

ALIASES = {"XREQ": "DEALER", "XREP": "ROUTER"}
DRAFT = ("CHANNEL", "CLIENT", "DGRAM", "DISH", "GATHER", "PEER", "RADIO", "SCATTER", "SERVER")
STABLE = ("PAIR", "PUB", "SUB", "XPUB", "XSUB", "REQ", "REP", "DEALER", "ROUTER", "PUSH", "PULL", "STREAM")
TYPES = (*STABLE, *DRAFT, *ALIASES)

_PEERS = {
    "PAIR": ("PAIR",),
    "PUB": ("SUB", "XSUB"),
    "XPUB": ("SUB", "XSUB"),
    "REQ": ("REP", "ROUTER"),
    "DEALER": ("REP", "DEALER", "ROUTER"),
    "ROUTER": ("ROUTER",),
    "PUSH": ("PULL",),
    "STREAM": ("STREAM",),
    "SERVER": ("CLIENT",),
    "RADIO": ("DISH",),
    "SCATTER": ("GATHER",),
    "DGRAM": ("DGRAM",),
    "PEER": ("PEER",),
    "CHANNEL": ("CHANNEL",),
}
LEGAL = frozenset(frozenset((name, peer)) for name, peers in _PEERS.items() for peer in peers)

# The thread-safe types of libzmq, by getsockopt(ZMQ_THREAD_SAFE); DGRAM is the one draft type that is not.
THREAD_SAFE = frozenset(DRAFT) - {"DGRAM"}

# Rows bind, columns connect, both in the order of STABLE.
# = both ways, > to the connector, < to the binder, . nothing, ! libzmq aborts the process
_INPROC = """
    = . > > = < . = > < > >
    . . > . > . . . . . . .
    < < . < < < . < . < . <
    < . > . = < . < . < . .
    = < > = = < . = > < > =
    > . > > > < = = = . > !
    . . . . . = . = = . . .
    = . > > = = = = = < > >
    = . . . = = = = = < . .
    > . > > > . . > > . > >
    < . . . < < . < . < . .
    = . > . = ! . = . < . .
"""
_DELIVERS = {"=": "both", ">": "to connector", "<": "to binder", ".": "nothing", "!": "abort"}
_INPROC_TABLE = {
    (binder, connector): _DELIVERS[mark]
    for (binder, connector), mark in zip(product(STABLE, STABLE), _INPROC.split(), strict=True)
}


def canonical(name: str) -> str:
    """The name libzmq knows a type by; a name that is no alias stays as it is."""
    return ALIASES.get(name, name)


def indefinite(types: Iterable[str]) -> str:
    """Types in a sentence: "a PUB", "an XPUB or XSUB", "a socket" when none is known."""
    text = " or ".join(types) or "socket"
    return f"{'an' if text.startswith('X') else 'a'} {text}"


def can_talk(left: Iterable[str], right: Iterable[str]) -> Tri:
    """Can a socket of one of the `left` types talk to one of the `right` types? MAYBE when a side is not known."""
    pairs = list(product(map(canonical, left), map(canonical, right)))
    if not pairs:
        return Tri.MAYBE
    return Tri.over(Tri.of(frozenset(pair) in LEGAL) for pair in pairs)


def suitable(type: str) -> tuple[str, ...]:
    """The types that a socket of this type can talk to, sorted."""
    name = canonical(type)
    return tuple(sorted(other for other in (*STABLE, *DRAFT) if frozenset((name, other)) in LEGAL))


def thread_safe(type: str) -> bool:
    """May several threads use one socket of this type at one time?"""
    return canonical(type) in THREAD_SAFE


INPROC_OUTCOME = {
    "both": "frames pass both ways, without the envelope the types expect",
    "to connector": "frames pass from the binder to the connector only",
    "to binder": "frames pass from the connector to the binder only",
    "nothing": "nothing is delivered",
    "abort": "libzmq aborts the process",
    "unknown": "not measured",
}


def inproc_delivers(binder: str, connector: str) -> str:
    """What arrives over inproc, where no type is checked: "both", "to connector", "to binder", "nothing", "abort".

    "unknown" for draft types, whose pairs were not all measured.
    """
    return _INPROC_TABLE.get((canonical(binder), canonical(connector)), "unknown")
