"""Hover and definition, on a program with a helper, a thread and a constant."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.lsp.session import Session, session

pytestmark = pytest.mark.asyncio(loop_scope="module")  # all ask one server

FILES = {
    "config.py": 'FEED = "tcp://127.0.0.1:5599"\n',
    "publisher.py": """\
import threading

import zmq

import config

context = zmq.Context()
feed = context.socket(zmq.PUB)
feed.setsockopt(zmq.LINGER, 0)
feed.bind(config.FEED)


def work():
    while True:
        feed.send(b"1")


threading.Thread(target=work).start()
""",
    "wires.py": """\
import zmq


def attach(context, kind, where):
    made = context.socket(kind)
    made.connect(where)
    return made
""",
    "subscriber.py": """\
import zmq

import config
from wires import attach

context = zmq.Context()
first = attach(context, zmq.SUB, config.FEED)
first.subscribe(b"`a`")
second = attach(context, zmq.SUB, config.FEED)
second.subscribe(b"b")

print(first.recv(), second.recv())  # zlint: ignore[ZMQ601, no-subscription] ZMQ101 is meant
""",
    "pair.py": """\
import zmq


def main(context):
    near, far = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
    near.bind("inproc://pair")
    far.connect("inproc://pair")


main(zmq.Context())
""",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Session]:
    folder = tmp_path_factory.mktemp("wired")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    async with session(folder) as made:
        for name in FILES:
            made.open(name)
        yield made


def at(path: str, text: str) -> tuple[str, int, int]:
    """The place of the first letter of a text that stands once in a file."""
    (found,) = re.finditer(re.escape(text), FILES[path])
    before = FILES[path][: found.start()]
    return path, before.count("\n") + 1, len(before) - before.rfind("\n")


BIND, CONNECT = at("publisher.py", "feed.bind"), at("wires.py", "made.connect")


@pytest.mark.parametrize(
    ("place", "ends"),
    [
        (BIND, [CONNECT]),
        (at("publisher.py", "config.FEED"), [CONNECT]),
        (CONNECT, [BIND]),
        (at("wires.py", "where)\n    return"), [BIND]),
        (at("subscriber.py", "attach(context, zmq.SUB, config.FEED)\nfirst"), [BIND]),
        (at("config.py", "127"), [BIND, CONNECT]),
        (at("config.py", "FEED"), []),
        (at("pair.py", "far.connect"), [at("pair.py", "near.bind")]),
        (at("pair.py", "main(zmq"), []),
        (at("publisher.py", "feed.send"), []),
        (at("publisher.py", "import threading"), []),
    ],
)
async def test_definition(editor: Session, place: tuple[str, int, int], ends: list[tuple[str, int, int]]) -> None:
    assert await editor.definition(*place) == ends


PUB = """\
**PUB** `feed`, made at `publisher.py:8`

- binds `tcp://127.0.0.1:5599` at `publisher.py:10`
- meets **SUB** `made`, made at `subscriber.py:7`, which connects at `wires.py:6`
- meets **SUB** `made`, made at `subscriber.py:9`, which connects at `wires.py:6`
- options `LINGER = 0`
- used by the main thread of `publisher`, thread `work`"""
FIRST = """\
**SUB** `made`, made at `subscriber.py:7`

- connects to `tcp://127.0.0.1:5599` at `wires.py:6`
- meets **PUB** `feed`, made at `publisher.py:8`, which binds at `publisher.py:10`
- options `` SUBSCRIBE = b'`a`' ``
- used by the main thread of `subscriber`"""

SECOND = FIRST.replace(":7", ":9").replace("`` SUBSCRIBE = b'`a`' ``", "`SUBSCRIBE = b'b'`")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (at("publisher.py", "feed = "), PUB),
        (at("publisher.py", "zmq.PUB"), PUB),
        (at("publisher.py", "feed.send"), PUB),
        (at("subscriber.py", "first = "), FIRST),
        (at("subscriber.py", "first.recv"), FIRST),
        (CONNECT, FIRST + "\n\n" + SECOND),
        (at("wires.py", "socket(kind)"), FIRST + "\n\n" + SECOND),
        (at("subscriber.py", "print"), None),
        (at("config.py", "FEED"), None),
    ],
)
async def test_hover_on_a_socket(editor: Session, place: tuple[str, int, int], text: str | None) -> None:
    assert await editor.hover(*place) == text


@pytest.mark.parametrize(
    ("word", "head"),
    [
        ("ZMQ601", "**ZMQ601** again-not-handled, warning: "),
        ("no-subscription", "**ZMQ701** no-subscription, error: "),
        ("ZMQ101 is meant", "**ZMQ101** incompatible-peers, error: "),
    ],
)
async def test_hover_on_a_code_in_a_comment(editor: Session, word: str, head: str) -> None:
    text = await editor.hover(*at("subscriber.py", word))
    assert text is not None
    assert text.startswith(head)
    assert re.findall("^## .*$", text, re.MULTILINE) == ["## What it does", "## Why is this bad"]


async def test_answers_are_of_the_text_as_it_is_now(editor: Session) -> None:
    for lines in range(1, 5):
        editor.change("publisher.py", "\n" * lines + FILES["publisher.py"])
    assert await editor.definition(*CONNECT) == [("publisher.py", BIND[1] + 4, 1)]
    assert await editor.definition(*BIND) == []
    editor.change("publisher.py", FILES["publisher.py"].replace("zmq.PUB", "zmq.XPUB"))
    text = await editor.hover(*BIND)
    assert text is not None
    assert text.splitlines()[0] == "**XPUB** `feed`, made at `publisher.py:8`"
    editor.change("publisher.py", FILES["publisher.py"])
