"""What becomes of one value of an option: None when it is taken, else the error that it raises, and why.

Source: truth.json `options` (bad values, type errors), measured on pyzmq 27; `tests/semantics/test_values.py` asks the
installed one. Ranges are those that were measured; where none is listed, every number counts as taken. Not known:
units. A number of seconds where milliseconds are meant is a good number.
"""

from __future__ import annotations

from zlint.model import Op, Topology
from zlint.model.value import Constant
from zlint.semantics.options import canonical_option, fact

TEXT_SETTERS = frozenset({"setsockopt_string", "setsockopt_unicode", "set_string"})
NAMES = frozenset({"SUBSCRIBE", "UNSUBSCRIBE", "IDENTITY", "ROUTING_ID"})  # options whose value ZMQ409 judges
SUBSCRIBERS = frozenset({"subscribe", "unsubscribe"})  # methods that take both kinds of text
MOST_INT = 2**31 - 1
# Least and greatest number.
RANGES: dict[str, tuple[int, int]] = {
    "BACKLOG": (0, MOST_INT),
    "CONFLATE": (0, 1),
    "CONNECT_TIMEOUT": (0, MOST_INT),
    "HEARTBEAT_IVL": (0, MOST_INT),
    "HEARTBEAT_TIMEOUT": (0, MOST_INT),
    "HEARTBEAT_TTL": (-99, 6553599),
    "IMMEDIATE": (0, 1),
    "IPV6": (0, 1),
    "LINGER": (-1, MOST_INT),
    "MULTICAST_HOPS": (1, MOST_INT),
    "RATE": (1, MOST_INT),
    "RCVHWM": (0, MOST_INT),
    "RCVTIMEO": (-1, MOST_INT),
    "RECONNECT_IVL": (-1, MOST_INT),
    "RECONNECT_IVL_MAX": (0, MOST_INT),
    "SNDBUF": (-1, MOST_INT),
    "SNDHWM": (0, MOST_INT),
    "SNDTIMEO": (-1, MOST_INT),
    "TCP_KEEPALIVE": (-1, 1),
    "TCP_MAXRT": (0, MOST_INT),
}
# Fewest and most bytes; a key is 32 bytes or 40 of text.
LENGTHS: dict[str, tuple[int, int]] = {
    "PLAIN_PASSWORD": (1, 255),
    "PLAIN_USERNAME": (1, 255),
    "ROUTING_ID": (1, 255),
}
KEYS = frozenset({"CURVE_PUBLICKEY", "CURVE_SECRETKEY", "CURVE_SERVERKEY"})
KEY_LENGTHS = (32, 40)


def fault(option: str, call: str, value: Constant) -> tuple[str, str] | None:
    """(error, why); call: the method, or the attribute that is assigned to."""
    name = canonical_option(option)
    known = fact(name)
    if known is None:
        return None
    if call in TEXT_SETTERS:
        if not isinstance(value, str):
            return "TypeError", f"{call} takes str only"
        value = value.encode()
    if known.value == "bytes":
        return _of_bytes(name, call.lower(), value)
    return _of_int(name, value)


def _of_bytes(name: str, call: str, value: Constant) -> tuple[str, str] | None:
    if isinstance(value, str):
        return None if call in SUBSCRIBERS else ("TypeError", f"{name} takes bytes, not str")
    if not isinstance(value, bytes):
        return "TypeError", f"{name} takes bytes, not {_kind(value)}"
    if name in KEYS and len(value) not in KEY_LENGTHS:
        return "EINVAL", f"a key is 32 bytes, or 40 of text, not {len(value)}"
    least, most = LENGTHS.get(name, (0, len(value)))
    return None if least <= len(value) <= most else ("EINVAL", f"{name} has {least} to {most} bytes, not {len(value)}")


def _of_int(name: str, value: Constant) -> tuple[str, str] | None:
    if not isinstance(value, int):
        return "TypeError", f"{name} takes an int, not {_kind(value)}"
    if name not in RANGES or RANGES[name][0] <= value <= RANGES[name][1]:
        return None
    if value > MOST_INT:
        return "OverflowError", f"{name} is an int of 32 bits"
    least, most = RANGES[name]
    limits = f"at least {least}" if most == MOST_INT else f"from {least} to {most}"
    return "EINVAL", f"{name} is {limits}, not {value}"


def _kind(value: Constant) -> str:
    return "None" if value is None else type(value).__name__


def set_either_way(topology: Topology, op: Op) -> bool:
    """Does the same function set the option as bytes and as text? Then it tries what is taken."""
    others = (each for end in topology.sockets_of(op) for each in topology.ops_of(end, op.kind))
    text = op.call in TEXT_SETTERS
    return any(
        each.option == op.option and each.function == op.function and (each.call in TEXT_SETTERS) != text
        for each in others
    )
