"""Where a run sleeps."""

from __future__ import annotations

from pathlib import Path

from tests.trace.recorded import record


def test_the_programs_own_sleeps_a_few_times_each(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import time

        import zmq

        context = zmq.Context()
        push = context.socket(zmq.PUSH)
        time.sleep(0)
        for _ in range(9):
            time.sleep(0)
        push.close()
        context.term()
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "", "")
    topology = made.built.topology
    assert [(op.call, op.span.line) for op in topology.all_ops("pause")] == [("sleep", line) for line in (7, 9, 9, 9)]
    assert [op.kind for op in topology.ops][:3] == ["context", "open", "pause"]
