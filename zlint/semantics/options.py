"""Socket options: who takes them, what they hold, and whether a value set after bind or connect has an effect.

Source: truth.json `options`; LINGER's default from `threads_term` (the options were read on a context with LINGER 0);
`tests/oracle` finds -1 on all types but SUB and XSUB, which begin with 0. UNSUBSCRIBE's late effect from `pubsub`.
Units are those of libzmq's manual. A value counts as late when it is set after the last bind or connect of the socket.

`late` says "live" or "dead" only where that was measured, each of them also by `tests/oracle`. What was only inferred
from an option's family is "unknown". `types` was measured on the twelve stable types; what draft types take is not
known. Empty `types`: no type takes it, because it is read-only, draft or not compiled in; HWM is among them, since
setsockopt refuses it, but pyzmq's `hwm` attribute and `set_hwm()` set SNDHWM and RCVHWM, and `late` says what becomes
of that.
"""

from __future__ import annotations

from dataclasses import dataclass

from zlint.model import MEASURED, Tri
from zlint.semantics.peers import STABLE, canonical

LIVE = "live"
DEAD = "dead"
AFTER_CONNECT = "live after connect, dead after bind"
AFTER_BIND = "live after bind, dead after connect"
UNKNOWN = "unknown"

LIVE_HWM = (4, 2)  # zmq_setsockopt(3): before it SNDHWM and RCVHWM are not among what existing connections take up

REFUSED: tuple[str, ...] = ()
PUBLISHERS = ("PUB", "XPUB")
ROUTERS = ("REP", "ROUTER")

ALIASES = {
    "CONNECT_RID": "CONNECT_ROUTING_ID",
    "DELAY_ATTACH_ON_CONNECT": "IMMEDIATE",
    "FAIL_UNROUTABLE": "ROUTER_MANDATORY",
    "IDENTITY": "ROUTING_ID",
    "ROUTER_BEHAVIOR": "ROUTER_MANDATORY",
}


@dataclass(frozen=True, slots=True)
class OptionFact:
    """value: "int" or "bytes". unit: what the number counts ("ms", "s", "messages", "bytes", "boolean", ...), or
    what the bytes are. default: None when it cannot be read or depends on the type. types: those that take it, None
    for all; the others raise EINVAL. effective: those on which it does something, when some take it without effect.
    """

    name: str
    value: str
    unit: str
    default: int | bytes | None
    late: str
    types: tuple[str, ...] | None = None
    effective: tuple[str, ...] | None = None


OPTIONS: dict[str, OptionFact] = {
    fact.name: fact
    for fact in (
        OptionFact("HWM", "int", "messages", None, AFTER_CONNECT, REFUSED),
        OptionFact("AFFINITY", "int", "bit mask", 0, UNKNOWN),
        OptionFact("ROUTING_ID", "bytes", "identity", b"", DEAD),
        OptionFact("SUBSCRIBE", "bytes", "topic", None, LIVE, ("SUB",)),
        OptionFact("UNSUBSCRIBE", "bytes", "topic", None, LIVE, ("SUB",)),
        OptionFact("RATE", "int", "kbit/s", 100, UNKNOWN),
        OptionFact("RECOVERY_IVL", "int", "ms", 10000, UNKNOWN),
        OptionFact("SNDBUF", "int", "bytes", -1, DEAD),
        OptionFact("RCVBUF", "int", "bytes", -1, DEAD),
        OptionFact("RCVMORE", "int", "boolean", 0, UNKNOWN, REFUSED),
        OptionFact("FD", "int", "descriptor", None, UNKNOWN, REFUSED),
        OptionFact("EVENTS", "int", "bit mask", None, UNKNOWN, REFUSED),
        OptionFact("TYPE", "int", "constant", None, UNKNOWN, REFUSED),
        OptionFact("LINGER", "int", "ms", -1, LIVE),
        OptionFact("RECONNECT_IVL", "int", "ms", 100, DEAD),
        OptionFact("BACKLOG", "int", "connections", 100, DEAD),
        OptionFact("RECONNECT_IVL_MAX", "int", "ms", 0, DEAD),
        OptionFact("MAXMSGSIZE", "int", "bytes", -1, DEAD),
        OptionFact("SNDHWM", "int", "messages", 1000, AFTER_CONNECT),
        OptionFact("RCVHWM", "int", "messages", 1000, AFTER_CONNECT),
        OptionFact("MULTICAST_HOPS", "int", "hops", 1, UNKNOWN),
        OptionFact("RCVTIMEO", "int", "ms", -1, LIVE),
        OptionFact("SNDTIMEO", "int", "ms", -1, LIVE),
        OptionFact("LAST_ENDPOINT", "bytes", "endpoint", b"", UNKNOWN, REFUSED),
        OptionFact("ROUTER_MANDATORY", "int", "boolean", None, LIVE, ROUTERS),
        OptionFact("TCP_KEEPALIVE", "int", "on, off or -1", -1, DEAD),
        OptionFact("TCP_KEEPALIVE_CNT", "int", "probes", -1, DEAD),
        OptionFact("TCP_KEEPALIVE_IDLE", "int", "s", -1, DEAD),
        OptionFact("TCP_KEEPALIVE_INTVL", "int", "s", -1, DEAD),
        OptionFact("IMMEDIATE", "int", "boolean", 0, DEAD),
        OptionFact("XPUB_VERBOSE", "int", "boolean", None, LIVE, PUBLISHERS),
        OptionFact("ROUTER_RAW", "int", "boolean", None, DEAD, ROUTERS),
        OptionFact("IPV6", "int", "boolean", 0, DEAD),
        OptionFact("MECHANISM", "int", "constant", 0, UNKNOWN, REFUSED),
        OptionFact("PLAIN_SERVER", "int", "boolean", 0, DEAD),
        OptionFact("PLAIN_USERNAME", "bytes", "text", b"", DEAD),
        OptionFact("PLAIN_PASSWORD", "bytes", "text", b"", DEAD),
        OptionFact("CURVE_SERVER", "int", "boolean", 0, DEAD),
        OptionFact("CURVE_PUBLICKEY", "bytes", "key", None, DEAD),
        OptionFact("CURVE_SECRETKEY", "bytes", "key", None, DEAD),
        OptionFact("CURVE_SERVERKEY", "bytes", "key", None, DEAD),
        OptionFact("PROBE_ROUTER", "int", "boolean", None, AFTER_BIND, ("DEALER", "REP", "REQ", "ROUTER")),
        OptionFact("REQ_CORRELATE", "int", "boolean", None, LIVE, ("REQ",)),
        OptionFact("REQ_RELAXED", "int", "boolean", None, LIVE, ("REQ",)),
        OptionFact("CONFLATE", "int", "boolean", 0, DEAD, effective=("DEALER", "PUB", "PULL", "PUSH", "SUB")),
        OptionFact("ZAP_DOMAIN", "bytes", "text", b"", UNKNOWN),
        OptionFact("ROUTER_HANDOVER", "int", "boolean", None, LIVE, ROUTERS),
        OptionFact("TOS", "int", "type of service", 0, DEAD),
        OptionFact("CONNECT_ROUTING_ID", "bytes", "identity", None, DEAD, ("REP", "ROUTER", "STREAM")),
        OptionFact("GSSAPI_SERVER", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("GSSAPI_PRINCIPAL", "bytes", "text", None, UNKNOWN, REFUSED),
        OptionFact("GSSAPI_SERVICE_PRINCIPAL", "bytes", "text", None, UNKNOWN, REFUSED),
        OptionFact("GSSAPI_PLAINTEXT", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("HANDSHAKE_IVL", "int", "ms", 30000, DEAD),
        OptionFact("SOCKS_PROXY", "bytes", "endpoint", b"", UNKNOWN),
        OptionFact("XPUB_NODROP", "int", "boolean", None, LIVE, PUBLISHERS),
        OptionFact("BLOCKY", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("XPUB_MANUAL", "int", "boolean", None, LIVE, PUBLISHERS),
        OptionFact("XPUB_WELCOME_MSG", "bytes", "message", None, LIVE, PUBLISHERS),
        OptionFact("STREAM_NOTIFY", "int", "boolean", None, DEAD, ("STREAM",)),
        OptionFact("INVERT_MATCHING", "int", "boolean", 0, LIVE),
        OptionFact("HEARTBEAT_IVL", "int", "ms", 0, DEAD),
        OptionFact("HEARTBEAT_TTL", "int", "ms", 0, DEAD),
        OptionFact("HEARTBEAT_TIMEOUT", "int", "ms", -1, DEAD),
        OptionFact("XPUB_VERBOSER", "int", "boolean", None, UNKNOWN, PUBLISHERS),
        OptionFact("CONNECT_TIMEOUT", "int", "ms", 0, UNKNOWN),
        OptionFact("TCP_MAXRT", "int", "ms", 0, DEAD),
        OptionFact("THREAD_SAFE", "int", "boolean", 0, UNKNOWN, REFUSED),
        OptionFact("MULTICAST_MAXTPDU", "int", "bytes", 1500, UNKNOWN),
        OptionFact("VMCI_BUFFER_SIZE", "int", "bytes", None, UNKNOWN, REFUSED),
        OptionFact("VMCI_BUFFER_MIN_SIZE", "int", "bytes", None, UNKNOWN, REFUSED),
        OptionFact("VMCI_BUFFER_MAX_SIZE", "int", "bytes", None, UNKNOWN, REFUSED),
        OptionFact("VMCI_CONNECT_TIMEOUT", "int", "ms", None, UNKNOWN, REFUSED),
        OptionFact("USE_FD", "int", "descriptor", -1, UNKNOWN),
        OptionFact("GSSAPI_PRINCIPAL_NAMETYPE", "int", "constant", None, UNKNOWN, REFUSED),
        OptionFact("GSSAPI_SERVICE_PRINCIPAL_NAMETYPE", "int", "constant", None, UNKNOWN, REFUSED),
        OptionFact("BINDTODEVICE", "bytes", "text", b"", DEAD),
        OptionFact("TCP_ACCEPT_FILTER", "bytes", "text", None, DEAD),
        OptionFact("IPC_FILTER_PID", "int", "id", None, UNKNOWN),
        OptionFact("IPC_FILTER_UID", "int", "id", None, UNKNOWN),
        OptionFact("IPC_FILTER_GID", "int", "id", None, UNKNOWN),
        OptionFact("IPV4ONLY", "int", "boolean", 1, UNKNOWN),
        OptionFact("ZAP_ENFORCE_DOMAIN", "int", "boolean", 0, UNKNOWN),
        OptionFact("LOOPBACK_FASTPATH", "int", "boolean", 0, UNKNOWN),
        OptionFact("METADATA", "bytes", "text", None, DEAD),
        OptionFact("MULTICAST_LOOP", "int", "boolean", 1, UNKNOWN),
        OptionFact("ROUTER_NOTIFY", "int", "bit mask", None, UNKNOWN, REFUSED),
        OptionFact("XPUB_MANUAL_LAST_VALUE", "int", "boolean", None, UNKNOWN, PUBLISHERS),
        OptionFact("SOCKS_USERNAME", "bytes", "text", b"", UNKNOWN),
        OptionFact("SOCKS_PASSWORD", "bytes", "text", b"", UNKNOWN),
        OptionFact("IN_BATCH_SIZE", "int", "bytes", None, UNKNOWN, REFUSED),
        OptionFact("OUT_BATCH_SIZE", "int", "bytes", None, UNKNOWN, REFUSED),
        OptionFact("WSS_KEY_PEM", "bytes", "text", None, UNKNOWN, REFUSED),
        OptionFact("WSS_CERT_PEM", "bytes", "text", None, UNKNOWN, REFUSED),
        OptionFact("WSS_TRUST_PEM", "bytes", "text", None, UNKNOWN, REFUSED),
        OptionFact("WSS_HOSTNAME", "bytes", "text", None, UNKNOWN, REFUSED),
        OptionFact("WSS_TRUST_SYSTEM", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("ONLY_FIRST_SUBSCRIBE", "int", "boolean", None, UNKNOWN, ("PUB", "XPUB", "XSUB")),
        OptionFact("RECONNECT_STOP", "int", "bit mask", 0, DEAD),
        OptionFact("HELLO_MSG", "bytes", "message", None, UNKNOWN, REFUSED),
        OptionFact("DISCONNECT_MSG", "bytes", "message", None, UNKNOWN, REFUSED),
        OptionFact("PRIORITY", "int", "priority", None, UNKNOWN, REFUSED),
        OptionFact("BUSY_POLL", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("HICCUP_MSG", "bytes", "message", None, UNKNOWN, REFUSED),
        OptionFact("XSUB_VERBOSE_UNSUBSCRIBE", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("TOPICS_COUNT", "int", "topics", None, UNKNOWN, REFUSED),
        OptionFact("NORM_MODE", "int", "constant", None, UNKNOWN, REFUSED),
        OptionFact("NORM_UNICAST_NACK", "int", "boolean", None, UNKNOWN, REFUSED),
        OptionFact("NORM_BUFFER_SIZE", "int", "KiB", None, UNKNOWN, REFUSED),
        OptionFact("NORM_SEGMENT_SIZE", "int", "bytes", None, UNKNOWN, REFUSED),
        OptionFact("NORM_BLOCK_SIZE", "int", "packets", None, UNKNOWN, REFUSED),
        OptionFact("NORM_NUM_PARITY", "int", "packets", None, UNKNOWN, REFUSED),
        OptionFact("NORM_NUM_AUTOPARITY", "int", "packets", None, UNKNOWN, REFUSED),
        OptionFact("NORM_PUSH", "int", "boolean", None, UNKNOWN, REFUSED),
    )
}

# How each value of `late` answers for a socket attached by (bind, connect).
_LATE = {
    LIVE: (Tri.YES, Tri.YES),
    DEAD: (Tri.NO, Tri.NO),
    AFTER_CONNECT: (Tri.NO, Tri.YES),
    AFTER_BIND: (Tri.YES, Tri.NO),
    UNKNOWN: (Tri.MAYBE, Tri.MAYBE),
}


def canonical_option(name: str) -> str:
    """The key in `OPTIONS` of a constant or attribute ("IDENTITY", "rcvtimeo"); unknown names only change case."""
    upper = name.upper()
    return ALIASES.get(upper, upper)


def fact(option: str) -> OptionFact | None:
    """What is known of an option; None for a name that is no option."""
    return OPTIONS.get(canonical_option(option))


def takes(type: str, option: str) -> Tri:
    """Does a socket of this type accept the option? MAYBE for draft types and for names that are no option."""
    name, known = canonical(type), fact(option)
    if known is None:
        return Tri.MAYBE
    if known.types == REFUSED:
        return Tri.NO
    if name not in STABLE:
        return Tri.MAYBE
    return Tri.of(known.types is None or name in known.types)


def late_effect(option: str, attached_by: str, libzmq: tuple[int, ...] = MEASURED) -> Tri:
    """Does a value set after the last "bind", "connect" or "both" still work, on this and later versions?

    MAYBE when it is not known how the socket is attached ("").
    """
    known = fact(option)
    late = known.late if known else UNKNOWN
    bound, connected = _LATE[DEAD if late == AFTER_CONNECT and libzmq < LIVE_HWM else late]
    return {"bind": bound, "connect": connected, "both": Tri.over((bound, connected))}.get(attached_by, Tri.MAYBE)
