"""Which buffers are told apart, and what is said of those that are sent without a copy."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from zlint import static
from zlint.semantics.buffers import reused

CHANGED = ["MAYBE"]
RING = """
bufs = []
for _ in range(4):
    bufs.append(bytearray(99999))
for n in range(4):
    bufs[n][0] = 1
    sock.send(bufs[n], copy=False)
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("buf = grab()\nwhile True:\n    buf[0] = 1\n    sock.send(buf, copy=False)", CHANGED),
        ("buf = grab()\nwhile True:\n    buf[0] = 1\n    sock.send(buf)", []),
        ("while True:\n    buf = grab()\n    buf[0] = 1\n    sock.send(buf, copy=False)", []),
        ("for buf in grab():\n    buf[0] = 1\n    sock.send(buf, copy=False)", []),
        ("buf = bytearray(65536)\nsock.send(buf, copy=False)\nbuf[0] = 1", ["YES"]),
        ("buf = bytearray(65535)\nsock.send(buf, copy=False)\nbuf[0] = 1", []),
        ("buf = numpy.zeros((256, 256), numpy.uint8)\nsock.send(buf, copy=False)\nbuf.fill(1)", ["YES"]),
        ("buf = numpy.zeros((99, 99), 'uint8')\nsock.send(buf, copy=False)\nbuf.fill(1)", []),
        ("buf = grab()\nview = memoryview(buf)\nsock.send(view, copy=False)\nbuf[0] = 1", CHANGED),
        ("buf = grab()\nsock.send(copy.copy(buf), copy=False)\nbuf[0] = 1", []),
        ("buf = grab()\nsock.send(buf.tobytes(), copy=False)\nbuf[0] = 1", []),
        ("bufs = [bytearray(99999) for _ in range(4)]\nfor b in bufs:\n    b[0] = 1\n    sock.send(b, copy=False)", []),
        (RING, []),
        ("buf = grab()\nt = sock.send(buf, copy=False, track=True)\nbuf[0] = 1", CHANGED),
        ("buf = grab()\nt = sock.send(buf, copy=False, track=True)\nt.wait()\nbuf[0] = 1", []),
        ("buf = grab()\nt = sock.send(buf, copy=False, track=True)\nwhile not t.done:\n    pass\nbuf[0] = 1", []),
        ("buf = grab()\nt = sock.send(buf, copy=False, track=True)\nzmq.MessageTracker(t).wait()\nbuf[0] = 1", []),
        ("buf = grab()\nsock.send(buf, copy=False)\nsock.recv()\nbuf[0] = 1", []),
        ("buf = grab()\nsock.send(buf, copy=False)\nother.recv_into(buf)", CHANGED),
        ("buf = grab()\nsock.send(buf, copy=False)\nnumpy.add(buf, 1, out=buf)", CHANGED),
    ],
)
def test_reuse(tmp_path: Path, body: str, expected: list[str]) -> None:
    program = f"""
import copy
import numpy
import zmq
from camera import grab

def main():
    context = zmq.Context()
    sock, other = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
    sock.bind("inproc://a")
    other.bind("inproc://b")
{indent(dedent(body), "    ")}

main()
"""
    (tmp_path / "main.py").write_text(program)
    topology = static.analyse([tmp_path / "main.py"], root=tmp_path).topology
    assert [each.certainty.name for each in reused(topology)] == expected
