"""Hints of a configuration: what the text leaves open is known, and what is no hint is refused."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from zlint import engine, project, registry
from zlint.config import ConfigError, discover
from zlint.hints import written
from zlint.model import Frame, Hints, Topology, Tri

SENDER = """
    import os, zmq, mylib

    def feed(context, address):
        socket = context.socket(zmq.PUB)
        socket.bind(address)
        return socket

    def main():
        context = zmq.Context()
        feed(context, mylib.address())

    def other():
        feed(zmq.Context(), mylib.address())
"""
READER = """
    import os, zmq

    socket = zmq.Context().socket(zmq.SUB)
    socket.connect(f"tcp://{os.environ.get('HOST', 'localhost')}:{int(os.environ['PORT']) + 1}")
    socket.subscribe("")
"""


def analysed(folder: Path, hints: str, **files: str) -> Topology:
    (folder / "zlint.toml").write_text(textwrap.dedent(hints), "utf-8")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text).lstrip(), "utf-8")
    return project.analyse(project.find([folder]), [folder], root=folder).topology


def attached(topology: Topology) -> list[tuple[int, list[str]]]:
    return [(op.span.line, [str(end) for end in op.endpoints]) for op in topology.all_ops("bind", "connect")]


def linked(topology: Topology) -> list[tuple[int, int, Tri]]:
    return [(link.binder.span.line, link.connector.span.line, link.meets) for link in topology.links]


def test_values_of_variables_take_part_in_all_that_is_done_with_them(tmp_path: Path) -> None:
    plain = analysed(tmp_path, "", reader=READER)
    assert attached(plain) == [(4, ["tcp://localhost:{PORT+1}", "tcp://{HOST}:{PORT+1}"])]
    told = analysed(tmp_path, "[hints.values]\nHOST = 'feed.lan'\n'reader.py:PORT' = 5555", reader=READER)
    assert attached(told) == [(4, ["tcp://feed.lan:5556"])]
    either = analysed(tmp_path, "[hints.values]\nHOST = ['a', 'b']\nPORT = 1", reader=READER)
    assert attached(either) == [(4, ["tcp://a:2", "tcp://b:2"])]
    elsewhere = analysed(tmp_path, "[hints.values]\n'sender.py:PORT' = 5555", reader=READER, sender="")
    assert attached(elsewhere) == attached(plain)


def test_a_name_in_an_endpoint(tmp_path: Path) -> None:
    text = """
        import zmq

        def read(port, host="localhost"):
            zmq.Context().socket(zmq.SUB).connect(f"tcp://{host}:{port}")
    """
    told = analysed(tmp_path, "[hints.values]\n'a.py:port' = 5555", a=text, b=text)
    assert attached(told) == [(4, ["tcp://localhost:5555"]), (4, ["tcp://localhost:{port}", "tcp://{host}:{port}"])]
    part = analysed(tmp_path, "[hints.values]\n'a.py:port' = 5555", a=text.replace('="localhost"', ""), b="")
    assert attached(part) == [(4, ["tcp://{host}:5555"])]


def test_an_endpoint_of_a_function_that_calls_a_helper(tmp_path: Path) -> None:
    hints = """
        [hints.bind]
        "sender.py:main" = "tcp://*:1"
        "sender.py:feed" = ["tcp://*:2", "tcp://*:3"]
    """
    told = analysed(tmp_path, hints, sender=SENDER)
    assert attached(told) == [(5, ["tcp://*:1"]), (5, ["tcp://*:2", "tcp://*:3"])]


def test_what_the_text_says_stays(tmp_path: Path) -> None:
    text = "import zmq\nzmq.Context().socket(zmq.SUB).connect('tcp://localhost:1')\n"
    assert attached(analysed(tmp_path, "[hints.connect]\n'a.py' = 'tcp://localhost:2'", a=text)) == [
        (2, ["tcp://localhost:1"])
    ]


def test_a_random_port_is_what_is_told(tmp_path: Path) -> None:
    text = """
        import zmq

        context = zmq.Context()
        pull, push = context.socket(zmq.PULL), context.socket(zmq.PUSH)
        port = pull.bind_to_random_port("tcp://127.0.0.1")
        push.connect(f"tcp://127.0.0.1:{port}")
    """
    told = analysed(tmp_path, "[hints.bind]\n'a.py' = 'tcp://127.0.0.1:50000'", a=text)
    assert attached(told) == [(5, ["tcp://127.0.0.1:50000"]), (6, ["tcp://127.0.0.1:50000"])]
    assert [link.meets for link in told.links] == [Tri.YES]


def test_a_type(tmp_path: Path) -> None:
    text = "import zmq\n\ndef make(context, kind):\n    return context.socket(getattr(zmq, kind))\n"
    assert analysed(tmp_path, "", a=text).sockets == ()
    told = analysed(tmp_path, "[hints.type]\n'a.py:make' = ['pub', 'XREQ']", a=text)
    assert [socket.types for socket in told.sockets] == [("DEALER", "PUB")]


WRAPPED = """
    import mylib, zmq

    class Sender:
        def __init__(self, context):
            self.socket = context.socket(zmq.REQ)
            self.socket.connect("tcp://localhost:5555")

        def push(self, *parts):
            mylib.send_all(self.socket, parts)

    sender = Sender(zmq.Context())
    sender.push("text")
    sender.push("text")
    feed = mylib.Feed("tcp://localhost:5556")
    feed.publish(b"topic", b"text")
    print(feed.next())
"""
CALLS = """
    [hints.calls]
    "a.Sender.push" = { send = 2 }
    "mylib.Feed" = { returns = "SUB", connect = 0 }
    "mylib.Feed.publish" = { send = 3 }
    "mylib.Feed.next" = { recv = true }
"""


def test_calls_that_wrap_sockets(tmp_path: Path) -> None:
    told = analysed(tmp_path, CALLS, a=WRAPPED)
    assert [(socket.type, socket.span.line) for socket in told.sockets] == [("REQ", 5), ("SUB", 14)]
    done = [(op.kind, op.call, op.span.line) for op in told.ops if op.kind not in ("context", "open", "connect")]
    assert done == [("send", "push", 12), ("send", "push", 13), ("send", "publish", 15), ("recv", "next", 16)]
    assert [shape.items for op in told.all_ops("send") for shape in op.shapes] == [
        (Frame("unknown"),) * 2,
        (Frame("unknown"),) * 2,
        (Frame("unknown"),) * 3,
    ]
    assert attached(told)[1] == (14, ["tcp://localhost:5556"])
    rules = [rule for rule in registry.rules() if rule.code in ("ZMQ102", "ZMQ103")]
    assert [(each.code, each.span.line) for each in engine.run(told, rules)] == [("ZMQ103", 13), ("ZMQ102", 15)]


def test_scripts_that_run_together(tmp_path: Path) -> None:
    sender = "import zmq\n\nzmq.Context().socket(zmq.PUB).bind('tcp://*:5555')\n"
    reader = "import zmq\n\n\nzmq.Context().socket(zmq.SUB).connect('tcp://localhost:5555')\n"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "reader.py").write_text(reader, "utf-8")
    plain = analysed(tmp_path, "", sender=sender)
    assert linked(plain) == [(3, 4, Tri.MAYBE), (3, 4, Tri.MAYBE)]
    told = analysed(tmp_path, "[hints.deployment]\ntogether = [['sender.py', 'two/reader.py']]", sender=sender)
    assert [(link.connector.span.path, link.meets) for link in told.links] == [("two/reader.py", Tri.YES)]


def test_hosts_that_are_this_machine(tmp_path: Path) -> None:
    text = """
        import zmq

        context = zmq.Context()
        context.socket(zmq.PUB).bind("tcp://feed.lan:5555")
        context.socket(zmq.SUB).connect("tcp://localhost:5555")
    """
    rules = [rule for rule in registry.rules() if rule.code in ("ZMQ105", "ZMQ203")]
    plain = analysed(tmp_path, "", a=text)
    assert (linked(plain), [each.code for each in engine.run(plain, rules)]) == ([], ["ZMQ203", "ZMQ105"])
    told = analysed(tmp_path, "[hints.deployment]\nhosts = ['feed.lan']", a=text)
    assert (linked(told), list(engine.run(told, rules))) == ([(4, 5, Tri.YES)], [])


def test_peers_that_reach_this_machine_by_its_name(tmp_path: Path) -> None:
    text = """
        import zmq

        context = zmq.Context()
        one, left, right = context.socket(zmq.PAIR), context.socket(zmq.PAIR), context.socket(zmq.PAIR)
        one.bind("tcp://*:5555")
        left.connect("tcp://feed.lan:5555")
        right.connect("tcp://feed.lan:5555")
        left.send(b"")
        right.send(b"")
    """
    rules = [rule for rule in registry.rules() if rule.code == "ZMQ110"]
    assert list(engine.run(analysed(tmp_path, "", a=text), rules)) == []
    told = analysed(tmp_path, "[hints.deployment]\nhosts = ['feed.lan']", a=text)
    assert [each.span.line for each in engine.run(told, rules)] == [7]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("[hints.value]", ":1", "unknown table in hints 'value', did you mean 'values'?"),
        ("hints = 1", "", "hints is not a table"),
        ("[hints]\nbind = 1", "", "bind is not a table"),
        (
            "[hints.values]\nA = 1\nB = true",
            ":3",
            "hints.values.'B' is neither a text nor a number, nor a list of them",
        ),
        ("[hints.values]\nA = []", ":2", "hints.values.'A' is neither a text nor a number, nor a list of them"),
        (
            "[hints.bind]\nmain = 'tcp://*:1'",
            ":2",
            "hints.bind.'main' is neither FILE.py nor FILE.py:FUNCTION nor FILE.py:LINE",
        ),
        (
            "[hints.connect]\n'a.py' = '*:1'",
            ":2",
            "hints.connect.'a.py': '*:1' is no endpoint such as 'tcp://127.0.0.1:5555'",
        ),
        ("[hints.type]\n'a.py' = 'PUP'", ":2", "hints.type.'a.py': unknown socket type 'PUP', did you mean 'PUB'?"),
        ("[hints.calls]\n'a.b' = 2", ":2", "hints.calls.'a.b' is not a table"),
        ("[hints.calls]\n'a.b' = {}", ":2", "hints.calls.'a.b' says nothing"),
        ("[hints.calls]\n'a.b' = { sent = 1 }", ":2", "hints.calls.'a.b': unknown key 'sent', did you mean 'send'?"),
        ("[hints.calls]\n'a.b' = { send = 0 }", ":2", "hints.calls.'a.b': send is not a number of frames"),
        ("[hints.calls]\n'a.b' = { recv = 1 }", ":2", "hints.calls.'a.b': recv is not true or false"),
        (
            "[hints.calls]\n'a.b' = { returns = 'PUB', bind = 'x' }",
            ":2",
            "hints.calls.'a.b': bind is not an endpoint, or the number of an argument",
        ),
        (
            "[hints.calls]\n'a.b' = { bind = 0 }",
            ":2",
            "hints.calls.'a.b': bind and connect belong to a call that returns a socket",
        ),
        ("[hints.calls.'a.b']\nreturns = []", ":1", "hints.calls.'a.b': unknown socket type '[]'"),
        ("[hints.calls.'a.b']\nreturns = 1", ":1", "hints.calls.'a.b': unknown socket type '1'"),
        ("[hints.deployment]\nhost = []", ":2", "unknown key in hints.deployment 'host', did you mean 'hosts'?"),
        ("[hints.deployment]\ntogether = ['a.py']", "", "a list in hints.deployment.together is not a list of strings"),
        ("[hints.bind]\n'b.py' = 'tcp://*:1'", ":2", "hints speak of 'b.py', and there is no such file"),
        ("[hints.deployment]\nhosts = 'a'", "", "hints.deployment.hosts is not a list of strings"),
    ],
)
def test_what_is_no_hint(tmp_path: Path, text: str, place: str, said: str) -> None:
    file = tmp_path / "zlint.toml"
    file.write_text(text, "utf-8")
    (tmp_path / "a.py").touch()
    with pytest.raises(ConfigError) as error:
        discover(tmp_path)
    assert str(error.value) == f"{file}{place}: {said}"


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    values = ("ipc:///tmp/\x7fé\x9b\\", "tcp://*:1")
    told = Hints(values={("", "A b"): ("1",)}, bind={("a.py", "f"): values}, type={("a.py", ""): ("PUB",)})
    text = written(told, "")
    assert (text.isascii(), "\x7f" in text, "\x9b" in text) == (False, False, False)
    (tmp_path / "zlint.toml").write_text(text, "utf-8")
    assert discover(tmp_path).hints == told
