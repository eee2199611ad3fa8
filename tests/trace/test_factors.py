"""What an option's value is the product of, in a run."""

from __future__ import annotations

from pathlib import Path

from tests.trace.recorded import record


def test_a_product_that_is_written_where_the_option_is_set(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq

        PARTS = 3

        class Sender:
            backlog = 5

            def __init__(self, context, messages):
                self.socket = context.socket(zmq.PUSH)
                self.socket.sndhwm = messages * PARTS * 2
                self.socket.setsockopt(zmq.RCVHWM, self.backlog * PARTS)
                self.socket.linger = 6
                self.socket.sndtimeo = len("four") * PARTS

        context = zmq.Context()
        Sender(context, 10).socket.close()
        context.term()
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "", "")
    found = [
        (op.option, [(each.name, each.value) for each in op.factors]) for op in made.built.topology.ops if op.option
    ]
    assert found == [
        ("SNDHWM", [("messages", 10), ("PARTS", 3), ("", 2)]),
        ("RCVHWM", [("backlog", 5), ("PARTS", 3)]),
        ("LINGER", []),
        ("SNDTIMEO", []),
    ]
