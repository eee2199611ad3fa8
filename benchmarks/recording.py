"""What recording costs: the same loops with and without the recorder, one after the other, in turns.

`python benchmarks/recording.py` prints for each loop the time of a round without and with the recorder, and their
ratio: by the clock, and of the process's CPU, which a busy machine disturbs less. Each turn is a process of its own, so
that a slow moment of the machine meets both sides, and gives the best of its rounds; shown is the median of the turns.
zlint has to be importable.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
TURNS = 9
LOOPS = {
    "inproc PUSH/PULL, 64 bytes, one loop": """
        push, pull = ctx.socket(zmq.PUSH), ctx.socket(zmq.PULL)
        pull.bind("inproc://a")
        push.connect("inproc://a")
        message = bytes(64)
        def loop(count):
            for _ in range(count):
                push.send(message)
                pull.recv()
        measure(loop, 20_000)
    """,
    "tcp REQ/REP, 1 KiB, another process serves": """
        import subprocess, sys
        if len(sys.argv) > 1:
            rep = ctx.socket(zmq.REP)
            rep.connect(sys.argv[1])
            while message := rep.recv():
                rep.send(message)
            sys.exit()
        req = ctx.socket(zmq.REQ)
        port = req.bind_to_random_port("tcp://127.0.0.1")
        server = subprocess.Popen([sys.executable, __file__, f"tcp://127.0.0.1:{port}"])
        message = bytes(1024)
        def loop(count):
            for _ in range(count):
                req.send(message)
                req.recv()
        measure(loop, 2_000)
        req.send(b"")
        server.wait()
    """,
    "tcp ROUTER/DEALER, three frames, polled": """
        router, dealer = ctx.socket(zmq.ROUTER), ctx.socket(zmq.DEALER)
        dealer.connect(f"tcp://127.0.0.1:{router.bind_to_random_port('tcp://127.0.0.1')}")
        poller = zmq.Poller()
        poller.register(router, zmq.POLLIN)
        def loop(count):
            for _ in range(count):
                dealer.send_multipart([b"", b"body"])
                poller.poll()
                router.send_multipart(router.recv_multipart())
                dealer.recv_multipart()
        measure(loop, 2_000)
    """,
    "tcp PUSH/PULL with asyncio": """
        import asyncio, zmq.asyncio
        async def main():
            ctx = zmq.asyncio.Context()
            push, pull = ctx.socket(zmq.PUSH), ctx.socket(zmq.PULL)
            push.connect(f"tcp://127.0.0.1:{pull.bind_to_random_port('tcp://127.0.0.1')}")
            rounds = []
            for _ in range(5):
                began = now()
                for _ in range(500):
                    await push.send(b"x")
                    await pull.recv()
                rounds.append(since(began, 500))
            show(rounds)
            ctx.destroy(linger=0)
        asyncio.run(main())
    """,
}
HEAD = """
import time
import zmq

def now():
    return time.perf_counter(), time.process_time()

def since(began, count):
    return [(end - begin) / count for begin, end in zip(began, now())]

def show(rounds):
    print(*map(min, zip(*rounds)))

def measure(loop, count):
    loop(count // 10)
    rounds = []
    for _ in range(5):
        began = now()
        loop(count)
        rounds.append(since(began, count))
    show(rounds)

ctx = zmq.Context()
"""


def main() -> None:
    for name, loop in LOOPS.items():
        turns = list(_turns(loop))
        print(name)
        for at, clock in enumerate(("clock", "CPU")):
            alone, recorded = (median(turn[side][at] for turn in turns) for side in (0, 1))
            print(f"    {clock:5} {alone * 1e6:.2f} us, {recorded * 1e6:.2f} us recorded, {recorded / alone:.2f}x")


def _turns(loop: str) -> Iterator[tuple[list[float], list[float]]]:
    body = "\n".join(line.removeprefix("        ") for line in loop.splitlines())
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "loop.py"
        program.write_text(HEAD + body, "utf-8")
        plain = [sys.executable, str(program)]
        recorded = [sys.executable, "-m", "zlint.trace", "-o", f"{folder}/run.jsonl", "--", *plain]
        for _ in range(TURNS):
            yield _time(plain), _time(recorded)


def _time(command: list[str]) -> list[float]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    return [float(each) for each in done.stdout.split()]


if __name__ == "__main__":
    main()
