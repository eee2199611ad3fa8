"""Which topics reach a subscriber."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.semantics.scenes import scene
from zlint.model import Endpoint, Frame, Frames, Hole, Link, Op, Template, Topology, Tri, Value
from zlint.model.value import Option
from zlint.semantics.topics import Topic, glued, received_topics, sent_topics, subscriptions

HOLE = Hole("sensor", "k", "a parameter")
LINE = "1 bind p; 2 connect s; 3 subscribe s; 4 send p"


def program(*firsts: Option, line: str = LINE, kind: str = "PUB") -> Topology:
    """A publisher whose messages begin with these, and a subscriber that is linked to it."""
    topology = scene({"p": kind, "s": "SUB"}, {"main": line})
    shapes = tuple(Frames((Frame("data", Value((first,))), Frame("unknown"))) for first in firsts)
    ops = tuple(replace(op, codec="multipart", shapes=shapes) if op.kind == "send" else op for op in topology.ops)
    publisher, subscriber = topology.socket("p"), topology.socket("s")
    link = Link(publisher, subscriber, 1, 2, Endpoint.of("inproc://x"), Tri.YES)
    return replace(topology, ops=ops, links=(link,))


@pytest.mark.parametrize(
    ("first", "subscription", "expected"),
    [
        (b"weather.tw", b"weather", Tri.YES),
        ("weather", b"weather", Tri.YES),
        (b"weather", b"Weather", Tri.NO),
        (b"temp", b"temperature", Tri.NO),
        (Template(("sensor.", HOLE)), b"sensor", Tri.YES),
        (Template(("sensor.", HOLE)), b"sensor.kitchen", Tri.MAYBE),
        (Template(("sensor.", HOLE)), b"sensors", Tri.NO),
    ],
)
def test_matches(first: Option, subscription: bytes, expected: Tri) -> None:
    (topic,) = received_topics(program(first), program(first).socket("s")) or ()
    assert topic.matches(subscription) is expected


@pytest.mark.parametrize(
    "topology",
    [
        program(HOLE),
        program(Template((HOLE, ".temp"))),
        program(b"temp", line=f"{LINE}; 5 connect s"),
        program(b"temp", line=f"{LINE}; 5 bind s"),
        program(b"temp", kind="PUSH"),
        replace(program(b"temp"), links=()),
    ],
)
def test_others_may_be_sent(topology: Topology) -> None:
    assert received_topics(topology, topology.socket("s")) is None


def test_a_forwarder_sends_what_others_send() -> None:
    topology = program(b"temp", kind="XPUB")
    assert [str(topic) for topic in sent_topics(topology, topology.socket("p")) or ()] == ["b'temp'"]
    proxy = replace(topology.op(4), id=6, kind="proxy", peers=("x", "p", None))
    assert sent_topics(replace(topology, ops=(*topology.ops, proxy)), topology.socket("p")) is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("temp ", HOLE), True),
        ((HOLE, " ", HOLE), True),
        (("room.", HOLE, ": ", HOLE), True),
        (('{"temp": ', HOLE, "}"), False),
        (("temp", HOLE), False),
        ((HOLE, ",", HOLE), False),
        (("temp ", HOLE, "\n"), False),
    ],
)
def test_glued(parts: tuple[str | Hole, ...], expected: bool) -> None:
    send = program(b"").op(4)
    send = replace(send, codec="string", shapes=(Frames((Frame("data", Value((Template(parts),))),)),))
    assert (glued(send) is not None) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(("temp", b"wind")), (b"temp", b"wind")),
        (Value((HOLE,)), None),
        (Value((b"temp", HOLE)), None),
        (None, None),
    ],
)
def test_subscriptions(value: Value | None, expected: tuple[bytes, ...] | None) -> None:
    op: Op = replace(program(b"").op(3), value=value)
    assert subscriptions(op) == expected


def test_a_topic_that_is_known_in_part_says_so() -> None:
    assert str(Topic(b"sensor.", False, program(b"").op(4))) == "b'sensor.'..."
