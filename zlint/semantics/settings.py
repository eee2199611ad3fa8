"""What becomes of an option that is set: taken, refused, without effect, or no option at all.

Source: truth.json `options`, `tests/oracle`; `zmq.sugar.attrsettr` for attributes. Options that a build may lack
(drafts, GSSAPI, NORM, VMCI, TLS) are not judged. XPUB takes SUBSCRIBE once XPUB_MANUAL is set (measured).
"""

from __future__ import annotations

from zlint.model import Op, Span, Topology
from zlint.semantics.options import OPTIONS, REFUSED, canonical_option, fact, takes
from zlint.semantics.peers import canonical
from zlint.semantics.pyzmq import IGNORED, SOCKET_METHODS

TAKEN, REFUSES, IDLE, NO_OPTION = "taken", "refused", "without effect", "no option"
READ_ONLY = frozenset({"RCVMORE", "FD", "EVENTS", "TYPE", "LAST_ENDPOINT", "MECHANISM"})
# Options of one direction, by the direction; with its counterpart.
ONE_WAY = {"SNDHWM": "RCVHWM", "SNDTIMEO": "RCVTIMEO", "RCVHWM": "SNDHWM", "RCVTIMEO": "SNDTIMEO"}
ATTRIBUTES = frozenset({*SOCKET_METHODS, *IGNORED["Socket"], *IGNORED["asyncio.Socket"], "type", "hwm"})


def outcome(type: str, option: str, call: str) -> str:
    """What a socket of this type does with an option. call: the method, or the attribute that is assigned to."""
    if call not in SOCKET_METHODS:
        if call in ATTRIBUTES or call.startswith("_"):
            return TAKEN
        if canonical_option(call) not in OPTIONS:
            return NO_OPTION
    known = fact(option)
    if known is None or (option == "HWM" and call == "set_hwm"):
        return TAKEN
    if known.types == REFUSED:
        return REFUSES if option in READ_ONLY or option == "HWM" else TAKEN
    if not takes(type, option).possible:
        return REFUSES
    return IDLE if known.effective is not None and canonical(type) not in known.effective else TAKEN


def tried(topology: Topology, op: Op, error: str) -> bool:
    """Is it expected that the option may not be taken: by a test, or by a handler right around it?"""
    return topology.in_tests(op) or any({error, "zmq.ZMQError"} & set(each.catches) for each in op.handlers[:1])


def chosen_at(topology: Topology, op: Op) -> Span:
    """Where an option's value is chosen: a helper that sets what its callers give, one this and one that, is not it."""
    values = {other.value for other in topology.all_ops(op.kind) if other.span == op.span}
    return op.via[-1] if len(values) > 1 and op.via else op.span
