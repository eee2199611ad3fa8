"""Threads, tasks and processes, and programs that are killed: the log is readable and its findings are right."""

from __future__ import annotations

from pathlib import Path

from tests.trace.recorded import record, record_and_kill
from zlint.model import Execution, Topology
from zlint.trace.read import of_kind

KILLED = """
    import time, zmq

    ctx = zmq.Context()
    req = ctx.socket(zmq.REQ)
    rep = ctx.socket(zmq.REP)
    rep.bind("inproc://a")
    req.connect("inproc://a")
    for _ in range(100):
        req.send(b"")
        rep.send(rep.recv())
        req.recv()
    sub = ctx.socket(zmq.SUB)
    sub.connect("inproc://b")
    try:
        rep.send(b"")
    except zmq.ZMQError:
        print("ready")
    sub.recv()
"""


def test_a_killed_program_loses_nothing(tmp_path: Path) -> None:
    made = record_and_kill(tmp_path, KILLED, "ready")
    assert (made.code, made.stderr) == (-9, "")
    assert made.run.damaged == []
    assert made.findings() == [("ZMQ701", "app.py", 12), ("ZMQ103", "app.py", 15)]
    assert made.line_of("main")[-4:] == ["connect@13", "send@10", "send@15 zmq.ZMQError", "recv@18"]


def test_a_forked_child(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import os, zmq

        ctx = zmq.Context()
        push, pull = ctx.socket(zmq.PUSH), ctx.socket(zmq.PULL)
        pull.bind("tcp://127.0.0.1:*")
        push.connect(pull.last_endpoint)
        child = os.fork()
        if child == 0:
            push.send(b"from the child", zmq.NOBLOCK)
            os._exit(0)
        os.waitpid(child, 0)
        push.close(0)
        pull.close(0)
        """,
    )
    assert made.code == 0
    assert made.findings() == [("ZMQ503", "app.py", 9)]
    parent, child = executions(made.built.topology, "main", "process")
    assert (child.parent, str(child.started)) == (parent.id, "app.py:7:9")
    assert child.process != parent.process


def test_a_thread_of_a_forked_child_that_does_nothing(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import os, threading, zmq

        child = os.fork()
        if child == 0:
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()
            os._exit(0)
        os.waitpid(child, 0)
        """,
    )
    assert made.code == 0
    _, child, thread = executions(made.built.topology, "main", "process", "thread")
    assert (thread.parent, str(thread.entry), str(thread.started)) == (child.id, "app.py:1:1", "app.py:6:5")


SPAWNING = """
    import multiprocessing, sys, zmq

    def work(url):
        sock = zmq.Context().socket(zmq.PUSH)
        sock.connect(url)
        sock.send(b"done")
        sock.close()

    def main(method):
        pull = zmq.Context().socket(zmq.PULL)
        port = pull.bind_to_random_port("tcp://127.0.0.1")
        child = multiprocessing.get_context(method).Process(target=work, args=(f"tcp://127.0.0.1:{port}",))
        child.start()
        print(pull.recv().decode())
        child.join()

    if __name__ == "__main__":
        main(sys.argv[1])
"""


def test_a_child_of_multiprocessing(tmp_path: Path) -> None:
    for method in ("fork", "spawn", "forkserver"):
        made = record(tmp_path, SPAWNING, arguments=(method,))
        assert (method, made.code, made.stdout, made.stderr) == (method, 0, "done\n", "")
        topology = made.built.topology
        (link,) = topology.links
        assert (link.binder.types, link.connector.types) == (("PULL",), ("PUSH",))
        child = topology.execution(link.connector.execution)
        assert (method, child.kind, str(child.entry)) == (method, "process", "app.py:3:1")
        assert made.findings() == []
        if method != "forkserver":  # there the child's parent is a server that runs no code of the program
            (start,) = topology.all_ops("fork")
            assert (method, start.span.line, start.peers) == (method, 13, (child.id,))
            assert [op.peers for op in topology.all_ops("join")] == [(child.id,)]


def test_a_script_that_is_run_by_another(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import subprocess, sys, zmq

        if len(sys.argv) > 1:
            zmq.Context().socket(zmq.PUB).close()
        else:
            zmq.Context().socket(zmq.SUB).close()
            sys.exit(subprocess.run([sys.executable, __file__, "again"]).returncode)
        """,
    )
    assert made.code == 0
    topology = made.built.topology
    assert sorted(each.types for each in topology.sockets) == [("PUB",), ("SUB",)]
    assert [each.kind for each in topology.executions] == ["main", "main"]


def test_asyncio_and_threads_at_once(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import asyncio, threading
        import zmq, zmq.asyncio

        def feed(ctx):
            push = ctx.socket(zmq.PUSH)
            push.connect("inproc://work")
            for number in range(50):
                push.send_multipart([b"%d" % number, b"body"])
            push.close()

        async def collect(pull, pub):
            for _ in range(50):
                number = await pull.recv()
                body = await pull.recv()
                await pub.send(number)

        async def idle(pull):
            try:
                await asyncio.wait_for(pull.recv_multipart(), 0.01)
            except asyncio.TimeoutError:
                return

        async def main():
            ctx = zmq.asyncio.Context()
            pull, pub = ctx.socket(zmq.PULL), ctx.socket(zmq.PUB)
            pull.bind("inproc://work")
            pub.bind("inproc://out")
            thread = threading.Thread(target=feed, args=(zmq.Context(ctx),), name="feeder")
            thread.start()
            task = asyncio.create_task(collect(pull, pub))
            await task
            thread.join()
            await idle(pull)
            pub.recv()
            ctx.destroy(linger=0)

        asyncio.run(main())
        """,
    )
    assert (made.code, made.stderr) == (0, "")
    assert made.findings() == [("ZMQ102", "app.py", 34)]
    topology, messages = made.built.topology, made.built.messages
    main, feeder, task = executions(topology, "main", "thread", "task")
    assert (feeder.name, str(feeder.started), feeder.parent, feeder.joined) == ("feeder", "app.py:29:5", main.id, True)
    assert (task.name, task.parent, str(task.entry)) == ("collect", main.id, "app.py:11:1")
    counts = {(op.call, op.span.line, op.execution): messages[op.id] for op in topology.ops if op.id in messages}
    assert counts["send_multipart", 8, feeder.id] == 50
    assert counts["recv", 13, task.id] == counts["recv", 14, task.id] == counts["send", 15, task.id] == 50
    (cancelled,) = [op for op in topology.ops if op.span.line == 19]
    assert cancelled.execution == main.id
    assert topology.graph_of(cancelled).edges[cancelled.id][0].error == "asyncio.CancelledError"  # type: ignore[union-attr]


def test_threads_in_one_socket(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import threading, time, zmq

        def wait(sock):
            sock.poll(1000)

        def turn(sock, lock):
            with lock:
                sock.send(b"")

        ctx = zmq.Context()
        shared, ordered = ctx.socket(zmq.PULL), ctx.socket(zmq.PUB)
        shared.bind("inproc://a")
        ordered.bind("inproc://b")
        lock = threading.Lock()
        threads = [threading.Thread(target=wait, args=(shared,))]
        threads += [threading.Thread(target=turn, args=(ordered, lock)) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        turn(ordered, lock)
        print(shared.poll(0))
        for thread in threads:
            thread.join()
        """,
    )
    assert (made.code, made.stdout) == (0, "0\n")
    assert made.findings() == [("ZMQ501", "app.py", 4)]


def test_objects_over_asyncio(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import asyncio, zmq, zmq.asyncio

        async def main():
            ctx = zmq.asyncio.Context()
            push, pull = ctx.socket(zmq.PUSH), ctx.socket(zmq.PULL)
            pull.bind("inproc://a")
            push.connect("inproc://a")
            await push.send_json([1, 2, 3])
            print(await pull.recv_json())
            pull.rcvtimeo = 10
            try:
                await pull.recv_string()
            except zmq.Again:
                ctx.destroy(linger=0)

        asyncio.run(main())
        """,
    )
    assert (made.code, made.stdout, made.stderr) == (0, "[1, 2, 3]\n", "")
    assert made.line_of("main")[5:9] == ["send_json@8", "recv_json@9", "set@10", "recv_string@12 zmq.Again"]
    assert [each["frames"] for each in of_kind(made.run, "shape")] == []


def executions(topology: Topology, *kinds: str) -> list[Execution]:
    """The one execution of each kind; there are no others."""
    found = {each.kind: each for each in topology.executions}
    assert (len(topology.executions), sorted(found)) == (len(kinds), sorted(kinds))
    return [found[kind] for kind in kinds]
