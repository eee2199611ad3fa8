"""Contexts, sockets and the links between them."""

from __future__ import annotations

from dataclasses import dataclass

from zlint.model.endpoint import Endpoint
from zlint.model.span import Span
from zlint.model.tri import Tri


@dataclass(frozen=True, slots=True)
class Context:
    """kind: "sync", "asyncio" or "green". shared: `Context.instance()` of that kind. execution: one that makes it;
    makers: all of them, sorted (empty: that one alone). options: of sockets, that it hands on to those it makes.
    complete: it is not handed to code that is not seen."""

    id: str
    span: Span
    kind: str
    shared: bool
    execution: str
    makers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Socket:
    """One socket, or (`many`) all that one creation makes in a loop or for each object.

    id: from the creation span and the call chain, cut at k. span: the call a reader would name (for a helper the
    call site); via: from there down to the `ctx.socket(...)` itself. types: possible types, sorted; empty when
    not known. contexts: ids it may belong to; empty when not known. execution: where it is created.
    complete: everything that is done to it is seen: it does not escape to code outside. name: how code calls it.
    exposed: not complete only because an object that code outside makes has it as a public attribute.
    made: the objects that this stands for, each with the execution that makes it: one for every calling context.
    collected: in a run, Python closed it, since nothing held it any more.
    assumed: it belongs to an object that code outside is taken to make, though the program makes others itself.
    """

    id: str
    span: Span
    types: tuple[str, ...]
    contexts: tuple[str, ...]
    execution: str
    asyncio: bool = False
    via: tuple[Span, ...] = ()
    many: bool = False
    complete: bool = True
    name: str = ""
    assumed: bool = False
    exposed: bool = False
    made: tuple[tuple[str, str], ...] = ()
    collected: bool = False

    @property
    def type(self) -> str | None:
        """The type when it is known for sure."""
        return self.types[0] if len(self.types) == 1 else None


@dataclass(frozen=True, slots=True)
class Link:
    """Two sockets that meet on an endpoint: `binder` binds it in op `bind`, `connector` connects in op `connect`.

    why: what speaks for it: the same "text", the same "value" (not known, but one), the same "name"."""

    binder: Socket
    connector: Socket
    bind: int
    connect: int
    endpoint: Endpoint
    meets: Tri
    why: str = ""
