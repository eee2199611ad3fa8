"""Messages are counted, however they are sent and received."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import generated
from tests.trace.recorded import record

STREAM = """
    import zmq
    from tornado.ioloop import IOLoop
    from zmq.eventloop.zmqstream import ZMQStream

    COUNT = 40

    def got(frames):
        seen.append(frames)
        if len(seen) < COUNT:
            out.send_multipart([b"text", b"%d" % len(seen)])
        else:
            into.on_recv(None)
            loop.stop()

    seen, sent, loop = [], [], IOLoop.current()
    context = zmq.Context()
    pull, push = context.socket(zmq.PULL), context.socket(zmq.PUSH)
    pull.bind("inproc://a")
    push.connect("inproc://a")
    into, out = ZMQStream(pull), ZMQStream(push)
    into.on_recv(got)
    out.on_send(lambda frames, status: sent.append(frames))
    out.send_multipart([b"text", b"0"])
    loop.call_later(30, loop.stop)
    loop.start()
    print(len(seen))
    context.destroy(linger=0)
"""
ASYNCIO = """
    import asyncio, zmq, zmq.asyncio

    async def main():
        context = zmq.asyncio.Context()
        pull, push = context.socket(zmq.PULL), context.socket(zmq.PUSH)
        pull.bind("inproc://a")
        push.connect("inproc://a")

        async def read():
            for number in range(40):
                await pull.recv_multipart()

        reader = asyncio.create_task(read())
        for number in range(40):
            await push.send_multipart([b"text", b"more"])
        await reader
        print(40)
        context.destroy(linger=0)

    asyncio.run(main())
"""
GREEN = """
    import gevent, zmq.green as zmq

    context = zmq.Context()
    pull, push = context.socket(zmq.PULL), context.socket(zmq.PUSH)
    pull.bind("inproc://a")
    push.connect("inproc://a")

    def read():
        for number in range(40):
            pull.recv_multipart()

    reader = gevent.spawn(read)
    for number in range(40):
        push.send_multipart([b"text", b"more"])
    reader.join(30)
    print(40)
    context.destroy(linger=0)
"""


@pytest.mark.parametrize("text", [STREAM, ASYNCIO, GREEN], ids=["stream", "asyncio", "green"])
def test_every_message_is_counted(tmp_path: Path, text: str) -> None:
    made = record(tmp_path, text)
    assert (made.code, made.stdout, made.stderr) == (0, "40\n", "")
    shown = generated.zlint(["graph", "--run", "run.jsonl", "--format", "json"], made.folder)
    sockets = {each["types"][0]: each["messages"] for each in json.loads(shown.stdout)["sockets"]}
    assert sockets == {"PULL": {"sent": 0, "received": 40}, "PUSH": {"sent": 40, "received": 0}}
    assert {op.stream for op in made.built.topology.all_ops("send", "recv")} == {text is STREAM}
    differences = generated.zlint(["graph", "--diff-run", "run.jsonl", "."], made.folder)
    assert differences.stdout.splitlines()[0] == "in the run, not in the model: 0"
