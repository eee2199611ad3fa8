"""The frames of what is sent, through the changes a program makes to lists."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from zlint import static
from zlint.model import Frame


def _told(frame: Frame) -> str:
    """`r0` the first received frame, `r1*` all from the second on, `d0*` those but for some at the end, `=x` this."""
    if frame.kind in ("received", "derived"):
        return frame.kind[0] + ("?" if frame.index is None else str(frame.index)) + "*" * frame.many
    constant = frame.value.constants[0] if frame.value is not None and frame.value.known else "?"
    return "=" + (constant.decode() if isinstance(constant, bytes) else str(constant)) + "*" * frame.many


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("out = msg", ["r0*"]),
        ("out = msg[1:]", ["r1*"]),
        ("msg.pop(0)\nout = msg", ["r1*"]),
        ("out = [msg.pop(0), b'', *msg]", ["r0 = r1*"]),
        ("del msg[1]\nout = msg", ["r0 r2*"]),
        ("del msg[:2]\nout = msg", ["r2*"]),
        ("msg[-1] = b'x'\nout = msg", ["d0* =x"]),
        ("msg[1] = b'x'\nout = msg", ["r0 =x r2*"]),
        ("same = msg\nmsg.append(b'x')\nout = same", ["r0* =x"]),
        ("msg += [b'x']\nout = msg", ["r0* =x"]),
        ("msg.insert(1, b'')\nout = msg", ["r0 = r1*"]),
        ("*head, body = msg\nout = head + [b'x']", ["d0* =x"]),
        ("out = [msg[0], b'', *msg[1:]][1:]", ["= r1*"]),
        ("out = [msg[0]]\nout.append(b'')\nout.extend(msg[2:])", ["r0 = r2*"]),
        ("out = [msg[0]]\nfor part in names():\n    out.append(b'x')", ["r0", "r0 =x*"]),
        ("out = add(msg)", ["r0 = r1*"]),
        ("while len(msg) > 2:\n    msg.pop(0)\nout = msg", ["r0*", "d?*"]),
        ("out = [msg[0]]\nout.clear()\nout.append(b'x')", ["=x"]),
        ("out = kept\nout.append(b'x')", ["=k =x*"]),
    ],
)
def test_lists_that_change(tmp_path: Path, made: str, expected: list[str]) -> None:
    program = f"""
import zmq

def add(frames):
    frames.insert(1, b"")
    return frames

def main():
    socket = zmq.Context().socket(zmq.ROUTER)
    socket.bind("tcp://*:5555")
    kept = [b"k"]
    while True:
        msg = socket.recv_multipart()
{indent(dedent(made), " " * 8)}
        socket.send_multipart(out)

main()
"""
    (tmp_path / "main.py").write_text(program)
    topology = static.analyse([tmp_path / "main.py"], root=tmp_path).topology
    (send,) = topology.all_ops("send")
    assert [" ".join(map(_told, shape.items)) for shape in send.shapes] == expected
