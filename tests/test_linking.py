"""What linking knows of single idioms: dedented source in, exact attaches and findings out."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from zlint import engine, registry, static
from zlint.model import Topology, Tri
from zlint.static.link import calls


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
            socket.bind("tcp://*:5557")
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
        socket.bind("tcp://*:5557")
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
        socket.bind("tcp://*:5557")
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
        rep.bind("tcp://*:7000")
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
