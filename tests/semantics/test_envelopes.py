"""Addresses and delimiters on their way; what is dropped is what truth.json `multipart` saw dropped."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from zlint import static
from zlint.model import Tri
from zlint.semantics.envelopes import ADDRESS, EMPTY, OPEN, REST, TEXT, Part, delimited, incoming

ID, DELIMITER, BODY, UNKNOWN = Part(ADDRESS), Part(EMPTY), Part(TEXT), Part(OPEN)


@pytest.mark.parametrize(
    ("parts", "req", "rep"),
    [
        ((DELIMITER, BODY), Tri.YES, Tri.YES),
        ((BODY,), Tri.NO, Tri.NO),
        ((BODY, BODY), Tri.NO, Tri.NO),
        ((DELIMITER,), Tri.NO, Tri.NO),  # with nothing behind it
        ((ID, DELIMITER, BODY), Tri.NO, Tri.YES),
        ((BODY, UNKNOWN, BODY), Tri.NO, Tri.MAYBE),
        ((UNKNOWN, BODY), Tri.MAYBE, Tri.MAYBE),
        ((ID, REST), Tri.NO, Tri.MAYBE),
        ((REST,), Tri.MAYBE, Tri.MAYBE),
    ],
)
def test_delimited(parts: tuple[Part, ...], req: Tri, rep: Tri) -> None:
    assert (delimited(parts, "REQ"), delimited(parts, "REP")) == (req, rep)


BROKER = """
    import zmq

    context = zmq.Context()
    front, back = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
    front.bind("inproc://front")
    back.bind("inproc://back")
    client, worker = context.socket(zmq.CLIENT_TYPE), context.socket(zmq.WORKER_TYPE)
    client.connect("inproc://front")
    worker.connect("inproc://back")
    client.send(b"work")
    frames = front.recv_multipart()
    PASS_ON
    worker.recv_multipart()
    """


@pytest.mark.parametrize(
    ("client", "worker", "pass_on", "expected"),
    [
        ("REQ", "REP", "zmq.proxy(front, back)", ["text"]),
        ("REQ", "DEALER", "zmq.proxy(front, back)", ["address empty text"]),
        ("DEALER", "DEALER", "zmq.proxy(front, back)", ["address text"]),
        ("DEALER", "REP", "zmq.proxy(front, back)", [None]),
        ("REQ", "DEALER", "back.send_multipart(frames)", ["address empty text"]),
        ("REQ", "DEALER", "back.send_multipart(frames[2:])", ["text"]),
        ("REQ", "REP", "back.send_multipart([frames[0], frames[-1]])", [None]),
        ("REQ", "REP", "back.send_multipart([frames[0], frames[2]])", [None]),
        ("REQ", "REP", "back.send(frames[0], zmq.SNDMORE); back.send_multipart([b'', b'x'])", ["text"]),
        ("REQ", "ROUTER", "back.send_multipart([b'', *frames])", ["address empty address empty text"]),
    ],
)
def test_incoming(tmp_path: Path, client: str, worker: str, pass_on: str, expected: list[str | None]) -> None:
    program = dedent(BROKER).replace("CLIENT_TYPE", client).replace("WORKER_TYPE", worker).replace("PASS_ON", pass_on)
    (tmp_path / "main.py").write_text(program)
    topology = static.analyse([tmp_path / "main.py"], root=tmp_path).topology
    (receiver,) = (socket for socket in topology.sockets if socket.name == "worker")
    seen = [each.parts for each in incoming(topology, receiver)]
    told = [None if parts is None else " ".join("*" if each.many else each.kind for each in parts) for parts in seen]
    assert told == expected
