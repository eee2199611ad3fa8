"""Operators on what a program makes and how it is wired: types, endpoints, options, threads, lifetimes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.mutants import Broken, finds
from tests.mutation.program import File, Program, Site
from zlint.model import Op, Span
from zlint.semantics.peers import STABLE, can_talk

EARLY = ("IDENTITY", "ROUTING_ID", "RCVHWM", "SNDHWM", "CURVE_SERVER", "CURVE_SERVERKEY", "CURVE_SECRETKEY")
QUEUES = {"PUSH", "PUB", "DEALER", "ROUTER"}


@finds("ZMQ101", "ZMQ102")
def swap_type(program: Program) -> Iterator[Broken]:
    """A socket gets a type that none of its peers can talk to."""
    for file, node in program.nodes(ast.Attribute):
        if not isinstance(file.parents[node], ast.Call) or file.of(node.value) != "zmq" or node.attr not in STABLE:
            continue
        made = [
            program.topology.socket(key)
            for op in program.topology.all_ops("open")
            if any(span.path == file.path and span.line == node.lineno for span in (op.span, *op.via))
            for key in op.sockets
        ]
        peers = {peer for socket in made if node.attr in socket.types for peer in program.peers(socket)}
        illegal = [each for each in STABLE if peers and not any(can_talk([each], [peer]).possible for peer in peers)]
        for other in illegal[:2]:
            yield file, node, file.replaced(node, f"zmq.{other}")


@finds("ZMQ701")
def drop_subscribe(program: Program) -> Iterator[Broken]:
    """The only subscription of a socket is gone."""
    for site in program.sites("subscribe"):
        places = {op.span for socket in program.sockets(site) for op in program.topology.ops_of(socket, "subscribe")}
        if len(places) == 1:
            yield _dropped(site)


@finds("ZMQ304", "ZMQ105", "ZMQ106", "ZMQ112")
def drop_attach(program: Program) -> Iterator[Broken]:
    """A bind or a connect is gone."""
    for site in program.sites("bind", "connect"):
        if site.file.simple(site.call):
            yield _dropped(site)


@finds("ZMQ105", "ZMQ106")
def connect_for_bind(program: Program) -> Iterator[Broken]:
    """Both ends connect to what only this program can bind."""
    for site in program.sites("bind"):
        if site.method == "bind" and _own(site):
            yield site.file, site.call, site.calling("connect")


@finds("ZMQ105", "ZMQ107", "ZMQ106")
def bind_for_connect(program: Program) -> Iterator[Broken]:
    """Both ends bind, in one program."""
    for site in program.sites("connect"):
        if _own(site):
            yield site.file, site.call, site.calling("bind")


@finds("ZMQ201")
def misspell_transport(program: Program) -> Iterator[Broken]:
    for file, node in program.nodes(ast.Constant):
        if isinstance(node.value, str) and node.value.startswith(("tcp://", "inproc://", "ipc://")):
            old = file.text[file.start(node) : file.end(node)] or file.of(node)
            yield file, node, file.replaced(node, old.replace("://", "s://"))


@finds("ZMQ202")
def connect_to_wildcard(program: Program) -> Iterator[Broken]:
    for site in program.sites("connect"):
        yield site.file, site.call, site.file.replaced(site.call.args[0], '"tcp://*:27999"')


@finds("ZMQ205")
def context_of_its_own(program: Program) -> Iterator[Broken]:
    """An end of an inproc endpoint is made from another context."""
    for site in program.sites("open"):
        ends = [op for socket in program.sockets(site) for op in program.topology.ops_of(socket, "bind", "connect")]
        if ends and all(each.transport == "inproc" for op in ends for each in op.endpoints):
            assert isinstance(site.call.func, ast.Attribute)
            yield site.file, site.call, site.file.replaced(site.call.func.value, "zmq.Context()")


@finds("ZMQ305", "ZMQ804")
def option_after_attach(program: Program) -> Iterator[Broken]:
    """An option that only later connections would take comes right behind the bind or connect."""
    late = {
        (op.span.path, op.span.line)
        for op in program.topology.all_ops("option")
        if op.option in EARLY and op.option is not None
    }
    for site in program.sites("bind", "connect"):
        attach = site.file.statement(site.call)
        block = getattr(site.file.parents[attach], "body", [])
        place = block.index(attach) if attach in block else 0
        option = block[place - 1] if place else None
        if option and (site.file.path, option.lineno) in late and option.lineno == option.end_lineno:
            yield site.file, attach, _exchanged(site.file, option, attach)


@finds("ZMQ305")
def high_water_mark_after_attach(program: Program) -> Iterator[Broken]:
    """Of a bind: behind a connect it works (measured)."""
    for site in program.sites("bind"):
        if site.file.simple(site.call) and program.types(site) & QUEUES:
            yield site.file, site.call, site.file.replaced(site.call, f"{_text(site)}; {site.receiver}.sndhwm = 100000")


@finds("ZMQ306")
def option_of_another_type(program: Program) -> Iterator[Broken]:
    for site in program.sites("bind", "connect"):
        if site.file.simple(site.call) and not program.types(site) & {"SUB", "XSUB"}:
            yield site.file, site.call, site.file.before(site.call, f'{site.receiver}.setsockopt(zmq.SUBSCRIBE, b"")')


@finds("ZMQ307")
def text_for_a_number(program: Program) -> Iterator[Broken]:
    for site in program.sites("bind", "connect"):
        if site.file.simple(site.call):
            yield site.file, site.call, site.file.before(site.call, f'{site.receiver}.setsockopt(zmq.LINGER, "0")')


@finds("ZMQ705")
def no_limit(program: Program) -> Iterator[Broken]:
    for site in program.sites("bind", "connect"):
        if site.file.simple(site.call) and program.types(site) & QUEUES and not _own(site):
            yield site.file, site.call, site.file.before(site.call, f"{site.receiver}.sndhwm = 0")


@finds("ZMQ309")
def drop_linger(program: Program) -> Iterator[Broken]:
    """What waits for ever at term() when the peer is gone has no LINGER any more."""
    waiting = ({"PUSH"}, {"DEALER"}, {"REQ"})
    for file, node in program.nodes(ast.stmt):
        here = [op for op in program.topology.all_ops("option") if _stands(op.span, file, node)]
        sockets = {key: program.topology.socket(key) for op in here if op.option == "LINGER" for key in op.sockets}
        ended = {op.context for op in program.topology.all_ops("term") if op.value is None}
        if sockets and all(
            set(each.types) in waiting
            and any(not _inproc(op) for op in program.topology.ops_of(each, "connect"))
            and program.topology.ops_of(each, "send")
            and ended.issuperset(each.contexts)
            for each in sockets.values()
        ):
            yield file, node, file.replaced(node, "pass")


@finds("ZMQ303")
def use_after_close(program: Program) -> Iterator[Broken]:
    for site in program.sites("send", "recv"):
        if site.file.simple(site.call):
            yield site.file, site.call, site.file.before(site.call, f"{site.receiver}.close()")


@finds("ZMQ501", "ZMQ508")
def share_with_a_thread(program: Program) -> Iterator[Broken]:
    """A thread is started on a socket that its maker goes on to use."""
    for site in program.sites("send", "recv"):
        if not site.file.simple(site.call) or any(op.asyncio for op in site.ops) or site.method.startswith("publish"):
            continue
        target = f'{site.receiver}.send, args=(b"x",)' if site.ops[0].kind == "send" else f"{site.receiver}.recv"
        text = site.file.before(site.call, f"threading.Thread(target={target}).start()")
        yield site.file, site.call, text.replace("import zmq", "import threading, zmq", 1)


@finds("ZMQ802")
def open_door(program: Program) -> Iterator[Broken]:
    """What was bound to the loopback is bound to every interface."""
    for site in program.sites("bind"):
        if all(each.transport == "tcp" for op in site.ops for each in op.endpoints) and not program.has(site, "curve"):
            if any(op.option == "CURVE_SERVER" for s in program.sockets(site) for op in program.topology.ops_of(s)):
                continue
            yield site.file, site.call, site.file.replaced(site.call.args[0], '"tcp://*:27999"')


@finds("ZMQ606")
def work_in_signal_handler(program: Program) -> Iterator[Broken]:
    for site in program.sites("send", "recv"):
        if site.file.simple(site.call) and not any(op.asyncio for op in site.ops):
            handler = f"signal.signal(signal.SIGTERM, lambda *_: {site.receiver}.close())"
            text = site.file.before(site.call, handler)
            yield site.file, site.call, text.replace("import zmq", "import signal, zmq", 1)


def _stands(span: Span, file: File, node: ast.stmt) -> bool:
    simple = isinstance(node, ast.Expr | ast.Assign)
    return simple and span.path == file.path and node.lineno <= span.line <= (node.end_lineno or 0)


def _own(site: Site) -> bool:
    """An endpoint that no other program can reach."""
    return all(_inproc(op) for op in site.ops)


def _inproc(op: Op) -> bool:
    return all(each.transport == "inproc" for each in op.endpoints)


def _text(site: Site) -> str:
    return site.file.of(site.call)


def _dropped(site: Site) -> Broken:
    statement = site.file.statement(site.call)
    return site.file, statement, site.file.replaced(statement, "pass")


def _exchanged(file: File, first: ast.stmt, second: ast.stmt) -> str:
    lines = file.text.splitlines(keepends=True)
    one, other = first.lineno - 1, second.lineno - 1
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)
