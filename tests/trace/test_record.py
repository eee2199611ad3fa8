"""The recorder writes down what happens, and the program does not notice."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import generated
from tests.trace.recorded import DEADLINE, command, environment, record, write
from zlint.model import Tri, Value
from zlint.trace import calls
from zlint.trace.doing import GLUED
from zlint.trace.log import Log
from zlint.trace.read import of_kind
from zlint.trace.record import Recorder

ECHO = """
    import zmq

    ctx = zmq.Context()
    rep, req = ctx.socket(zmq.REP), ctx.socket(zmq.REQ)
    rep.bind("inproc://echo")
    req.connect("inproc://echo")
    for number in range(COUNT):
        req.send(b"12345")
        rep.send_multipart([rep.recv(), b"6"])
        req.recv_multipart()
    req.rcvtimeo = 10
    try:
        req.recv()
    except zmq.ZMQError as error:
        print(error.errno)
    req.close()
    rep.close()
    ctx.term()
"""
LOOP = ["send@8", "recv@9", "send_multipart@9", "recv_multipart@10"]
START = ["Context@3", "socket@4", "socket@4", "bind@5", "connect@6"]
END = ["set@11", "recv@13 zmq.ZMQError", "close@16", "close@17", "term@18"]


def test_a_run_is_a_line(tmp_path: Path) -> None:
    made = record(tmp_path, ECHO.replace("COUNT", "1"))
    assert (made.code, made.stdout, made.stderr) == (0, "156384763\n", "")
    assert made.line_of("main") == [*START, *LOOP, *END]


def test_a_long_run_is_folded_and_counted(tmp_path: Path) -> None:
    made = record(tmp_path, ECHO.replace("COUNT", "3000"))
    known_way = ["send@8", "recv@9", "recv_multipart@10"]
    assert made.line_of("main") == [*START, *LOOP, *known_way, *END[:3], "send_multipart@9", *END[3:]]
    assert len(made.log.read_bytes().splitlines()) < 120
    topology, messages = made.built.topology, made.built.messages
    counts = {(op.call, op.span.line): messages[op.id] for op in topology.ops if op.id in messages}
    assert counts == {
        ("bind", 5): 1,
        ("connect", 6): 1,
        ("send", 8): 3000,
        ("recv", 9): 3000,
        ("send_multipart", 9): 3000,
        ("recv_multipart", 10): 3000,
        ("set", 11): 1,
        ("recv", 13): 1,
        ("close", 16): 1,
        ("close", 17): 1,
    }


def test_what_an_op_says(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq

        def attach(sock, url):
            sock.bind(url)

        ctx = zmq.Context.instance()
        pub = ctx.socket(zmq.PUB)
        pub.linger = 0
        pub.curve_secretkey = b"a" * 32
        attach(pub, "tcp://127.0.0.1:*")
        pub.send(b"topic", zmq.SNDMORE)
        pub.send(b"body", flags=zmq.NOBLOCK)
        print(pub.poll(5, zmq.POLLOUT))
        pub.close()
        ctx.term()
        """,
    )
    topology = made.built.topology
    (socket,) = topology.sockets
    assert (socket.type, socket.asyncio, str(socket.span)) == ("PUB", False, "app.py:7:7")
    assert topology.context(socket.contexts[0]).shared
    linger, secret = topology.ops_of(socket, "option")
    assert (linger.option, linger.value and linger.value.options) == ("LINGER", (0,))
    assert (secret.option, secret.value and secret.value.known) == ("CURVE_SECRETKEY", False)
    assert "aaaa" not in made.log.read_text("utf-8")
    (bind,) = topology.ops_of(socket, "bind")
    assert (str(bind.span), [str(site) for site in bind.via]) == ("app.py:4:5", ["app.py:10:1"])
    (endpoint,) = bind.endpoints
    assert endpoint.literal is not None
    assert endpoint.literal.startswith("tcp://127.0.0.1:")
    assert not endpoint.literal.endswith("*")
    first, last = topology.ops_of(socket, "send")
    assert (first.more, first.nonblocking, last.more, last.nonblocking) == (Tri.YES, Tri.NO, Tri.NO, Tri.YES)
    (poll,) = topology.ops_of(socket, "poll")
    assert (poll.events, poll.timeout and poll.timeout.options) == ("out", (5,))


def test_a_polls_outcome(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import zmq

        ctx = zmq.Context()
        pull, push = ctx.socket(zmq.PULL), ctx.socket(zmq.PUSH)
        pull.bind("inproc://a")
        push.connect("inproc://a")
        poller = zmq.Poller()
        poller.register(pull, zmq.POLLIN)
        print(len(poller.poll(1)))
        push.send(b"")
        print(len(poller.poll(1000)))
        ctx.destroy(linger=0)
        """,
    )
    assert made.stdout == "0\n1\n"
    (graph,) = made.built.topology.graphs
    polls = [op for op in made.built.topology.ops if op.kind == "poll"]
    assert [(op.call, op.span.line, graph.edges[op.id][0].label) for op in polls] == [
        ("Poller.poll", 9, "idle"),
        ("Poller.poll", 11, "ready"),
    ]
    (end,) = made.built.topology.all_ops("term")
    assert (end.call, end.value) == ("destroy", Value((0,)))
    assert (graph.ops[-1], end.context) == (end.id, made.built.topology.contexts[0].id)


FAILING = {
    "an exception": ("raise ValueError('no')", 1),
    "an exit code": ("sys.exit(7)", 7),
    "an abort": ("os._exit(3)", 3),
}


@pytest.mark.parametrize("ending", FAILING)
def test_the_program_ends_as_it_does_alone(tmp_path: Path, ending: str) -> None:
    last, code = FAILING[ending]
    text = f"import os, sys, zmq\nsock = zmq.Context().socket(zmq.PUB)\nprint(sys.argv[1:], flush=True)\n{last}\n"
    made = record(tmp_path, text, arguments=("-x", "--", "two words"))
    alone = subprocess.run(
        [sys.executable, "app.py", "-x", "--", "two words"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert (made.code, made.stdout, made.stderr) == (code, alone.stdout, alone.stderr)
    assert [each["type"] for each in made.run.sockets.values()] == ["PUB"]


def test_types_and_paths_are_what_they_were(tmp_path: Path) -> None:
    text = """
        import inspect, sys
        import zmq, zmq.asyncio

        class Mine(zmq.Socket):
            def send(self, data, *args, **kwargs):
                return super().send(data, *args, **kwargs)

        ctx = zmq.Context()
        for cls in (zmq.Socket, zmq.asyncio.Socket, Mine):
            print(cls.__name__, cls.__module__, [each.__name__ for each in cls.__mro__])
        print(isinstance(ctx.socket(zmq.PUB), zmq.Socket), [p for p in sys.path if "inject" in p])
        print(inspect.signature(zmq.Socket.send), zmq.Socket.recv.__doc__[:20], zmq.Context.__init__.__name__)
        try:
            ctx.socket(zmq.PUB).send()
        except TypeError as error:
            print(error)
        """
    made = record(tmp_path, text)
    alone = subprocess.run([sys.executable, "app.py"], cwd=tmp_path, capture_output=True, text=True, timeout=DEADLINE)
    assert (made.stdout, made.stderr) == (alone.stdout, alone.stderr)


def test_a_sitecustomize_of_the_program_runs(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    write(own, "print('mine')\n", "sitecustomize.py")
    program = write(tmp_path, "import sitecustomize, zmq\nzmq.Context()\nprint(sitecustomize.__file__)\n")
    settings = environment()
    settings["PYTHONPATH"] += f":{own}"
    done = subprocess.run(
        [*command(tmp_path), sys.executable, program.name],
        cwd=tmp_path,
        env=settings,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"mine\nmine\n{own / 'sitecustomize.py'}\n",  # once for the tool, once for the program
        "",
    )
    assert '"k":"context"' in (tmp_path / "run.jsonl").read_text("utf-8")


def test_a_fault_of_the_recorder_is_one_warning(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import os, zmq

        ctx = zmq.Context()
        os.remove("run.jsonl")
        for number in range(3):
            sock = ctx.socket(zmq.PUB)
            sock.bind(f"inproc://{number}")
            sock.send(b"x")
            sock.close()
        print("done")
        """,
    )
    assert (made.code, made.stdout) == (0, "done\n")
    (warning,) = made.stderr.splitlines()
    assert warning.startswith("zlint: recording of process ")
    assert "FileNotFoundError" in warning


def test_the_log_keeps_its_limit(tmp_path: Path) -> None:
    text = "import zmq\nctx = zmq.Context()\nfor n in range(500):\n    ctx.socket(zmq.PUB).close()\nprint('done')\n"
    made = record(tmp_path, text, "--limit", "0.005")
    assert (made.code, made.stdout, made.stderr) == (0, "done\n", "")
    assert made.log.stat().st_size <= 5100
    assert len(made.run.cut) == 1


@pytest.mark.parametrize(("options", "kept"), [((), []), (("--payloads",), [["c2VjcmV0"]])])
def test_payloads_only_if_asked(tmp_path: Path, options: tuple[str, ...], kept: list[list[str]]) -> None:
    text = "import zmq\nsock = zmq.Context().socket(zmq.PUB)\nsock.send(b'secret')\nsock.close(0)\n"
    made = record(tmp_path, text, *options)
    assert [each["frames"] for each in of_kind(made.run, "payload")] == kept


def test_a_program_without_zmq_is_left_alone(tmp_path: Path) -> None:
    made = record(
        tmp_path, "import sys\nprint([m for m in ('json', 'dataclasses', 'pathlib', 'typing') if m in sys.modules])\n"
    )
    assert made.stdout == "[]\n"
    assert json.loads(made.log.read_text("utf-8"))["k"] == "run"


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    done = subprocess.run(
        [*command(tmp_path), "no-such-command"], env=environment(), capture_output=True, text=True, timeout=DEADLINE
    )
    assert (done.returncode, done.stderr) == (2, "zlint: no-such-command: No such file or directory\n")


def test_what_is_no_socket_of_the_recorder_is_left_alone(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        from unittest import mock
        import zmq

        try:
            zmq.Socket.recv(mock.Mock())
        except Exception as error:
            print(type(error).__name__)
        sock = zmq.Context().socket(zmq.SUB)
        sock.connect("inproc://a")
        for number in range(3000):
            sock.subscribe(str(number))
            sock.poll(number % 2)
        sock.close(0)
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "ZMQError\n", "")
    polls = [each for each in made.run.spots.values() if each.get("call") == "poll" or each.get("idle")]
    assert (len(made.run.spots), len(polls)) == (2002, 4)


def test_a_call_that_nothing_of_python_makes(tmp_path: Path) -> None:
    """As in a greenlet; a raw thread is the same without a package that need not be there."""
    made = record(
        tmp_path,
        """
        import _thread, time, zmq

        ctx = zmq.Context()
        pub = ctx.socket(zmq.PUB)
        pub.bind("inproc://a")
        calls = (pub.send, b""), (pub.setsockopt, zmq.LINGER, 0), (pub.poll, 1, 2), (pub.close,)
        for method, *arguments in calls:
            _thread.start_new_thread(method, tuple(arguments))
            time.sleep(0.05)
        print(pub.closed)
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "True\n", "")
    seen = [op.call for op in made.built.topology.ops if op.kind != "pause"]
    assert seen == ["Context", "socket", "bind"]


def test_methods_of_other_classes_keep_their_parameters(tmp_path: Path) -> None:
    """Those of `zmq.green` have no flags of their own; a warning of the compiler would reach the program's stderr."""

    def recv(self: object, *more: int, size: int = 3, **named: int) -> tuple[object, ...]:
        return more, size, named

    made = calls.hot(Recorder(Log(str(tmp_path / "log"), 0, False), "/nowhere"), "recv", recv)
    assert inspect.signature(made) == inspect.signature(recv)
    assert made(SimpleNamespace(_zlint_recv={}), 1, 2, flags=4) == ((1, 2), 3, {"flags": 4})


def test_the_command_line(tmp_path: Path) -> None:
    """zlint need not be importable where the program runs; `-I` keeps it out."""
    program = write(tmp_path, "import sys, zmq\nzmq.Context().socket(zmq.PUB).close(0)\nsys.exit(5)\n")
    done = generated.zlint(["record", "-o", "a.jsonl", "--", sys.executable, program.name], tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "")
    shown = generated.zlint(["graph", "--run", "a.jsonl"], tmp_path)
    assert shown.stdout.splitlines()[0] == "PUB app.py:2"
    generated.zlint(["record", "-o", "b.jsonl", "--", sys.executable, "-I", program.name], tmp_path)
    silent = generated.zlint(["check", "--run", "b.jsonl"], tmp_path)
    assert (silent.returncode, silent.stderr.splitlines()[0]) == (
        0,
        "zlint: b.jsonl: no process of this run imported zmq",
    )


@pytest.mark.parametrize(("options", "topics"), [(("--payloads",), Value((b"time", b"weather"))), ((), None)])
def test_topics_of_publishers(tmp_path: Path, options: tuple[str, ...], topics: Value | None) -> None:
    """If messages are kept, of a place that sends few; neither a message of one frame nor what others send."""
    made = record(
        tmp_path,
        """
        import zmq

        context = zmq.Context()
        publisher, pusher = context.socket(zmq.PUB), context.socket(zmq.PUSH)
        publisher.bind("inproc://feed")
        pusher.bind("inproc://jobs")
        puller = context.socket(zmq.PULL)
        puller.connect("inproc://jobs")
        for topic in (b"weather", b"time", b"weather"):
            publisher.send_multipart([topic, b"secret"])
        for _ in range(40):
            publisher.send_multipart([b"tick", b""])
        publisher.send(b"secret")
        publisher.send_string("weather secret")
        pusher.send_multipart([b"secret", b""])
        """,
        *options,
    )
    sends = [op for op in made.built.topology.ops if op.kind == "send"]
    firsts = {op.span.line: [shape.items[0].value for shape in op.shapes] for op in sends}
    assert firsts == {10: [topics], 12: [None], 13: [None], 14: [Value((GLUED,))], 15: [None]}
    assert ("weather" in made.log.read_text("utf-8")) == bool(options)


def test_a_signal_handler_is_an_execution_of_its_own(tmp_path: Path) -> None:
    """It begins where it is defined, not in the code that it interrupts; the program gets back what it installed."""
    made = record(
        tmp_path,
        """
        import signal
        import zmq

        def tell(number, frame):
            left.send(b"now")

        context = zmq.Context()
        left, right = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
        left.bind("inproc://pair")
        right.connect("inproc://pair")
        signal.signal(signal.SIGUSR1, tell)
        signal.raise_signal(signal.SIGUSR1)
        print(right.recv(), signal.getsignal(signal.SIGUSR1) is tell)
        print(signal.signal(signal.SIGUSR1, signal.SIG_DFL) is tell)
        context.destroy()
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "b'now' True\nTrue\n", "")
    assert made.line_of("signal") == ["send@5"]
    topology = made.built.topology
    (handler,) = [each for each in topology.executions if each.kind == "signal"]
    assert (handler.name, handler.entry.line, topology.execution(handler.parent or "").kind) == ("tell", 4, "main")
    assert [op.context for op in topology.all_ops("term")] == [context.id for context in topology.contexts]


@pytest.mark.parametrize("moment", ["before", "behind"])
def test_a_thread_that_starts_while_a_call_is_written_down(tmp_path: Path, moment: str) -> None:
    """What the log says then of where each socket is does not make one call two."""
    made = record(
        tmp_path,
        f"""
        import threading
        import zmq
        from zlint.trace.log import Log

        original = Log.write

        def write(log, kind, /, **facts):
            if kind == "after" and "{moment}" == "before":
                threading.Thread(target=int).start()
            original(log, kind, **facts)
            if kind == "after" and "{moment}" == "behind":
                threading.Thread(target=int).start()

        Log.write = write
        socket = zmq.Context().socket(zmq.PULL)
        socket.rcvtimeo = 10
        socket.bind("inproc://jobs")
        socket.poll(1)
        socket.close()
        """,
    )
    ops = made.built.topology.ops
    assert [op.call for op in ops if op.sockets] == ["socket", "set", "bind", "poll", "close"]
