"""What becomes of contexts, in a run."""

from __future__ import annotations

from pathlib import Path

from tests.trace.recorded import record, record_and_kill


def test_contexts_are_made_and_ended(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq, zmq.asyncio

        def shared():
            return zmq.Context.instance()

        for number in range(3):
            shared()
        with zmq.Context() as own, own.socket(zmq.PUB) as pub:
            pub.bind("inproc://a")
        own.term()
        other = zmq.asyncio.Context()
        push = other.socket(zmq.PUSH)
        for number in range(100):
            push.rcvhwm
        other.destroy(10)
        shared().term()
        shared().destroy()
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "", "")
    topology = made.built.topology
    known = {context.id: (context.kind, context.shared, context.span.line) for context in topology.contexts}
    shared, own, other, again = known
    assert list(known.values()) == [("sync", True, 4), ("sync", False, 8), ("asyncio", False, 11), ("sync", True, 4)]
    done = [(op.call, op.span.line, op.context, op.value) for op in topology.all_ops("context", "term")]
    linger = next(op.value for op in topology.all_ops("term") if op.call == "destroy")
    assert linger is not None
    assert linger.constants == (10,)
    assert done == [
        ("instance", 4, shared, None),
        ("Context", 8, own, None),
        ("__exit__", 8, own, None),
        ("Context", 11, other, None),
        ("destroy", 15, other, linger),
        ("instance", 4, shared, None),  # from another place
        ("term", 16, shared, None),
        ("instance", 4, again, None),
        ("destroy", 17, again, None),
    ]
    assert [op.call for op in topology.all_ops("close")] == ["close"]  # destroy() closes, and is told as one op


def test_what_was_done_before_a_context_ended_stands_before_it(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq

        context = zmq.Context()
        push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
        pull.bind("inproc://a")
        push.connect("inproc://a")
        for number in range(100):
            push.send(b"one")
            push.send(b"two")
            pull.recv(), pull.recv()
        context.destroy(linger=0)
        """,
    )
    assert made.line_of("main")[-1] == "destroy@11"
    assert made.findings() == []


def test_a_context_whose_end_is_never_reached(tmp_path: Path) -> None:
    made = record_and_kill(
        tmp_path,
        """
        import zmq

        context = zmq.Context()
        pub = context.socket(zmq.PUB)
        print("ready")
        context.term()
        """,
        "ready",
    )
    (graph,) = made.built.topology.graphs
    assert (made.line_of("main")[-1], graph.exits, graph.prompt) == ("term@6", (), ())
