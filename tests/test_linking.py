"""What linking knows of single idioms: dedented source in, exact attaches and findings out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from zlint import engine, registry, static
from zlint.model import Topology, Tri
from zlint.static.link import calls
from zlint.static.link.atoms import WIDTH
from zlint.static.link.machine import Machine


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Linked:
    monkeypatch.chdir(tmp_path)
    return Linked(tmp_path)


class Linked:
    """The topology of one file, and its findings as (code, line) pairs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str) -> Topology:
        (self.folder / "main.py").write_text(dedent(text), "utf-8")
        return static.analyse([Path()], root=self.folder).topology

    def findings(self, text: str) -> list[tuple[str, int]]:
        rules = [rule for rule in registry.rules() if rule.profile == "default"]
        return [(found.code, found.span.line) for found in engine.run(self(text), rules, (), {})]


def attaches(topology: Topology) -> list[tuple[str, list[str]]]:
    return [(op.kind, [str(end) for end in op.endpoints]) for op in topology.all_ops("bind", "connect")]


FACTORY = """
    import zmq

    def open_pull(context, address=None):
        sock = context.socket(zmq.PULL)
        if address is None:
            sock.bind("tcp://127.0.0.1:7000")
        else:
            sock.connect(address)
        return sock

    class Ports:
        def __init__(self, results):
            self.results = results
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("open_pull(zmq.Context())", [("bind", ["tcp://127.0.0.1:7000"])]),
        ("open_pull(zmq.Context(), options.results)", [("connect", ["{results}"])]),
        ("open_pull(zmq.Context(), address=options.address)", None),
    ],
)
def test_an_optional_argument_that_is_given_is_not_none(
    link: Linked, call: str, expected: list[tuple[str, list[str]]] | None
) -> None:
    """An option that is handed on under its own name may have been left out before."""
    either = [("bind", ["tcp://127.0.0.1:7000"]), ("connect", ["{address}"])]
    topology = link(dedent(FACTORY) + f"\ndef serve(options):\n    return {call}.recv()\n")
    assert attaches(topology) == (expected or either)


def test_what_is_done_within_a_time_limit(link: Linked) -> None:
    topology = link(
        """
        import asyncio

        import zmq
        import zmq.asyncio

        async def take(socket):
            return await socket.recv()

        async def main():
            socket = zmq.asyncio.Context.instance().socket(zmq.PULL)
            socket.bind("tcp://127.0.0.1:7001")
            async with asyncio.timeout(1):
                await take(socket)
                await socket.poll(10)
            await take(socket)

        asyncio.run(main())
        """
    )
    made = [(op.kind, op.via[-1].line if op.kind == "recv" else op.span.line, op.limited) for op in topology.ops]
    assert [each for each in made if each[0] in ("bind", "recv", "poll")] == [
        ("bind", 12, False),
        ("recv", 14, True),
        ("poll", 15, True),
        ("recv", 16, False),
    ]


def test_what_an_options_value_is_the_product_of(link: Linked) -> None:
    topology = link(
        """
        import zmq

        PARTS = 3

        def limited(messages, scale):
            socket = zmq.Context.instance().socket(zmq.PUSH)
            limit = messages * PARTS
            socket.sndhwm = limit * 2
            socket.rcvhwm = limit + 1
            socket.set_hwm(scale * PARTS)
            socket.linger = 3000
            return socket

        limited(1000, int(input()))
        """
    )
    factors = [[(each.name, each.value) for each in op.factors] for op in topology.all_ops("option")]
    assert factors == [[("messages", 1000), ("PARTS", 3), ("", 2)], [], [("scale", None), ("PARTS", 3)], []]


def test_an_endpoint_that_is_an_attribute_of_what_was_received(link: Linked) -> None:
    topology = link(
        """
        import zmq

        context = zmq.Context()
        jobs = context.socket(zmq.PULL)
        jobs.bind("tcp://127.0.0.1:7000")
        job = jobs.recv_pyobj()
        answers = context.socket(zmq.PUSH)
        answers.connect(job.reply_to)
        """
    )
    assert attaches(topology) == [("bind", ["tcp://127.0.0.1:7000"]), ("connect", ["{reply_to}"])]


def test_threads_that_take_turns_by_events(link: Linked) -> None:
    """Each waits for the other's event; without the second event the asker would go on at once."""
    program = """
        import threading

        import zmq


        class Asker:
            def __init__(self):
                self.sock = zmq.Context().socket(zmq.REQ)
                self.sock.connect("tcp://127.0.0.1:7000")
                self.asked = threading.Event()
                self.answered = threading.Event()
                threading.Thread(target=self.wait_for_answers).start()

            def wait_for_answers(self):
                while True:
                    if self.asked.wait(timeout=1):
                        self.answer = self.sock.recv()
                        self.asked.clear()
                        self.answered.set()

            def ask(self, text):
                self.sock.send(text)
                self.asked.set()
                self.answered.wait()


        asker = Asker()
        asker.ask(b"one")
        asker.ask(b"two")
        """
    assert link.findings(program) == []
    assert link.findings(program.replace("self.answered.wait()", "pass")) == [("ZMQ501", 18)]


@pytest.mark.parametrize(
    ("guard", "expected"), [("not worker.is_alive()", []), ("worker.name", [("ZMQ501", 19)])], ids=["ended", "any"]
)
def test_behind_the_end_of_a_thread(link: Linked, guard: str, expected: list[tuple[str, int]]) -> None:
    program = """
        import threading

        import zmq

        sockets = {}


        def work():
            sock = zmq.Context.instance().socket(zmq.PUSH)
            sock.connect("tcp://127.0.0.1:7000")
            sockets[threading.current_thread()] = sock
            sock.send(b"hello")


        def sweep():
            for worker, sock in list(sockets.items()):
                if GUARD:
                    sock.close()


        threading.Thread(target=work).start()
        threading.Thread(target=sweep).start()
        """
    assert link.findings(program.replace("GUARD", guard)) == expected


def test_a_thread_that_is_asked_whether_it_runs_has_ended_when_not(link: Linked) -> None:
    program = """
        import threading

        import zmq


        class Feed:
            def __init__(self):
                self.sock = zmq.Context().socket(zmq.PUB)
                self.sock.bind("tcp://127.0.0.1:7000")
                self.thread = threading.Thread(target=self.run)
                self.thread.start()

            def run(self):
                while True:
                    self.sock.send(b"tick")

            def stop(self):
                if self.thread.is_alive():
                    self.thread.join(timeout=1)
                self.sock.close()


        feed = Feed()
        feed.stop()
        """
    assert link.findings(program) == []
    assert link.findings(program.replace("self.thread.join(timeout=1)", "pass")) == [("ZMQ501", 16)]


def test_the_lock_of_one_of_several_objects(link: Linked) -> None:
    """Which of the objects it is, is not known; that it holds its own lock, is."""
    program = """
        import sys
        import threading

        import zmq


        class Client:
            def __init__(self, port):
                self.lock = threading.Lock()
                self.sock = zmq.Context().socket(zmq.PUSH)
                self.sock.connect(f"tcp://127.0.0.1:{port}")
                threading.Thread(target=self.beat).start()

            def beat(self):
                while True:
                    with self.lock:
                        self.sock.send(b"beat")

            def push(self, text):
                self.lock.acquire()
                self.sock.send(text)
                self.lock.release()


        class Pool:
            client = None

            @staticmethod
            def get():
                if Pool.client is None:
                    Pool.client = Client(int(sys.argv[1]))
                return Pool.client


        def push(text):
            Pool.get().push(text)


        if __name__ == "__main__":
            Pool.client = Client(7000)
        """
    assert link.findings(program) == []
    assert link.findings(program.replace("self.lock.acquire()", "pass")) == [("ZMQ501", 18)]


def test_set_up_where_it_is_made(link: Linked) -> None:
    """A thread that already runs cannot have the socket before it is made; one started in between can."""
    program = """
        import threading

        import zmq


        class Job:
            def __init__(self):
                threading.Thread(target=self.watch).start()
                threading.Thread(target=self.serve).start()

            def watch(self):
                while True:
                    self.report.send(b"alive")

            def serve(self):
                self.report = zmq.Context().socket(zmq.PUSH)
                self.report.connect("tcp://127.0.0.1:7000")


        Job()
        """
    assert link.findings(program) == []
    late = program.replace(
        "self.report.connect", "threading.Thread(target=self.serve).start()\n                self.report.connect"
    )
    assert link.findings(late) == [("ZMQ501", 14)]


def test_a_request_without_a_reply_is_no_failed_reply(link: Linked) -> None:
    """Every failure is answered. That a request of another kind is not, is no matter of failures."""
    program = """
        import zmq

        sock = zmq.Context().socket(zmq.REP)
        sock.bind("tcp://127.0.0.1:7000")
        while True:
            request = sock.recv_json()
            if request["do"] == "work":
                try:
                    sock.send_json(compute(request))
                except Exception as error:
                    sock.send_json({"failed": str(error)})
            elif request["do"] == "ping":
                sock.send_json({})
        """
    assert [code for code, _ in link.findings(program)] == ["ZMQ103"]


def test_a_thread_object_starts_once_only(link: Linked) -> None:
    """Whichever of two places starts it; two objects that share a socket are another matter."""
    program = """
        import sys
        import threading

        import zmq


        class Reader(threading.Thread):
            def __init__(self, sock):
                super().__init__()
                self.sock = sock

            def run(self):
                while True:
                    print(self.sock.recv())


        sock = zmq.Context().socket(zmq.PULL)
        sock.bind("tcp://127.0.0.1:7000")
        reader = Reader(sock)
        other = reader
        if sys.argv[1:]:
            reader.start()
        if not sys.argv[1:]:
            other.start()
        """
    assert link.findings(program) == []
    twice = program.replace("other = reader", "other = Reader(sock)")
    assert link.findings(twice) == [("ZMQ501", 15)]


def test_a_private_method_is_judged_where_it_is_called(link: Linked) -> None:
    """By itself it would receive twice."""
    program = """
        import zmq
        import zmq.asyncio


        class Server:
            def __init__(self, port):
                self.port = port

            async def _next(self):
                try:
                    return decode(await self.sock.recv())
                except Exception as error:
                    return str(error)

            async def serve(self):
                self.sock = zmq.asyncio.Context().socket(zmq.REP)
                self.sock.bind(f"tcp://127.0.0.1:{self.port}")
                while True:
                    await self.sock.send(answer(await self._next()))
        """
    assert link.findings(program) == []


def test_a_timeout_that_is_told_in_other_words(link: Linked) -> None:
    """The caller that catches it and asks again gets EFSM; a new socket helps."""
    program = """
        import zmq


        class Client:
            def __init__(self, port):
                self.context = zmq.Context()
                self.port = port
                self.connect()

            def connect(self):
                self.sock = self.context.socket(zmq.REQ)
                self.sock.setsockopt(zmq.RCVTIMEO, 1000)
                self.sock.connect(f"tcp://127.0.0.1:{self.port}")

            def ask(self, text):
                try:
                    self.sock.send(text)
                    return self.sock.recv()
                except zmq.Again:
                    pass  # renew here
                    raise TimeoutError("no answer")
        """
    renewed = program.replace("pass  # renew here", "self.sock.close(0); self.connect()")
    assert link.findings(program) == [("ZMQ104", 19)]
    assert link.findings(renewed) == []


def test_a_reply_after_a_poll_that_timed_out(link: Linked) -> None:
    """That there is a request is asserted on the result, which the graph does not show."""
    program = """
        import zmq


        def receive(sock):
            if sock.poll(1000):
                return sock.recv()
            return None


        sock = zmq.Context().socket(zmq.REP)
        sock.bind("tcp://127.0.0.1:7000")
        for _ in range(3):
            request = receive(sock)
            assert request is not None
            sock.send(b"ok")
        """
    assert link.findings(program) == []


def test_closed_by_another_thread_once_the_first_has_ended(link: Linked) -> None:
    """Who closes is not who started the thread."""
    program = """
        import threading
        import time

        import zmq


        class Feed:
            def __init__(self):
                self.sock = zmq.Context().socket(zmq.PUB)
                self.sock.bind("tcp://127.0.0.1:7000")
                self.thread = threading.Thread(target=self.run)
                self.thread.start()
                threading.Thread(target=self.stop).start()

            def run(self):
                while True:
                    self.sock.send(b"tick")

            def stop(self):
                time.sleep(1)
                self.thread.join()
                self.sock.close()


        Feed()
        """
    assert link.findings(program) == []
    assert link.findings(program.replace("self.thread.join()", "pass")) == [("ZMQ501", 18)]


def test_a_method_that_costs_too_much_can_do_anything(link: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reply is sent where nobody looks, so nothing is said of the next request."""
    program = """
        import zmq


        class Server:
            def __init__(self, port):
                self.sock = zmq.Context().socket(zmq.REP)
                self.sock.bind(f"tcp://127.0.0.1:{port}")

            def reply(self):
                self.sock.send(b"ok")

            def serve(self):
                while True:
                    request = self.sock.recv()
                    self.reply()


        Server(7000).serve()
        """
    affordable = calls._affordable
    assert link.findings(program.replace('self.sock.send(b"ok")', "pass")) == [("ZMQ103", 15)]
    monkeypatch.setattr(calls, "_affordable", lambda m, f, args: f.facts.name != "reply" and affordable(m, f, args))
    assert link.findings(program) == []


@pytest.mark.parametrize(
    ("known", "expected"),
    [('(b"get", b"set")', []), ('(b"get", b"set", b"del")', [("ZMQ103", 7)])],
    ids=["two", "three"],
)
def test_a_dispatch_with_no_case_left(link: Linked, known: str, expected: list[tuple[str, int]]) -> None:
    program = """
        import zmq

        sock = zmq.Context().socket(zmq.REP)
        sock.bind("tcp://127.0.0.1:7000")
        while True:
            frames = sock.recv_multipart()
            verb = frames[0]
            if verb in KNOWN:
                if verb == b"get":
                    sock.send(b"value")
                elif verb == b"set":
                    sock.send(b"done")
                else:
                    pass
            else:
                sock.send(b"unknown")
        """
    assert link.findings(program.replace("KNOWN", known)) == expected


def test_where_a_coroutine_does_or_calls_something(link: Linked) -> None:
    topology = link(
        """
        import asyncio
        import zmq
        from zmq.eventloop.zmqstream import ZMQStream
        from elsewhere import on_a_thread

        def take(socket):
            return socket.recv()

        @on_a_thread
        def wait(socket):
            return socket.recv()

        async def main():
            socket = zmq.Context().socket(zmq.DEALER)
            socket.bind("tcp://127.0.0.1:5557")
            take(socket)
            wait(socket)
            await asyncio.to_thread(take, socket)
            ZMQStream(socket).send(b"queued")
            await socket.send(b"of a kind that is not known")

        asyncio.run(main())
        """
    )
    found = [
        (op.kind, op.span.line, op.coroutine.line if op.coroutine else None, op.stream, op.asyncio)
        for op in topology.all_ops("send", "recv")
    ]
    assert sorted(found, key=str) == [
        ("recv", 12, None, False, False),
        ("recv", 8, 17, False, False),
        ("recv", 8, None, False, False),
        ("send", 20, 20, True, False),
        ("send", 21, 21, False, True),
    ]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ('"text"', "str"),
        ('"text".encode()', "bytes"),
        ('f"{unknown} text"', "str"),
        ('f"{unknown} text".encode()', "bytes"),
        ('"%s text" % unknown', "str"),
        ('b"text " + unknown', "bytes"),
        ('b" ".join([b"a", b"b"])', "bytes"),
        ("json.dumps(unknown)", "str"),
        ("json.dumps(unknown).encode()", "bytes"),
        ('bytes("text", "utf-8")', "bytes"),
        ("bytes(5)", "bytes"),
        ("5", "int"),
        ("[1]", "list"),
        ("socket.recv()", "bytes"),
        ("socket.recv_string()", "str"),
        ("str(socket.recv())", ""),
        ("None", ""),
        ("unknown", ""),
        ('"text" if unknown else b"text"', ""),
        ('{"name": "text"}["body"]', ""),
    ],
)
def test_the_type_of_what_is_sent(link: Linked, made: str, expected: str) -> None:
    topology = link(
        f"""
        import json
        import zmq
        from elsewhere import unknown

        socket = zmq.Context().socket(zmq.PAIR)
        socket.bind("tcp://127.0.0.1:5557")
        message = {made}
        socket.send(message)
        """
    )
    assert [frame.type for op in topology.all_ops("send") for shape in op.shapes for frame in shape.items] == [expected]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("isinstance(message, str)", [11]),
        ("isinstance(message, (bytes, bytearray))", [13]),
        ("type(message) is str", [11]),
        ("type(message) is bytes", [13]),
        ('hasattr(message, "encode")', [11]),
        ("isinstance(message, kinds)", [11, 13]),
    ],
)
def test_questions_about_types(link: Linked, test: str, expected: list[int]) -> None:
    topology = link(
        f"""
        import zmq
        from elsewhere import kinds

        socket = zmq.Context().socket(zmq.PAIR)
        socket.bind("tcp://127.0.0.1:5557")
        message = "text"


        if {test}:
            socket.send_string(message)
        else:
            socket.send(message)
        """
    )
    assert [op.span.line for op in topology.all_ops("send")] == expected


def test_none_of_several_alternatives_is_none(link: Linked) -> None:
    topology = link(
        """
        import sys
        import zmq

        def pull(context, address):
            sock = context.socket(zmq.PULL)
            if address is None:
                sock.bind_to_random_port("tcp://127.0.0.1")
            else:
                sock.connect(address)
            return sock

        address = f"ipc://{sys.argv[1]}" if sys.argv[2:] else "tcp://127.0.0.1:7000"
        pull(zmq.Context(), address).recv()
        """
    )
    assert attaches(topology) == [("connect", ["ipc://{value}", "tcp://127.0.0.1:7000"])]


def test_what_a_call_makes_is_told_apart_by_the_call(link: Linked) -> None:
    """Two objects that one factory makes hold two values; one name for both leaves it open whether they meet."""
    topology = link(
        """
        from dataclasses import dataclass
        from tempfile import NamedTemporaryFile
        import zmq

        @dataclass
        class Ports:
            results: str

            @staticmethod
            def new():
                return Ports(results=f"ipc://{NamedTemporaryFile().name}")

        ours, theirs = Ports.new(), Ports.new()
        context = zmq.Context()
        pull, push, stranger = context.socket(zmq.PULL), context.socket(zmq.PUSH), context.socket(zmq.PUSH)
        pull.bind(ours.results)
        push.connect(ours.results)
        stranger.connect(theirs.results)
        """
    )
    links = [(each.binder.name, each.connector.name, each.meets) for each in topology.links]
    assert links == [("pull", "push", Tri.YES), ("pull", "stranger", Tri.MAYBE)]


def test_what_is_asserted_holds_even_if_it_seems_impossible(link: Linked) -> None:
    topology = link(
        """
        import zmq

        PORT = None

        def serve():
            assert PORT is not None
            socket = zmq.Context().socket(zmq.REP)
            socket.bind("tcp://127.0.0.1:7000")

        serve()
        """
    )
    assert attaches(topology) == [("bind", ["tcp://127.0.0.1:7000"])]


def test_a_loop_is_followed_again_when_its_first_turn_changes_a_name(link: Linked) -> None:
    topology = link(
        """
        import zmq

        context = zmq.Context()

        def relay(messages):
            sock = None
            for message in messages:
                if sock is not None:
                    sock.send(message)
                else:
                    sock = context.socket(zmq.PUSH)
                    sock.connect("tcp://127.0.0.1:7000")

        relay([b"a", b"b"] * 1000)
        """
    )
    assert [(op.kind, op.span.line) for op in topology.ops if op.kind in ("connect", "send")] == [
        ("connect", 13),
        ("send", 10),
    ]


def test_a_context_of_two_processes_is_made_in_both(link: Linked) -> None:
    text = """
        import multiprocessing
        import zmq

        def serve(address):
            context = zmq.Context()
            socket = context.socket(zmq.REP)
            socket.bind(address)
            socket.recv()
            socket.send(b"")

        if __name__ == "__main__":
            multiprocessing.Process(target=serve, args=("tcp://127.0.0.1:7000",)).start()
            serve("tcp://127.0.0.1:7001")
        """
    topology = link(text)
    assert [len(context.makers) for context in topology.contexts] == [1, 1]
    assert [code for code, _ in link.findings(text) if code == "ZMQ503"] == []


def test_a_generator_runs_when_somebody_draws_from_it(link: Linked) -> None:
    """Between two requests that it yields the caller replies."""
    findings = link.findings(
        """
        import zmq

        def requests(socket):
            while True:
                yield socket.recv()

        rep = zmq.Context().socket(zmq.REP)
        rep.bind("tcp://127.0.0.1:7000")
        for request in requests(rep):
            rep.send(request)
        """
    )
    assert findings == []


def test_a_key_may_be_missing_from_a_dict(link: Linked) -> None:
    topology = link(
        """
        import zmq

        class Sender:
            def __init__(self):
                self._sockets = {}

            def socket(self, address):
                known = self._sockets.get(address)
                if known is not None:
                    return known
                made = self._sockets[address] = zmq.Context.instance().socket(zmq.PUSH)
                made.connect("tcp://localhost:7000")
                return made
        """
    )
    assert attaches(topology) == [("connect", ["tcp://localhost:7000"])]


def test_expected_errors_of_a_loop_that_ends(link: Linked) -> None:
    text = """
        import zmq

        def serve(socket: zmq.Socket, stopping):
            while {condition}:
                try:
                    socket.poll(100)
                except zmq.ZMQError:
                    continue
        """
    assert link.findings(text.format(condition="not stopping.is_set()")) == []
    assert link.findings(text.format(condition="True")) == [("ZMQ602", 8)]


def test_what_zmq_has_is_known_behind_it(link: Linked) -> None:
    """In the branch, and behind a check that leaves; not where the ways meet again."""
    topology = link(
        """
        import zmq

        socket = zmq.Context().socket(zmq.SUB)
        if zmq.has("pgm"):
            socket.connect("epgm://eth0;239.192.1.1:5555")
        socket.connect("norm://239.192.1.1:5555")
        if not zmq.has("norm"):
            raise SystemExit
        socket.connect("norm://239.192.1.2:5555")
        """
    )
    assert [set(op.supported) for op in topology.all_ops("connect")] == [{"pgm"}, set(), {"norm"}]


def test_what_a_condition_decides(link: Linked) -> None:
    """In each turn of the loop around it: by a branch, by an earlier way out of the turn, and by a handler."""
    topology = link(
        """
        import sys

        import zmq

        socket = zmq.Context().socket(zmq.PUSH)

        def attach(port):
            if port in sys.argv:
                return
            socket.connect("inproc://behind a return")

        if "first" in sys.argv:
            for turn in sys.argv:
                socket.connect("inproc://each turn")
        socket.connect("inproc://always")
        for turn in sys.argv:
            if turn:
                socket.connect("inproc://some turns")
            attach(turn)
            try:
                socket.connect("inproc://behind a call")
            except zmq.ZMQError:
                socket.connect("inproc://at an error")
            if turn:
                continue
            socket.connect("inproc://behind a continue")
        socket.connect("inproc://at the end")
        """
    )
    assert [str(op.endpoints[0])[9:] for op in topology.all_ops("connect") if op.conditional] == [
        "some turns",
        "behind a return",
        "at an error",
        "behind a continue",
    ]


def test_a_return_inside_a_with_statement_leaves_by_its_exit(link: Linked) -> None:
    topology = link(
        """
        import zmq

        def ask(context, text):
            with context.socket(zmq.REQ) as socket:
                socket.connect("tcp://localhost:5555")
                if not text:
                    return None
                socket.send_string(text)
            return text

        context = zmq.Context()
        ask(context, input())
        context.term()
        """
    )
    graph = next(each for each in topology.graphs if each.execution == "main main.py")
    ways = {number: {topology.op(edge.target).kind for edge in edges} for number, edges in graph.edges.items()}
    assert [(op.kind, ways[op.id]) for op in topology.ops if op.kind in ("connect", "send", "close")] == [
        ("connect", {"send", "close"}),
        ("send", {"close"}),
        ("close", {"term"}),
        ("close", {"term"}),
    ]


def test_one_of_two_targets_is_started_once(link: Linked) -> None:
    topology = link(
        """
        import sys
        import threading

        import zmq

        def one():
            zmq.Context().socket(zmq.REP).bind("inproc://one")

        def other():
            zmq.Context().socket(zmq.REP).bind("inproc://other")

        threading.Thread(target=one if "one" in sys.argv else other).start()
        """
    )
    (start,) = topology.all_ops("start")
    graph = topology.graph_of(start)
    assert graph is not None
    assert (len(start.peers), graph.edges.get(start.id, ()), graph.entry) == (2, (), (start.id,))


def test_a_device_makes_a_socket_for_each_side(link: Linked) -> None:
    topology = link(
        """
        import zmq
        from zmq.devices import ThreadProxy

        broker = ThreadProxy(zmq.ROUTER, out_type=zmq.DEALER, mon_type=zmq.PUB)
        broker.bind_in_to_random_port("tcp://127.0.0.1")
        broker.connect_out("tcp://127.0.0.1:7000")
        broker.bind_mon("inproc://seen")
        broker.start()
        """
    )
    ends = {socket.id: socket.type for socket in topology.sockets}
    assert [[ends[key] for key in op.sockets] for op in topology.all_ops("bind", "connect")] == [
        ["ROUTER"],
        ["DEALER"],
        ["PUB"],
    ]
    (proxy,) = topology.all_ops("proxy")
    assert [ends[end or ""] for end in proxy.peers] == ["ROUTER", "DEALER", "PUB"]


def test_a_key_that_is_set_nowhere_has_no_constant_of_another(link: Linked) -> None:
    topology = link(
        """
        import zmq

        settings = {"name": "worker"}
        jobs = zmq.Context().socket(zmq.PULL)
        jobs.setsockopt(zmq.TCP_KEEPALIVE, settings["keepalive"])
        """
    )
    (op,) = topology.all_ops("option")
    assert op.value is not None
    assert [hole.name for hole in op.value.holes] == ["keepalive"]
    assert op.value.constants == ()


def test_a_copy_of_pyzmq_is_pyzmq_to_those_who_import_it(link: Linked) -> None:
    package = link.folder / "zmq"
    package.mkdir()
    (package / "__init__.py").write_text("from zmq.sugar import Context, PULL\n", "utf-8")
    (package / "sugar.py").write_text("PULL = 7\nclass Context:\n    def socket(self, kind): ...\n", "utf-8")
    topology = link("""
        import zmq

        sock = zmq.Context().socket(zmq.PULL)
        sock.bind("tcp://127.0.0.1:7000")
    """)
    assert [socket.types for socket in topology.sockets] == [("PULL",)]
    assert attaches(topology) == [("bind", ["tcp://127.0.0.1:7000"])]


def test_sockets_on_a_stack(link: Linked) -> None:
    topology = link(
        """
        import contextlib, zmq

        def ask(context: zmq.Context, urls):
            with contextlib.ExitStack() as stack:
                for url in urls:
                    socket = stack.enter_context(context.socket(zmq.REQ))
                    socket.connect("tcp://localhost:1")
                socket.send(b"")
        """
    )
    (socket,) = topology.sockets
    assert [(op.kind, op.span.line) for op in topology.ops_of(socket)] == [
        ("open", 7),
        ("connect", 8),
        ("send", 9),
        ("close", 5),
    ]


@pytest.mark.parametrize(("option", "meets"), [("results", "YES"), ("output", "MAYBE")])
def test_one_option_of_two_programs_with_one_default(link: Linked, option: str, meets: str) -> None:
    """Two command lines that read one option, from one default, name one place; another option need not."""
    program = """
        import argparse
        import os

        import zmq

        DEFAULT = os.environ.get("RESULTS", "tcp://127.0.0.1:5558")
        parser = argparse.ArgumentParser()
        parser.add_argument("--{option}", default=DEFAULT)
        args = parser.parse_args()
        socket = zmq.Context().socket(zmq.{type})
        socket.{attach}(args.{option})
    """
    sink = program.format(option="results", type="PULL", attach="bind")
    (link.folder / "sink.py").write_text(dedent(sink), "utf-8")
    topology = link(program.format(option=option, type="PUSH", attach="connect"))
    assert [found.meets.name for found in topology.links] == [meets]


def test_a_flag_that_a_method_not_followed_yet_sets_decides_nothing(link: Linked) -> None:
    """`_call` is run with what its caller gives, though the caller comes before the flag is set."""
    topology = link(
        """
        import zmq

        class Agent:
            def __init__(self):
                self.running = False
                self.context = zmq.Context()

            def _call(self, address):
                asker = self.context.socket(zmq.REQ)
                asker.connect(address)
                asker.send(b"go")
                return asker.recv()

            def ask(self):
                if not self.running:
                    raise RuntimeError("not running")
                return self._call("inproc://loopback")

            def serve(self):
                self.running = True
        """
    )
    assert attaches(topology) == [("connect", ["inproc://loopback"])]


@pytest.mark.parametrize("leave", ["return self.context", "raise ValueError"])
def test_a_lock_is_given_back_however_its_block_is_left(link: Linked, leave: str) -> None:
    topology = link(
        f"""
        import threading
        import zmq

        class Keeper:
            def __init__(self):
                self.lock = threading.Lock()
                self.context = zmq.Context()

            def ask(self):
                with self.lock:
                    {leave}

        keeper = Keeper()
        try:
            context = keeper.ask()
        except ValueError:
            context = keeper.context
        feed = context.socket(zmq.PUB)
        """
    )
    assert [op.locks for op in topology.all_ops("open")] == [frozenset()]


def test_a_socket_of_a_context_that_may_come_from_a_cache(link: Linked) -> None:
    """It has the socket class of the context that is made, whose own attributes are no options."""
    text = """
        import zmq

        class Socket(zmq.Socket):
            tag = None

        class Context(zmq.Context):
            _socket_class = Socket

            @classmethod
            def kept(cls):
                try:
                    return cls._kept["one"]
                except KeyError:
                    return cls()

        feed = Context.kept().socket(zmq.PUB)
        feed.tag = "feed"
        feed.bind("tcp://127.0.0.1:7000")
        """
    assert link.findings(text) == []


def test_what_a_subclass_hands_on_to_the_class_of_pyzmq(link: Linked) -> None:
    topology = link(
        """
        import zmq

        class Socket(zmq.Socket):
            def bind(self, address):
                method = zmq.Socket.bind if address else zmq.Socket.connect
                return method(self, address)

        feed = Socket(zmq.Context(), zmq.PUB)
        feed.bind("tcp://127.0.0.1:7000")
        """
    )
    found = [op for op in topology.all_ops("bind", "connect") if op.sockets]
    assert [(op.kind, [str(end) for end in op.endpoints]) for op in found] == [("bind", ["tcp://127.0.0.1:7000"])]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("service.send_json({'error': 'malformed'})", []), ("print('malformed')", [("ZMQ104", 8)])],
)
def test_a_request_that_cannot_be_decoded_was_received(
    link: Linked, reply: str, expected: list[tuple[str, int]]
) -> None:
    text = f"""
        import zmq

        service = zmq.Context().socket(zmq.REP)
        service.bind("ipc:///run/service")
        while True:
            try:
                request = service.recv_json()
            except Exception:
                {reply}
                continue
            service.send_json(request)
        """
    assert link.findings(text) == expected


def test_a_queue_that_is_only_received_from_is_the_receive_queue(link: Linked) -> None:
    topology = link(
        """
        import zmq

        jobs = zmq.Context().socket(zmq.DEALER)
        jobs.set_hwm(0)
        jobs.connect("tcp://broker:7000")
        print(jobs.recv())
        """
    )
    found = engine.run(topology, [rule for rule in registry.rules() if rule.code == "ZMQ705"], (), {})
    assert [each.message.partition(" of ")[0] for each in found] == ["the receive queue"]


def test_what_is_entered_on_an_exit_stack(link: Linked) -> None:
    topology = link(
        """
        from contextlib import ExitStack
        import zmq

        with ExitStack() as stack:
            probe = stack.enter_context(zmq.Context().socket(zmq.DEALER))
            stack.enter_context(probe.connect("tcp://127.0.0.1:7000"))
            probe.send(b"hello")
        """
    )
    assert [op.call for op in topology.ops_of(topology.sockets[0])] == ["socket", "connect", "send", "close"]


def test_an_abstract_method_returns_what_is_not_known(link: Linked) -> None:
    topology = link(
        """
        from abc import ABC, abstractmethod
        import zmq

        class Provider(ABC):
            @abstractmethod
            def submit(self, port):
                pass

        def run(provider: Provider):
            jobs = zmq.Context().socket(zmq.REP)
            if not provider.submit(jobs.bind_to_random_port("tcp://127.0.0.1")):
                raise RuntimeError
            jobs.recv()
        """
    )
    assert [op.call for op in topology.all_ops("recv")] == ["recv"]


def test_a_socket_in_a_container_that_a_caller_gives(link: Linked) -> None:
    topology = link(
        """
        import zmq

        def prefetch(kept, address):
            if address not in kept:
                made = zmq.Context().socket(zmq.PUSH)
                made.connect(address)
                kept[address] = made
            kept[address].send(b"fetch")
        """
    )
    (made,) = topology.sockets
    assert [op.call for op in topology.ops_of(made)] == ["socket", "connect", "send"]
    assert not made.complete


def test_what_is_done_to_something_unknown_is_listed(link: Linked) -> None:
    """Not where another way comes with a socket, and not a method that no socket has."""
    topology = link(
        """
        import socket
        import threading
        import zmq

        def forward(settings, sock, work):
            socket.socket().connect(("localhost", 7000))
            settings.feed.send_multipart([b"a"])
            settings.feed.flush()
            sock.send(b"b")
            settings.feed.setsockopt(zmq.LINGER, 0)
            threading.Thread(target=work).start()

        def main():
            forward(None, zmq.Context().socket(zmq.PUB), main)
        """
    )
    assert [(miss.span.line, miss.what, miss.why) for miss in topology.unresolved] == [
        (8, "receiver of send", "feed is an attribute of what is None so far"),
        (11, "receiver of option", "feed is an attribute of what is None so far"),
    ]


def test_topics_of_a_loop(link: Linked) -> None:
    """Each time another one is sent and subscribed to, with messages of several lengths."""
    topology = link(
        """
        import zmq

        context = zmq.Context()
        publisher, subscriber = context.socket(zmq.PUB), context.socket(zmq.SUB)
        for topic, more in (("a", [b"1"]), ("b", [b"1", b"2"]), ("c", [])):
            subscriber.subscribe(topic)
            publisher.send_multipart([topic.encode(), *more])
        for topic in (context, "a"):
            publisher.send_multipart([topic, b""])
        """
    )
    first, second = (op for op in topology.ops if op.kind == "send")
    (subscribe,) = (op for op in topology.ops if op.kind == "subscribe")
    assert [str(shape.items[0].value) for shape in first.shapes] == ["b'a' or b'b' or b'c'"]
    assert [shape.items[0].value and shape.items[0].value.known for shape in second.shapes] == [False]
    assert str(subscribe.value) == "'a' or 'b' or 'c'"


ROLES = """
    import threading
    import zmq

    class Worker:
        def __init__(self, threaded):
            self.threaded = threaded
            self.feed = zmq.Context().socket(zmq.PUB)
            self.feed.bind("tcp://127.0.0.1:7000")
            if self.threaded:
                threading.Thread(target=self.loop).start()

        def loop(self):
            while True:
                self.feed.send(b"a")

        def publish(self):
            if {test}:
                self.feed.send(b"b")

    def main(settings):
        worker = Worker(settings.threaded)
        while True:
            worker.publish()
"""


@pytest.mark.parametrize(
    ("test", "expected"),
    [("not self.threaded", []), ("self.threaded", [("ZMQ501", 15)]), ("self.ready", [("ZMQ501", 15)])],
)
def test_roles_of_one_class_that_a_flag_of_the_constructor_tells_apart(
    link: Linked, test: str, expected: list[tuple[str, int]]
) -> None:
    assert link.findings(ROLES.format(test=test)) == expected


EXECUTOR = """
    from concurrent.futures import ThreadPoolExecutor
    import threading
    import zmq

    class Client:
        def __init__(self):
            self.socket = zmq.Context().socket(zmq.REQ)
            self.socket.connect("ipc:///run/service")
            self.executor = ThreadPoolExecutor(max_workers={workers})

        def _ask(self):
            self.socket.send(b"a")
            return self.socket.recv()

        def _tell(self):
            self.socket.send(b"b")
            return self.socket.recv()

        def both(self):
            self.executor.submit(self._ask)
            self.executor.submit(self._tell)
"""


@pytest.mark.parametrize(("workers", "expected"), [(1, []), (2, [("ZMQ501", 18)])])
def test_an_executor_with_one_worker_does_one_thing_at_a_time(
    link: Linked, workers: int, expected: list[tuple[str, int]]
) -> None:
    assert link.findings(EXECUTOR.format(workers=workers)) == expected


def test_what_a_threading_local_holds_is_of_one_thread(link: Linked) -> None:
    text = """
        import threading
        import zmq

        class Client:
            def __init__(self):
                self.context = zmq.Context()
                self.local = threading.local()

            def ask(self):
                asker = getattr(self.local, "asker", None)
                if asker is None:
                    asker = self.context.socket(zmq.REQ)
                    asker.connect("ipc:///run/service")
                    self.local.asker = asker
                asker.send(b"a")
                return asker.recv()

        def work(client):
            return client.ask()

        def play(client):
            return client.ask()

        def main():
            client = Client()
            threading.Thread(target=work, args=(client,)).start()
            threading.Thread(target=play, args=(client,)).start()
            client.ask()
        """
    assert link.findings(text) == []


def test_a_name_that_equals_a_constant_is_that_constant(link: Linked) -> None:
    text = """
        import json
        import zmq

        END = b"end"
        feed = zmq.Context().socket(zmq.PUSH)
        feed.connect("ipc:///run/feed")
        for item in ({"a": 1}, END):
            if item == END:
                feed.send(item)
            else:
                feed.send(json.dumps(item).encode())
        """
    assert link.findings(text) == []


def test_a_future_that_is_asked_for_its_result_is_not_lost(link: Linked) -> None:
    text = """
        import asyncio
        import zmq.asyncio

        async def drain():
            feed = zmq.asyncio.Context().socket(zmq.SUB)
            feed.connect("ipc:///run/feed")
            feed.subscribe(b"")
            while True:
                future = feed.recv(zmq.NOBLOCK)
                if isinstance(future.exception(), zmq.Again):
                    return

        asyncio.run(drain())
        """
    assert link.findings(text) == []


def test_where_a_path_lets_time_pass(link: Linked) -> None:
    topology = link(
        """
        import asyncio, os, queue, subprocess, threading, time
        from time import sleep

        import zmq

        def nap():
            sleep(1)

        async def rest():
            await asyncio.sleep(1)

        started, replies = threading.Event(), queue.Queue()
        socket = zmq.Context().socket(zmq.PUSH)
        nap()
        time.sleep(1)
        asyncio.run(rest())
        started.wait()
        replies.get()
        threading.Thread(target=print).join()
        subprocess.Popen(["ls"]).wait()
        ", ".join(["a", "b"])
        try:
            os._exit(1)
        finally:
            socket.close()
        """
    )
    (graph,) = topology.graphs
    line = [(op.kind, op.call, op.span.line) for op in map(topology.op, graph.ops)]
    assert line == [
        ("context", "Context", 14),
        ("open", "socket", 14),
        ("pause", "sleep", 8),
        ("pause", "sleep", 16),
        ("pause", "sleep", 11),
        ("pause", "await", 11),
        ("pause", "wait", 18),
        ("pause", "get", 19),
        ("pause", "join", 20),
        ("pause", "wait", 21),
        ("exit", "os._exit", 24),
    ]


def test_what_dies_with_a_call(link: Linked) -> None:
    topology = link(
        """
        import contextlib, threading

        import zmq

        def make(context):
            made = context.socket(zmq.PUSH)
            return made

        @contextlib.contextmanager
        def opened(context):
            socket = context.socket(zmq.PUB)
            yield socket

        class Keeper:
            def __init__(self, context):
                self.socket = context.socket(zmq.SUB)

        def main():
            context = zmq.Context()
            context.linger = 10
            context.setsockopt(zmq.RCVTIMEO, 5)
            source = make(context)
            with opened(context) as publisher:
                publisher.send(b"")
            keeper = Keeper(context)
            listed = [context.socket(zmq.REP)]

        def work():
            zmq.Context.instance().socket(zmq.REQ)

        main()
        threading.Thread(target=work).start()
        make(zmq.Context())
        """
    )
    made = [(op.span.line, op.home and [site.line for site in op.home]) for op in topology.all_ops("context", "open")]
    assert made == [
        (20, [32]),
        (7, [32]),
        (12, [32]),
        (17, None),
        (27, None),
        (34, None),
        (7, None),
        (30, None),
        (30, [29]),
    ]
    assert [context.options for context in topology.contexts] == [("LINGER", "RCVTIMEO"), (), ()]


def test_who_has_a_function_or_a_method_keeps_what_it_is_of(link: Linked) -> None:
    topology = link(
        """
        import functools

        import zmq

        context = zmq.Context()

        def named():
            socket = context.socket(zmq.PUSH)
            def tell(text):
                socket.send_string(text)
            return tell

        def nameless():
            socket = context.socket(zmq.PUSH)
            return lambda text: socket.send_string(text)

        def classed():
            socket = context.socket(zmq.PUSH)
            class Teller:
                tell = staticmethod(lambda text: socket.send_string(text))
            return Teller

        def method():
            socket = context.socket(zmq.PUSH)
            return socket.send

        def partial():
            socket = context.socket(zmq.PUSH)
            return functools.partial(print, socket)

        def given(owner):
            owner.socket = context.socket(zmq.PUSH)

        def forgotten():
            socket = context.socket(zmq.PUSH)
            socket.linger = 0
            return socket.get(zmq.TYPE)
        """
    )
    made = [(op.span.line, op.home is not None) for op in topology.all_ops("open")]
    assert sorted(made) == [(9, False), (15, False), (19, False), (25, False), (29, False), (33, False), (36, True)]


def test_one_of_several_sockets_of_an_own_class_is_used_once(link: Linked) -> None:
    text = """
        import zmq

        class Socket(zmq.Socket):
            def recv(self):
                return zmq.Socket.recv(self)

        def make(context, name):
            made = Socket(context, zmq.REQ)
            made.connect(f"ipc:///run/{name}")
            return made

        def main(first):
            context = zmq.Context()
            asker = Socket(context, zmq.REQ) if first else Socket(context, zmq.REQ)
            asker.connect("ipc:///run/service")
            asker.send(b"a")
            print(asker.recv())
        """
    assert link.findings(text) == []


def test_an_attribute_that_is_deleted_or_asked_for(link: Linked) -> None:
    """Behind `hasattr` it is there, behind `del` it is not, so the REQ is a new one after each failure."""
    text = """
        import zmq

        class Client:
            def __init__(self):
                self.context = zmq.Context()

            def ask(self):
                if not hasattr(self, "asker"):
                    self.asker = self.context.socket(zmq.REQ)
                    self.asker.connect("ipc:///run/service")
                try:
                    self.asker.send(b"a")
                    if not self.asker.poll(100):
                        raise TimeoutError
                    return self.asker.recv()
                except BaseException:
                    if hasattr(self, "asker"):
                        self.asker.close(0)
                        del self.asker
                    raise
        """
    assert link.findings(text) == []


def test_a_socket_that_either_kind_of_context_makes_is_not_surely_asyncio(link: Linked) -> None:
    topology = link(
        """
        import zmq
        import zmq.asyncio

        class Client:
            def __init__(self, loop):
                self.context = zmq.asyncio.Context() if loop else zmq.Context()
                self.asker = self.context.socket(zmq.REQ)
                self.asker.connect("ipc:///run/service")

            def ask(self):
                self.asker.send(b"a")
                return self.asker.recv()
        """
    )
    assert [made.asyncio for made in topology.sockets] == [False]
    assert engine.run(topology, [rule for rule in registry.rules() if rule.code == "ZMQ505"], (), {}) == ()


def test_a_socket_is_awaited_or_used_by_a_thread_as_its_context_is_made(link: Linked) -> None:
    text = """
        import threading
        import zmq
        import zmq.asyncio

        class Service:
            def __init__(self, loop):
                self.context = zmq.asyncio.Context() if loop else zmq.Context()
                self.service = self.context.socket(zmq.PULL)
                self.service.bind("ipc:///run/service")
                threading.Thread(target=self.serve).start()

            def serve(self):
                while True:
                    self.service.recv()

            async def serve_in_loop(self):
                while True:
                    await self.service.recv()
        """
    assert link.findings(text) == []


def test_options_of_a_socket_that_a_cleanup_has_closed_already(link: Linked) -> None:
    text = """
        import time

        import zmq

        def close(sock):
            sock.setsockopt(zmq.LINGER, 1)
            sock.close()

        feed = zmq.Context().socket(zmq.PUB)
        feed.bind("ipc:///run/feed")
        time.sleep(1)
        feed.send(b"a")
        close(feed)
        try:
            close(feed)
        except Exception:
            print("closed")
        """
    assert link.findings(text) == []


def test_what_an_assert_looks_up_is_not_lost_by_accident(link: Linked) -> None:
    text = """
        import zmq

        context = zmq.Context()
        one, two = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
        one.bind("inproc://pair")
        two.connect("inproc://pair")
        poller = zmq.Poller()
        poller.register(one, zmq.POLLOUT)
        poller.register(two, zmq.POLLOUT)
        ready = dict(poller.poll(1000))
        assert ready[one] == zmq.POLLOUT
        """
    assert link.findings(text) == []
    assert link.findings(text.replace("assert ready[one]", "print(ready[one])  #")) == [("ZMQ610", 12)]


def test_a_future_that_is_asked_later_keeps_its_error(link: Linked) -> None:
    """`result()` raises where it stands; `exception()` hands the error over."""
    text = """
        import asyncio

        import zmq
        import zmq.asyncio

        async def drain():
            jobs = zmq.asyncio.Context().socket(zmq.PULL)
            jobs.bind("tcp://127.0.0.1:7000")
            first = jobs.recv(zmq.NOBLOCK).result()
            while True:
                job = jobs.recv(zmq.NOBLOCK)
                if isinstance(job.exception(), zmq.Again):
                    break
                print(first, job.result())

        asyncio.run(drain())
        """
    assert [op.result for op in link(text).all_ops("recv")] == ["awaited", "kept"]
    assert link.findings(text) == [("ZMQ601", 10)]


def test_whether_an_execution_can_come_to_its_end(link: Linked) -> None:
    topology = link(
        """
        import signal
        import sys

        import zmq

        jobs = zmq.Context().socket(zmq.PULL)

        def leave(number, frame):
            jobs.close()
            sys.exit(0)

        def leave_the_second_time(number, frame):
            global stopping
            if stopping:
                raise KeyboardInterrupt
            stopping = True

        stopping = False
        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave_the_second_time)
        while True:
            jobs.recv()
        """
    )
    ends = {each.name: each.returns for each in topology.executions}
    assert ends == {"main": False, "leave": False, "leave_the_second_time": True}


def test_what_a_loop_reads_and_a_signal_handler_stores(link: Linked) -> None:
    topology = link(
        """
        import signal
        import threading

        import zmq

        class Worker:
            def __init__(self):
                self.stopped = threading.Event()
                self.asked = {"stop": False}
                self.jobs = zmq.Context().socket(zmq.PULL)
                signal.signal(signal.SIGTERM, self.stop)

            def stop(self, number, frame):
                self.stopped.set()
                self.asked["stop"] = True

            def run(self):
                self.jobs.recv()
                while not self.stopped.is_set():
                    self.jobs.recv()
                while True:
                    self.jobs.recv()
                    if self.asked["stop"]:
                        return

        Worker().run()
        """
    )
    (handler,) = [each for each in topology.executions if each.kind == "signal"]
    outside, event, item = (op.until for op in topology.all_ops("recv"))
    assert [len(outside), len(event), len(item)] == [0, 1, 1]
    assert handler.sets == event | item


def test_a_handler_from_which_nothing_leaves_its_loop(link: Linked) -> None:
    topology = link(
        """
        import zmq

        jobs = zmq.Context().socket(zmq.PULL)
        while True:
            try:
                jobs.recv()
            except zmq.Again:
                print("nothing")
            except zmq.ContextTerminated:
                jobs.close()
            except zmq.ZMQError:
                print("lost")
                if jobs.closed:
                    break
            except KeyboardInterrupt:
                stopping = True
        """
    )
    (op,) = topology.all_ops("recv")
    assert [handler.stays for handler in op.handlers] == [True, False, False, False]


def test_what_is_called_between_two_receives(link: Linked) -> None:
    """By whether a message was there, as far as handlers and conditions tell."""
    topology = link(
        """
        import time

        import zmq
        from elsewhere import handle, tick

        def take(socket):
            try:
                return socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                time.sleep(0.1)
                return None

        jobs = zmq.Context().socket(zmq.PULL)
        while True:
            job = take(jobs)
            if job is not None:
                handle(job)
            tick()
        """
    )
    (op,) = topology.all_ops("recv")
    graph = topology.graph_of(op)
    assert graph is not None
    assert {edge.label: set(edge.calls) for edge in graph.edges[op.id]} == {
        "next": {"handle", "tick"},
        "raise": {"sleep"},  # a pause is an op of its own, and the tick comes behind it
    }


def test_what_is_cleaned_up_behind_a_loop_without_an_end(link: Linked) -> None:
    """Not what a with statement closes anyway, nor what stands behind a loop that a break leaves."""
    topology = link(
        """
        import zmq

        def end(socket):
            socket.close()

        context = zmq.Context()
        jobs, left = context.socket(zmq.PULL), context.socket(zmq.PULL)
        while True:
            if jobs.recv():
                break
        jobs.close()
        with context.socket(zmq.PULL) as managed:
            while True:
                for part in managed.recv_multipart():
                    if part:
                        break
            managed.close()
            end(left)
            context.term()
        """
    )
    assert [(each.call, each.span.line, each.loop.line) for each in topology.unreached] == [
        ("close", 19, 14),
        ("term", 20, 14),
    ]


def test_a_device_sets_its_options_when_it_starts(link: Linked) -> None:
    text = """
        import zmq
        from zmq.devices import ThreadDevice

        device = ThreadDevice(zmq.QUEUE, zmq.ROUTER, zmq.DEALER)
        device.bind_in("tcp://127.0.0.1:7000")
        device.bind_out("tcp://127.0.0.1:7001")
        device.setsockopt_in(zmq.ROUTING_ID, b"front")
        device.start()
        """
    assert link.findings(text) == []


def test_a_future_that_is_handed_on_is_looked_after(link: Linked) -> None:
    text = """
        from datetime import timedelta

        import zmq.asyncio
        from tornado import gen

        async def read():
            tasks = zmq.asyncio.Context().socket(zmq.PULL)
            tasks.bind("tcp://127.0.0.1:7000")
            print(await gen.with_timeout(timedelta(seconds=5), tasks.recv_json()))
        """
    assert link.findings(text) == []


def test_a_subscription_is_a_message_to_an_xpub(link: Linked) -> None:
    text = """
        import threading
        import zmq

        context = zmq.Context()

        def follow():
            feed = context.socket(zmq.SUB)
            feed.connect("inproc://feed")
            feed.subscribe(b"")
            print(feed.recv())

        feed = context.socket(zmq.XPUB)
        feed.bind("inproc://feed")
        threading.Thread(target=follow).start()
        feed.recv()
        feed.send(b"update")
        """
    assert link.findings(text) == []


def test_a_part_of_what_stands_outside_the_program_is_not_known(link: Linked) -> None:
    topology = link(
        """
        import sys
        import zmq

        feed = zmq.Context().socket(zmq.SUB)
        feed.connect("tcp://127.0.0.1:7000")
        for topic in sys.argv[1:] or ["weather"]:
            feed.subscribe(topic)
        """
    )
    assert [str(op.value) for op in topology.all_ops("subscribe")] == ["{argv[:][]} or 'weather'"]


def test_what_is_found_does_not_depend_on_the_run(link: Linked) -> None:
    """Texts have other hashes each time, and of so many alternatives not all are kept."""
    places = [f'places[Service()] = "tcp://127.0.0.1:{7000 + n}"' for n in range(WIDTH + 2)]
    (link.folder / "main.py").write_text(
        "import zmq\n\nclass Service:\n    pass\n\nplaces = {}\n"
        + "\n".join(places)
        + "\nfor place in places.values():\n    zmq.Context().socket(zmq.PUSH).connect(place)\n",
        "utf-8",
    )
    graph = [sys.executable, "-m", "zlint", "graph", "--format", "json", "main.py"]
    seeds = [os.environ | {"PYTHONHASHSEED": seed} for seed in ("1", "2")]
    first, second = (subprocess.check_output(graph, cwd=link.folder, env=seed, timeout=60) for seed in seeds)
    assert first.count(b"tcp://") == WIDTH
    assert first == second


COUNTING = """
    import asyncio, zmq

    class Probe:
        def __init__(self):
            self.loop = asyncio.get_event_loop()
            self.sock = zmq.Context().socket(zmq.PUSH)
            self.sock.connect("tcp://127.0.0.1:7000")
            self.loop.call_soon(self.probe, 0)

        def probe(self, tries):
            self.sock.send(b"are you there")
            self.loop.call_later(0.5, self.probe, tries + 1)

    Probe().loop.run_forever()
"""
TAKING_TURNS = """
        def wait(self, tries):
            self.sock.send(b"still waiting")
            self.loop.call_later(0.5, self.probe, tries + 1)
"""


def test_a_callback_that_schedules_itself_with_a_count_is_one_execution(link: Linked) -> None:
    executions = [each for each in link(COUNTING).executions if each.kind == "callback"]
    assert [each.started.line for each in executions if each.started] == [13, 9]


def test_callbacks_that_schedule_each_other_with_a_count_come_to_an_end(link: Linked) -> None:
    both = COUNTING.replace("0.5, self.probe", "0.5, self.wait").replace(
        "\n    Probe()", f"{TAKING_TURNS}\n    Probe()"
    )
    topology = link(both)
    assert sorted({op.span.line for op in topology.all_ops("send")}) == [12, 16]


CHOSEN = """
    import zmq

    class Feed:
        def __init__(self, url, kind=None):
            self.url = url
            self.kind = zmq.REQ if kind is None else kind

        def open(self):
            sock = zmq.Context.instance().socket(self.kind)
            sock.connect(self.url)
            {test}:
                sock.setsockopt(zmq.SUBSCRIBE, b"")
            return sock
"""


@pytest.mark.parametrize("test", ["if self.kind == zmq.SUB", "if self.kind in (zmq.SUB, zmq.XSUB)"])
def test_a_type_that_a_caller_may_choose_can_be_one_that_is_tested_for(link: Linked, test: str) -> None:
    (sock,) = link(CHOSEN.format(test=test)).sockets
    assert sock.types[:2] == ("REQ", "SUB")
    assert link.findings(CHOSEN.format(test=test)) == []


def test_a_type_that_some_objects_get_from_a_caller_can_be_one_that_is_tested_for(link: Linked) -> None:
    text = CHOSEN.replace("=None", "").replace("zmq.REQ if kind is None else kind", "kind")
    main = 'Feed("tcp://127.0.0.1:7000", zmq.REQ)'
    assert ("ZMQ306", 13) not in link.findings(f"{text.format(test='if self.kind == zmq.SUB')}    {main}\n")


def test_a_type_that_no_test_asks_for_is_the_known_one(link: Linked) -> None:
    assert link.findings(CHOSEN.format(test="if self.url")) == [("ZMQ306", 13)]


LATE_LIMIT = """
    import threading, zmq

    def work(sock):
        sock.send(b"ready")
        sock.setsockopt(zmq.SNDTIMEO, 0)
        {last}

    sock = zmq.Context().socket(zmq.PUSH)
    sock.connect("tcp://127.0.0.1:7000")
    threading.Thread(target=work, args=(sock,)).start()
"""


def test_a_time_limit_does_not_hold_for_what_is_sent_before_it_is_set(link: Linked) -> None:
    assert [line for code, line in link.findings(LATE_LIMIT.format(last="pass")) if code == "ZMQ601"] == []
    assert [line for code, line in link.findings(LATE_LIMIT.format(last="sock.send(b'end')")) if code == "ZMQ601"] == [
        7
    ]


EVENTS_FIRST = """
    import zmq

    sock = zmq.Context().socket(zmq.PULL)
    sock.bind("tcp://127.0.0.1:7000")
    while True:
        {guard}
        try:
            print(sock.recv(zmq.NOBLOCK))
        except zmq.Again:
            continue
"""


def test_a_loop_that_looks_at_events_first_is_no_busy_wait(link: Linked) -> None:
    guard = "if not sock.get(zmq.EVENTS) & zmq.POLLIN: break"
    assert [code for code, _ in link.findings(EVENTS_FIRST.format(guard=guard)) if code == "ZMQ608"] == []
    assert [code for code, _ in link.findings(EVENTS_FIRST.format(guard="pass")) if code == "ZMQ608"] == ["ZMQ608"]


DECORATED = """
    import zmq
    from zmq import decorators

    class Agent:
        @decorators.context()
        @decorators.socket(zmq.PUSH)
        @decorators.socket("status", zmq.PUB, context_name="ctx")
        def report(self, ctx, out, status):
            out.connect("tcp://127.0.0.1:7000")
            status.bind("tcp://127.0.0.1:7001")
            out.send(b"up")
            status.{use}
    {call}
"""


@pytest.mark.parametrize("call", ["", "Agent().report()"])
def test_sockets_of_decorators_are_arguments_and_end_with_the_call(link: Linked, call: str) -> None:
    topology = link(DECORATED.format(use="send(b'up')", call=call))
    assert [(socket.type, socket.span.line, len(socket.contexts)) for socket in topology.sockets] == [
        ("PUSH", 7, 1),
        ("PUB", 8, 1),
    ]
    kinds = [[op.kind for op in topology.ops_of(socket)] for socket in topology.sockets]
    assert kinds == [["open", "connect", "send", "close"], ["open", "bind", "send", "close"]]
    assert [op.call for op in topology.all_ops("context", "term")] == ["Context", "__exit__"]
    assert topology.unresolved == ()


def test_a_fault_is_found_in_what_a_decorator_makes(link: Linked) -> None:
    assert ("ZMQ102", 13) in link.findings(DECORATED.format(use="recv()", call="Agent().report()"))


WORDS = """
    import json, zmq

    END = b"END"
    pull = zmq.Context.instance().socket(zmq.PULL)
    pull.bind("tcp://127.0.0.1:7000")
    push = zmq.Context.instance().socket(zmq.PUSH)
    push.connect("tcp://127.0.0.1:7000")
    push.send_multipart([b"id", END])
    while True:
        name, body = pull.recv_multipart()
        if body == END:
            break
        print(json.loads(body))
"""


def test_a_word_that_the_receiver_looks_for_is_no_message_to_decode(link: Linked) -> None:
    assert [code for code, _ in link.findings(WORDS) if code == "ZMQ408"] == []


@pytest.mark.parametrize(
    "given",
    ["importlib.import_module('zmq')", "optional.try_import('zmq', quiet=True)", "import_or_none('zmq')"],
)
def test_zmq_can_be_imported_by_its_name(link: Linked, given: str) -> None:
    text = f"""
        import importlib, optional

        def import_or_none(name):
            try:
                return optional.load(name)
            except ImportError:
                return None

        zmq = {given}

        def listen():
            sock = zmq.Context.instance().socket(zmq.PULL)
            sock.bind("tcp://127.0.0.1:7000")
        """
    assert [socket.type for socket in link(text).sockets] == ["PULL"]
    assert link(text.replace("'zmq'", "'zmqlike'")).sockets == ()


def test_what_the_first_round_saw_of_a_call_that_there_are_no_steps_left_for(
    link: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function that makes an address of an object's fields costs nothing the second time."""
    monkeypatch.setattr(Machine, "spent", property(lambda m: not m.effort.learning))
    topology = link(
        """
        import zmq

        class Place:
            def __init__(self, host, port):
                self.host = host
                self.port = port

            def text(self):
                return f"tcp://{self.host}:{self.port}"

        place = Place("10.0.0.1", 7000)
        zmq.Context().socket(zmq.PUSH).connect(place.text())
        """
    )
    assert attaches(topology) == [("connect", ["tcp://10.0.0.1:7000"])]


def test_a_port_that_the_first_round_came_to_by_fewer_calls(link: Linked) -> None:
    """The file that makes the object does not mention zmq: it joins for the second round."""
    (link.folder / "app.py").write_text("import main\n\nmain.Control()\n", "utf-8")
    topology = link(
        """
        import threading
        import zmq

        class Settings:
            pass

        SETTINGS = Settings()

        def work():
            sock = zmq.Context().socket(zmq.PULL)
            sock.connect(f"tcp://127.0.0.1:{SETTINGS.port}")

        class Control:
            def __init__(self):
                self.prepare()

            def prepare(self):
                out = zmq.Context().socket(zmq.PUSH)
                SETTINGS.port = out.bind_to_random_port("tcp://127.0.0.1")
                threading.Thread(target=work).start()
        """
    )
    assert attaches(topology) == [(kind, ["tcp://127.0.0.1:{random}"]) for kind in ("connect", "bind")]
    assert [each.meets for each in topology.links] == [Tri.YES]


def test_each_element_of_an_attribute_of_a_received_object(link: Linked) -> None:
    """An optional address that was received is one that is given."""
    topology = link(
        """
        import zmq

        def answer(context, address=None):
            sock = context.socket(zmq.PUSH)
            if address is None:
                sock.bind("tcp://127.0.0.1:7000")
            else:
                sock.connect(address)

        context = zmq.Context()
        requests = context.socket(zmq.PULL)
        requests.bind("ipc:///tmp/requests")
        request = requests.recv_pyobj()
        answer(context, request.addresses[0])
        for number, address in enumerate(request.addresses):
            answer(context, address)
        """
    )
    expected = [("bind", ["ipc:///tmp/requests"]), ("connect", ["{received}"]), ("connect", ["{received}"])]
    assert attaches(topology) == expected


def test_an_internal_method_is_called_by_those_who_mention_it(link: Linked) -> None:
    """Also by those who are mentioned themselves."""
    topology = link(
        """
        import zmq

        class Peers:
            @classmethod
            def _connect(cls, address):
                sock = zmq.Context().socket(zmq.PUSH)
                sock.connect(address)
                return sock

        class Workers(Peers):
            def greet(self, port):
                self._connect(f"tcp://127.0.0.1:{port}").send(b"")

        def greet_all(peers):
            for peer in peers:
                peer.greet(7000)
        """
    )
    assert attaches(topology) == [("connect", ["tcp://127.0.0.1:{port}"])]


FILLED = """
    import threading
    import zmq

    class Status:
        def remove(self):
            pass

    class Worker:
        def __init__(self):
            self.status = None
            self.socket = zmq.Context().socket(zmq.REQ)
            self.socket.connect("tcp://10.0.0.1:7000")
            threading.Thread(target=self.watch).start()
            self.socket.send(b"hello")
            self.socket.recv()
            {fills}

        def watch(self):
            {asks}
                self.socket.send(b"gone")
                self.socket.recv()

    Worker()
"""


@pytest.mark.parametrize(
    ("fills", "asks", "expected"),
    [
        ("self.status = Status()", "self.status.remove()\n            if True:", []),
        ("self.status = Status()", "if self.status is not None:", []),
        ("self.status = Status()", "if self.status is None:", [("ZMQ501", 22)]),
        ("self.status = Status(); self.socket.send(b'')", "if self.status is not None:", [("ZMQ501", 22)]),
        ("", "self.status = Status()\n            if self.status is not None:", [("ZMQ501", 23)]),
    ],
)
def test_what_a_thread_does_once_an_attribute_is_filled(
    link: Linked, fills: str, asks: str, expected: list[tuple[str, int]]
) -> None:
    found = link.findings(FILLED.format(fills=fills, asks=asks))
    assert [each for each in found if each[0] == "ZMQ501"] == expected


QUEUED = """
    {imports}
    import threading
    import zmq

    class Worker:
        def __init__(self):
            self.socket = zmq.Context().socket(zmq.PUSH)
            self.socket.connect("tcp://10.0.0.1:7000")
            if threading.active_count() < 9:
                self.results = {queue}()
                threading.Thread(target=self.pass_on).start()

        def pass_on(self):
            while True:
                result = self.results.get()
                self.socket.send(result)

        def run(self):
            self.socket.send(b"ready")
            for number in range(9):
                self.results.put(b"")
                {later}

    Worker().run()
"""


@pytest.mark.parametrize(
    ("imports", "queue", "later", "expected"),
    [
        ("import queue", "queue.Queue", "", []),
        ("import six", "six.moves.queue.Queue", "", []),
        ("import queue", "queue.Queue", "self.socket.send(b'')", [("ZMQ501", 17)]),
        ("import shelf", "shelf.Queue", "", [("ZMQ501", 17)]),
    ],
)
def test_what_a_thread_does_with_what_it_takes_from_a_queue(
    link: Linked, imports: str, queue: str, later: str, expected: list[tuple[str, int]]
) -> None:
    """Before anything is put there it does nothing."""
    found = link.findings(QUEUED.format(imports=imports, queue=queue, later=later))
    assert [each for each in found if each[0] == "ZMQ501"] == expected


def test_a_table_that_each_thread_makes_for_itself(link: Linked) -> None:
    """It is kept in a threading.local, and what is in it is of one thread, however many there are."""
    jobs = range(WIDTH + 2)
    text = """
        from concurrent.futures import ThreadPoolExecutor
        import threading
        import zmq

        class Client:
            def __init__(self):
                self.local = threading.local()

            def _sockets(self):
                sockets = getattr(self.local, "sockets", None)
                if sockets is None:
                    sockets = {}
                    self.local.sockets = sockets
                return sockets

            def _exchange(self, address):
                sockets = self._sockets()
                sock = sockets.get(address)
                if sock is None:
                    sock = zmq.Context.instance().socket(zmq.REQ)
                    sock.connect(address)
                    sockets[address] = sock
                sock.send(b"")
                return sock.recv()

            def _request(self, address):
                return self._exchange(address)

            def request(self, address):
                return self._request(address)

        client = Client()
        executor = ThreadPoolExecutor(max_workers=4)
        """
    for number in jobs:
        text += f"""
        def job{number}():
            client.request("tcp://10.0.0.1:7000")

        executor.submit(job{number})
        """
    assert link.findings(text) == []
    assert attaches(link(text)) == [("connect", ["tcp://10.0.0.1:7000"])] * len(jobs)


def test_what_a_long_constructor_of_a_base_class_keeps(link: Linked) -> None:
    """Also of an object that only the second round makes: the file that asks for it does not mention zmq."""
    (link.folder / "app.py").write_text('import main\n\nmain.push("tcp://10.0.0.1:7000")\n', "utf-8")
    filler = "\n".join(f"                self.part{number} = {number}" for number in range(13))
    topology = link(
        f"""
        import zmq

        class Base:
            def __init__(self, sock):
{filler}
                self.sock = sock

        class Pusher(Base):
            def __init__(self, sock):
                super().__init__(sock)

            def reach(self, address):
                self.sock.connect(address)

        def push(address):
            Pusher(zmq.Context().socket(zmq.PUSH)).reach(address)
        """
    )
    assert attaches(topology) == [("connect", ["tcp://10.0.0.1:7000"])]


MODE = """
    import zmq

    class Settings:
        workers: int
        name: str

    class Ports:
        def __init__(self, settings: Settings):
            {decides}

    def open_pull(context, address=None):
        sock = context.socket(zmq.PULL)
        if address is None:
            sock.bind("tcp://127.0.0.1:7000")
        else:
            sock.connect(address)
        return sock

    def serve(settings: Settings):
        ports = Ports(settings)
        if {test}:
            open_pull(zmq.Context(), ports.results).recv()
"""
RESULTS = """if settings.workers == 1:
                results = None
            else:
                results = f"ipc:///tmp/{settings.name}"
            self.results = results"""
PREPARED = """results = None
            if not settings.single:
                results = f"ipc:///tmp/{settings.name}"
            self.results = results"""


@pytest.mark.parametrize(
    ("decides", "test", "kinds"),
    [
        (RESULTS, "settings.workers != 1", ["connect"]),
        (PREPARED, "not settings.single", ["connect"]),
        (RESULTS, "settings.workers == 1", ["bind", "connect"]),
        (RESULTS, "settings.workers != 2", ["bind", "connect"]),
        (RESULTS, "settings.name", ["bind", "connect"]),
    ],
)
def test_a_setting_that_decides_whether_there_is_an_address(
    link: Linked, decides: str, test: str, kinds: list[str]
) -> None:
    assert [kind for kind, _ in attaches(link(MODE.format(decides=decides, test=test)))] == kinds


TURNS = """
    import zmq

    def ask(place, names):
        sock = zmq.Context().socket(zmq.DEALER)
        sock.connect(place)
        sock.send(b"schema")
        for _ in {turns}:
            found = sock.recv()
            if found:
                return found
"""


@pytest.mark.parametrize(
    ("turns", "waits"),
    [("range(10)", False), ("range(2, 9, 3)", False), ("[0, *names]", False), ("range(0)", True), ("names", True)],
)
def test_a_loop_that_surely_has_a_turn(link: Linked, turns: str, waits: bool) -> None:
    """Its answer shows that the peer is there, so that the end of the context does not wait for it."""
    found = link.findings(TURNS.format(turns=turns))
    assert ([each for each in found if each[0] == "ZMQ309"] != []) is waits


def test_a_socket_is_no_object_of_another_class(link: Linked) -> None:
    text = """
        import time, zmq

        class Remote:
            def __init__(self, sock):
                self.sock = sock

        def send(to):
            if isinstance(to, {cls}):
                to.sent_at = time.monotonic()

        send(zmq.Context.instance().socket(zmq.PUSH))
        """
    assert ("ZMQ306", 10) not in link.findings(text.format(cls="Remote"))
    assert ("ZMQ306", 10) in link.findings(text.format(cls="zmq.Socket"))
