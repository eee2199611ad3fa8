"""Operators on what a program sends, receives and waits for: frames, codecs, turns, errors, time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.mutants import Broken, finds
from tests.mutation.program import Program, Site

BLOCKS_WITHOUT_PEER = {"PUSH", "DEALER", "PAIR"}


@finds("ZMQ402", "ZMQ407")
def receive_one_frame(program: Program) -> Iterator[Broken]:
    """recv() where messages of several frames come in."""
    for site in program.sites("recv"):
        if site.method == "recv_multipart":
            yield site.file, site.call, site.calling("recv")


@finds("ZMQ401", "ZMQ407", "ZMQ402")
def forward_one_frame(program: Program) -> Iterator[Broken]:
    """Of a message that is passed on as it came only one frame is."""
    for site in program.sites("send"):
        if site.method == "send_multipart" and isinstance(site.call.args[0], ast.Name):
            new = f"{site.receiver}.send({site.file.of(site.call.args[0])}[0])"
            yield site.file, site.call, site.file.replaced(site.call, new)


@finds("ZMQ403")
def leave_unfinished(program: Program) -> Iterator[Broken]:
    """The first frame is sent with SNDMORE, and nothing after it."""
    for site, frames in _listed(program):
        new = f"{site.receiver}.send({site.file.of(frames[0])}, zmq.SNDMORE)"
        yield site.file, site.call, site.file.replaced(site.call, new)


@finds("ZMQ402", "ZMQ407", "ZMQ404", "ZMQ103", "ZMQ405", "ZMQ406")
def forget_sndmore(program: Program) -> Iterator[Broken]:
    """Each frame becomes a message of its own."""
    for site in program.sites("send"):
        flag = next((each for each in ast.walk(site.call) if site.file.of(each) == "zmq.SNDMORE"), None)
        if isinstance(flag, ast.Attribute):
            yield site.file, site.call, site.file.replaced(flag, "0")
    for site, frames in _listed(program):
        if site.file.simple(site.call) and not any(isinstance(each, ast.Starred) for each in frames):
            sends = [f"{site.receiver}.send({site.file.of(frame)})" for frame in frames]
            yield site.file, site.call, site.file.replaced(site.call, "; ".join(sends))


@finds("ZMQ405", "ZMQ407")
def drop_delimiter(program: Program) -> Iterator[Broken]:
    for site, frames in _listed(program):
        if len(frames) > 2 and site.file.of(frames[1]) == 'b""':
            yield site.file, site.call, _sends(site, [frames[0], *frames[2:]])


@finds("ZMQ404", "ZMQ406")
def drop_identity(program: Program) -> Iterator[Broken]:
    for site, frames in _listed(program):
        if program.types(site) == {"ROUTER"} and not isinstance(frames[0], ast.Starred):
            yield site.file, site.call, _sends(site, frames[1:])


@finds("ZMQ407", "ZMQ402", "ZMQ404", "ZMQ405", "ZMQ406")
def one_frame_less(program: Program) -> Iterator[Broken]:
    """The last frame of a message is not sent."""
    for site, frames in _listed(program):
        if _counted_by_peers(program, site):
            yield site.file, site.call, _sends(site, frames[:-1])


@finds("ZMQ408")
def another_codec(program: Program) -> Iterator[Broken]:
    for site in program.sites("send", "recv"):
        if site.method in ("send_json", "recv_json"):
            yield site.file, site.call, site.calling(site.method.replace("json", "pyobj"))


@finds("ZMQ409")
def text_for_bytes(program: Program) -> Iterator[Broken]:
    for site in program.sites("send"):
        body = site.call.args[0] if site.call.args else None
        if site.method == "send" and isinstance(body, ast.Constant) and isinstance(body.value, bytes):
            yield site.file, site.call, site.file.replaced(body, repr(body.value.decode()))
        if site.method == "send_string" and isinstance(body, ast.Constant | ast.JoinedStr):
            yield site.file, site.call, site.calling("send")


@finds("ZMQ103", "ZMQ406")
def ask_twice(program: Program) -> Iterator[Broken]:
    for site in program.sites("send"):
        if program.types(site) == {"REQ"} and site.file.simple(site.call):
            yield site.file, site.call, site.file.before(site.call, site.file.of(site.call))


@finds("ZMQ103")
def do_not_answer(program: Program) -> Iterator[Broken]:
    for site in program.sites("send"):
        if program.types(site) == {"REP"}:
            statement = site.file.statement(site.call)
            yield site.file, statement, site.file.replaced(statement, "pass")


@finds("ZMQ102")
def wrong_direction(program: Program) -> Iterator[Broken]:
    """A socket that only sends is read, and the other way round."""
    for site in program.sites("send", "recv"):
        if not site.file.simple(site.call):
            continue
        if program.types(site) <= {"PUSH", "PUB"}:
            yield site.file, site.call, site.file.before(site.call, f"{site.receiver}.recv()")
        elif program.types(site) <= {"PULL", "SUB"} and not any(op.asyncio for op in site.ops):
            yield site.file, site.call, site.file.before(site.call, f'{site.receiver}.send(b"")')


@finds("ZMQ601")
def drop_except_again(program: Program) -> Iterator[Broken]:
    for file, node in program.nodes(ast.ExceptHandler):
        guarded = file.parents[node]
        if isinstance(guarded, ast.Try) and node.type and file.of(node.type) == "zmq.Again":
            yield file, guarded.body[-1], file.replaced(node.type, "KeyError")


@finds("ZMQ601")
def do_not_wait(program: Program) -> Iterator[Broken]:
    """NOBLOCK where nothing catches Again and nothing polled."""
    for site in program.sites("send", "recv"):
        receives = site.ops[0].kind == "recv"
        if any(op.handlers or op.asyncio or op.stream for op in site.ops) or program.has(site, "poll", "register"):
            continue
        if receives or program.types(site) <= BLOCKS_WITHOUT_PEER:
            text = site.file.of(site.call)[:-1]
            comma = "" if text.endswith("(") else ", "
            yield site.file, site.call, site.file.replaced(site.call, f"{text}{comma}flags=zmq.NOBLOCK)")


@finds("ZMQ602", "ZMQ604")
def swallow_every_error(program: Program) -> Iterator[Broken]:
    for file, node in program.nodes(ast.ExceptHandler):
        loop = file.parents[file.parents[node]]
        if node.type and file.of(node.type) == "zmq.Again" and isinstance(loop, ast.While):
            end = file.end(node.body[-1])
            lost = file.text[file.start(node.body[0]) : end].count("\n")
            head = file.text[: file.start(node.type)]
            middle = file.text[file.end(node.type) : file.start(node.body[0])]
            yield file, node, head + "zmq.ZMQError" + middle + "continue" + "\n" * lost + file.text[end:]


@finds("ZMQ505", "ZMQ504")
def do_not_await(program: Program) -> Iterator[Broken]:
    """Of what receives or polls: a send that is not awaited is sent (measured)."""
    for site in program.sites("recv", "poll"):
        around = site.file.parents[site.call]
        if isinstance(around, ast.Await):
            yield site.file, around, site.file.replaced(around, site.file.of(site.call))


@finds("ZMQ504", "ZMQ505")
def blocking_context(program: Program) -> Iterator[Broken]:
    """A blocking context where the event loop's was."""
    for file, node in program.nodes(ast.Call):
        if file.of(node) == "zmq.asyncio.Context()":
            yield file, node, file.replaced(node, "zmq.Context()")


@finds("ZMQ611")
def wait_in_seconds(program: Program) -> Iterator[Broken]:
    """A part of a second; of `poll(2)` nobody can tell what it was meant to be."""
    for site in program.sites("poll"):
        known = {value for op in site.ops if op.timeout for value in op.timeout.options}
        value = known.pop() if len(known) == 1 else None
        if site.call.args and isinstance(value, int) and value % 1000:
            yield site.file, site.call, site.file.replaced(site.call.args[0], str(value / 1000))


@finds("ZMQ610")
def ask_the_list(program: Program) -> Iterator[Broken]:
    """The pairs that poll() returns are asked as if they were a dict."""
    for site in program.sites("poll"):
        around = site.file.parents[site.call]
        if isinstance(around, ast.Call) and site.file.of(around.func) == "dict":
            yield site.file, site.call, site.file.replaced(around, site.file.of(site.call))


@finds("ZMQ608")
def do_not_wait_for_events(program: Program) -> Iterator[Broken]:
    """poll(0) in a loop that goes on when there is nothing; another would end at once."""
    for site in program.sites("poll"):
        if site.call.args and site.method == "poll" and _goes_on(site):
            yield site.file, site.call, site.file.replaced(site.call.args[0], "0")


@finds("ZMQ703")
def another_topic(program: Program) -> Iterator[Broken]:
    for site in program.sites("subscribe"):
        if all(op.value for op in site.ops):
            yield site.file, site.call, site.file.replaced(site.call.args[-1], 'b"no such topic"')


def _listed(program: Program) -> Iterator[tuple[Site, list[ast.expr]]]:
    """send_multipart with a list of two frames and more."""
    for site in program.sites("send"):
        frames = site.call.args[0] if site.call.args else None
        if site.method == "send_multipart" and isinstance(frames, ast.List) and len(frames.elts) > 1:
            yield site, frames.elts


def _sends(site: Site, frames: list[ast.expr]) -> str:
    text = ", ".join(site.file.of(frame) for frame in frames)
    return site.file.replaced(site.call.args[0], f"[{text}]")


def _counted_by_peers(program: Program, site: Site) -> bool:
    """Do all that receive it unpack it into a number of names?"""
    peers = [peer for socket in program.sockets(site) for peer, _ in program.topology.peers_of(socket)]
    receives = [op for peer in peers for op in program.topology.ops_of(peer, "recv")]
    return bool(receives) and all(op.unpack and op.unpack[1] is not None for op in receives)


def _goes_on(site: Site) -> bool:
    """`if poll(): ...` without an else in a loop, or `if not poll(): continue`."""
    test: ast.AST = site.call
    negated = isinstance(site.file.parents[test], ast.UnaryOp)
    branch = site.file.parents[site.file.parents[test] if negated else test]
    if not isinstance(branch, ast.If) or not isinstance(site.file.parents[branch], ast.While):
        return False
    return isinstance(branch.body[0], ast.Continue) if negated else not branch.orelse
