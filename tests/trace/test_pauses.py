"""Pauses in a run, and how long a close lingers."""

from __future__ import annotations

from pathlib import Path

from tests.trace.recorded import record


def test_pauses_are_told_a_few_times_for_each_place(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import asyncio
        import time
        from time import sleep

        import zmq
        import zmq.asyncio

        sleep(0.01)
        context = zmq.Context()
        push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
        pull.bind("inproc://a")
        push.connect("inproc://a")
        for number in range(50):
            push.send(b"one")
            time.sleep(0)
            pull.recv()
        sleep(0.01)
        asyncio.run(asyncio.sleep(0.01))
        push.close(linger=0)
        pull.close()
        context.term()
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "", "")
    topology = made.built.topology
    pauses = [(op.call, op.span.line) for op in topology.all_ops("pause")]
    assert pauses == [("sleep", 15)] * 4 + [("sleep", 17), ("sleep", 18)]
    closes = [(op.span.line, op.value and op.value.options) for op in topology.all_ops("close")]
    assert closes == [(19, (0,)), (20, (-1,))]
    assert made.line_of("main")[-5:-1] == ["sleep@17", "sleep@18", "close@19", "close@20"]
