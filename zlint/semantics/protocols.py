"""What other protocols look like from the side of a ZeroMQ socket.

Source: truth.json `claims` (an HTTP peer reads the ZMTP greeting, the socket receives nothing). Ports are those that
IANA gives a protocol, but only where hardly anything else is found behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zlint.model import Endpoint, Frame, Hole, Socket, Template, Topology
from zlint.model.value import Option

PORTS = {
    "22": "SSH",
    "25": "SMTP",
    "80": "HTTP",
    "443": "HTTPS",
    "1883": "MQTT",
    "3306": "MySQL",
    "5432": "PostgreSQL",
    "5672": "AMQP",
    "6379": "Redis",
    "27017": "MongoDB",
}
_HTTP = re.compile(
    r"(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) \S+ HTTP/1\.[01]\r?\n|HTTP/1\.[01] [1-5]\S* [^\r\n]*\r?\n"
)


def known_service(endpoint: Endpoint) -> str | None:
    """The protocol that is spoken at the port of a tcp endpoint."""
    if endpoint.transport != "tcp":
        return None
    port = Endpoint(endpoint.host_port[1]).literal
    return PORTS.get(port or "")


def speak_zmtp(topology: Topology, sockets: Iterable[Socket]) -> bool:
    """Are these, whichever is meant, sockets that send frames, and no bytes as they are?"""
    raw = any(each.option == "ROUTER_RAW" for socket in sockets for each in topology.ops_of(socket, "option"))
    return not raw and all(socket.types and "STREAM" not in socket.types for socket in sockets)


def is_http(frame: Frame) -> bool:
    """Is it, whatever is not known of it, the head of an HTTP/1 request or response?"""
    texts = [_text(option) for option in frame.value.options] if frame.value else []
    return bool(texts) and all(_HTTP.match(text) for text in texts)


def _text(option: Option) -> str:
    """With a letter for each part that is not known; empty for what is no text."""
    if not isinstance(option, str | bytes | Template | Hole):
        return ""
    return "".join("x" if isinstance(part, Hole) else part for part in Endpoint.of(option).parts)
