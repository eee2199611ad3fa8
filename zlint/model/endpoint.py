"""Endpoints, as far as they are known, and whether two of them are one place.

`meets` answers for a binder and a connector. What is assumed: all scripts of a project run on one machine unless
an address says otherwise, so `tcp://*:5555` and `tcp://localhost:5555` meet. A hole proves nothing by itself: it
must carry the key (surely one value) or a telling name of the other end's hole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from zlint.model.tri import Tri
from zlint.model.value import SAME_AS, Hole, Template

Parts = tuple[str | Hole, ...]

ANY_HOST = frozenset({"*", "0.0.0.0", "::", "[::]"})
THIS_HOST = frozenset({"127.0.0.1", "localhost", "::1", "[::1]", "lo"}) | ANY_HOST
MANY_NAMES = 3
# Names that two unrelated places often share, so that they tell nothing about identity.
GENERIC = frozenset(
    "a addr address bind_addr bind_address bind_url endpoint endpoints conn connect_address connection_url host "
    "hostname i idx index interface ip ip_address item key n name num path port prefix protocol random rank "
    "server sock_addr socket_addr suffix temp tmp transport uid uri url uuid value x zmq_port zmq_addr zmq_url "
    "zmq_address sockaddr sock address_info local_ip bind_host dest target remote arg args s p h ep".split()
)


@dataclass(frozen=True)
class Endpoint:
    """`parts` of the text, adjacent strings joined. aliases: names under which the whole is stored or handed on."""

    parts: Parts
    aliases: frozenset[str] = frozenset()

    @staticmethod
    def of(text: str | bytes | Template | Hole) -> Endpoint:
        match text:
            case bytes():
                return Endpoint((text.decode("utf-8", "replace"),))
            case str():
                return Endpoint((text,))
            case Template():
                return Endpoint(text.parts, text.aliases)
            case Hole():
                return Endpoint((text,), text.aliases)

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else "{" + part.name + "}" for part in self.parts)

    @cached_property
    def literal(self) -> str | None:
        """The whole text when nothing of it is unknown."""
        if all(isinstance(part, str) for part in self.parts):
            return "".join(part for part in self.parts if isinstance(part, str))
        return None

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @cached_property
    def transport(self) -> str | None:
        """The scheme, None when it is not known (or when the text has none)."""
        head = self.parts[0] if self.parts else ""
        if not isinstance(head, str):
            return None
        scheme, found, _ = head.partition("://")
        return scheme if found else None

    @cached_property
    def address(self) -> Parts:
        """What stands behind `://`; all of it when that is not seen."""
        return _after(self.parts, "://")

    @cached_property
    def host_port(self) -> tuple[Parts, Parts]:
        """The address cut at its last colon; the port is empty when no colon is seen."""
        return _cut_last(self.address, ":")

    @cached_property
    def random(self) -> bool:
        """A wildcard port or name that the system fills in at bind."""
        if self.transport == "tcp":
            return self.host_port[1] in (("*",), ("0",)) or any(
                isinstance(part, Hole) and part.key.startswith("random:") for part in self.host_port[1]
            )
        return self.address == ("*",)

    def meets(self, connector: Endpoint, hosts: frozenset[str] = frozenset()) -> Tri:
        """Does a socket that connects to `connector` reach the one that binds self? hosts: names of this machine."""
        if self.parts == connector.parts and self.parts:
            return Tri.NO if self.random and self.literal else Tri.YES
        if self.aliases and any(hole.key in self.aliases for hole in connector.holes):
            return Tri.YES  # the port that the system chose for this very bind
        if _shared_name(self.names, connector.names):
            return Tri.MAYBE
        schemes = {self.transport, connector.transport} - {None}
        if len(schemes) == 2:
            return Tri.NO
        if "tcp" in schemes or (_has(self.parts) and _has(connector.parts)):
            return self._meets_tcp(connector, THIS_HOST | hosts)
        return Tri.MAYBE if _alike(self.address, connector.address) >= NAMED else Tri.NO

    @cached_property
    def names(self) -> frozenset[str]:
        """The names under which the whole text is kept."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return self.aliases | only.names if isinstance(only, Hole) else self.aliases

    @cached_property
    def telling_names(self) -> frozenset[str]:
        return telling(self.names)

    def _meets_tcp(self, connector: Endpoint, own: frozenset[str]) -> Tri:
        (host, port), (far_host, far_port) = self.host_port, connector.host_port
        if not port or not far_port:
            return Tri.NO
        ports = _alike(port, far_port)
        hosts = _alike_hosts(host, far_host, own) if ports >= NAMED else CLASH
        if hosts == CLASH:
            return Tri.NO
        return Tri.YES if ports == SAME and hosts == SAME else Tri.MAYBE


CLASH, OPEN, NAMED, SAME = range(4)  # how like two texts are: OPEN may be equal, but nothing speaks for it


def _alike(left: Parts, right: Parts) -> int:
    here, there = _text(left), _text(right)
    if here is not None and there is not None:
        return SAME if here == there else CLASH
    if _keys(left) == _keys(right):
        return SAME
    if all(isinstance(part, str) for part in (*left, *right)):
        return CLASH
    if len(left) != len(right) or any(isinstance(a, str) != isinstance(b, str) for a, b in zip(left, right)):
        return OPEN
    if any(isinstance(a, str) and a != b for a, b in zip(left, right)):
        return CLASH
    holes = [(a, b) for a, b in zip(left, right) if isinstance(a, Hole) and isinstance(b, Hole)]
    named = all(_one_name(a, b) for a, b in holes)
    telling = sum(len(re.sub(r"\W", "", part)) for part in left if isinstance(part, str)) > 3
    return NAMED if named or telling else OPEN


def _alike_hosts(binder: Parts, connector: Parts, own: frozenset[str]) -> int:
    here, there = _text(binder), _text(connector)
    if here is None or there is None:
        return max(_alike(binder, connector), OPEN)
    if here == there or (here in own and there in own):
        return SAME
    if here in ANY_HOST:
        return OPEN
    return CLASH


def _text(parts: Parts) -> str | None:
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else None


def _keys(parts: Parts) -> tuple[str, ...]:
    return tuple("=" + part if isinstance(part, str) else part.key for part in parts)


def _has(parts: Parts) -> bool:
    return any(isinstance(part, str) and "://" in part for part in parts)


def _one_name(left: Hole, right: Hole) -> bool:
    """The same value, or one that goes by the name that the other has where it stands."""
    if _can_be(left, right) or _can_be(right, left):
        return True
    own = telling(frozenset({left.name})), telling(frozenset({right.name}))
    if all(own) and left.name != right.name and "*" not in left.name:
        return right.name in telling(left.names) and left.name in telling(right.names)
    return left.key == right.key or _shared_name(left.names, right.names)


def _can_be(hole: Hole, other: Hole) -> bool:
    known = {hole.key, *telling(frozenset({hole.name}))}
    return any(SAME_AS + each in other.aliases for each in known)


@lru_cache(maxsize=1024)
def telling(names: frozenset[str]) -> frozenset[str]:
    """The names that say which value it is; `host`, `addr[1]` do not, nor does any when it goes by many."""
    found = frozenset(name for name in names if name.partition("[")[0] not in GENERIC and ":" not in name)
    return found if len(found) <= MANY_NAMES else frozenset()


def _shared_name(left: frozenset[str], right: frozenset[str]) -> bool:
    if not left or not right:
        return False
    if telling(left) & telling(right):
        return True
    return any(re.search(r"[A-Z]{3}|\d{3}", formula) for formula in _formulas(left) & _formulas(right))


@lru_cache(maxsize=1024)
def _formulas(names: frozenset[str]) -> frozenset[str]:
    return frozenset(re.sub(r"[a-z_][\w.\[\]]*", "_", name) for name in names if "*" in name)


def _after(parts: Parts, mark: str) -> Parts:
    for at, part in enumerate(parts):
        if isinstance(part, str) and mark in part:
            rest = part.partition(mark)[2]
            return (rest, *parts[at + 1 :]) if rest else parts[at + 1 :]
    return parts


def _cut_last(parts: Parts, mark: str) -> tuple[Parts, Parts]:
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if isinstance(part, str) and mark in part:
            before, _, after = part.rpartition(mark)
            head = (*parts[:at], before) if before else parts[:at]
            return head, (after, *parts[at + 1 :]) if after else parts[at + 1 :]
    return parts, ()
