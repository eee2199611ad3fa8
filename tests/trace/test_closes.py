"""How long a close lingers, in a run."""

from __future__ import annotations

from pathlib import Path

from tests.trace.recorded import record


def test_what_the_call_or_the_option_says(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq

        context = zmq.Context()
        push, pull, pub = context.socket(zmq.PUSH), context.socket(zmq.PULL), context.socket(zmq.PUB)
        push.close(linger=0)
        pull.linger = 20
        pull.close()
        pub.close()
        context.term()
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "", "")
    closes = [(op.span.line, op.value and op.value.options) for op in made.built.topology.all_ops("close")]
    assert closes == [(5, (0,)), (7, (20,)), (8, (-1,))]


def test_what_python_closes(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq

        def forget(context):
            context.socket(zmq.PUSH)

        class Keeper:
            def __init__(self, context):
                self.socket = context.socket(zmq.PULL)

            def __del__(self):
                self.socket.close()

        context = zmq.Context()
        forget(context)
        Keeper(context)
        with context.socket(zmq.PUB):
            pass
        context.socket(zmq.SUB)
        context.destroy()
        """,
    )
    assert (made.code, made.stdout) == (0, "")
    found = {socket.type: socket.collected for socket in made.built.topology.sockets}
    assert found == {"PUSH": True, "PULL": False, "PUB": False, "SUB": True}
