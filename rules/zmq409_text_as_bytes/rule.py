"""ZMQ409: something that is not bytes is given where pyzmq takes bytes only, or received bytes are taken for str."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Edge, Hole, Op, Template, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.values import NAMES, set_either_way

BUFFERS = ("", "bytes", "bytearray", "memoryview")
SETTERS = ("setsockopt", "set")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """What is sent, options, and what becomes of what was received."""
    raised = {op for graph in topology.graphs for op, edges in graph.edges.items() if any(map(_is_type_error, edges))}
    for op in topology.all_ops("send", "option", "subscribe", "unsubscribe"):
        given = "what it cannot send" if op.id in raised and op.kind == "send" else _given(op)
        tried = any("TypeError" in handler.catches for handler in op.handlers) or set_either_way(topology, op)
        if given and not tried and not topology.only_in_tests(op):
            yield RULE.at(
                op.span,
                f"{op.call if op.kind == 'send' else op.option} takes bytes and is given {given}",
                here="TypeError",
                help="encode() it, or use send_string(), send_json(), set_string()",
            )
    for recv in topology.all_ops("recv"):
        for place in recv.mixed:
            yield RULE.at(
                place,
                f"what {recv.call}() returned is bytes and is taken for str here",
                Label(recv.span, "bytes are received here"),
                here="bytes and str never compare equal, and do not mix",
                help="decode() the message, or compare it with bytes",
            )


def _is_type_error(edge: Edge) -> bool:
    return edge.label == "raise" and edge.error == "TypeError"


def _given(op: Op) -> str:
    """What a call that takes bytes is given instead, whatever way is taken; "" when that is not certain."""
    if op.kind == "send":
        wrong = [{frame.type for frame in shape.items if frame.type not in BUFFERS} for shape in op.shapes]
        certain = op.codec in ("bytes", "multipart") and bool(wrong) and all(wrong)
        return " and ".join(sorted(set().union(*wrong))) if certain else ""
    by_name = op.kind == "option" and op.call.upper() in (op.option, "IDENTITY")  # `socket.subscribe = "x"` is legal
    options = op.value.options if op.value and op.option in NAMES else ()
    return "str" if (op.call in SETTERS or by_name) and options and all(map(_is_text, options)) else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, Hole | Template) and value.type == "str")


RULE = Rule(
    code="ZMQ409",
    name="text-as-bytes",
    summary="str is given where bytes are needed, or received bytes are taken for str",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
