"""A worker that binds is reached when the other side is told of it; one that connects is reached at once."""

import threading
import time
from contextlib import suppress

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    ports = [free_port() for _ in range(3)]
    reached: list[int] = []
    with zmq.Context() as context, context.socket(zmq.PUSH) as source:
        source.linger = 0
        for port in ports[:2]:
            source.connect(f"tcp://127.0.0.1:{port}")
        threads = [threading.Thread(target=serve_bound, args=(context, port, reached)) for port in ports]
        for thread in threads:
            thread.start()
        for _ in range(30):
            source.send(b"job")
        for thread in threads:
            thread.join(5)
    numbers = sorted(ports.index(port) for port in reached)
    return shown(f"of three workers that bind, of which two are known, {numbers} get jobs", numbers == [0, 1])


def serve_bound(context: zmq.Context[zmq.Socket[bytes]], port: int, reached: list[int]) -> None:
    with context.socket(zmq.PULL) as jobs:
        jobs.bind(f"tcp://127.0.0.1:{port}")  # error: [dynamic-side-binds]
        if jobs.poll(1000):
            jobs.recv()
            reached.append(port)


def good() -> str:
    reached: list[int] = []
    with zmq.Context() as context, context.socket(zmq.PUSH) as source:
        port = source.bind_to_random_port("tcp://127.0.0.1")
        source.linger, source.sndtimeo = 0, 20
        threads = [threading.Thread(target=serve_connected, args=(context, port, reached)) for _ in range(3)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            offer(source)
    return shown(f"of three workers that connect {len(reached)} get jobs", len(reached) == 3)


def offer(source: zmq.Socket[bytes]) -> None:
    with suppress(zmq.Again):
        source.send(b"job")
        time.sleep(0.02)


def serve_connected(context: zmq.Context[zmq.Socket[bytes]], port: int, reached: list[int]) -> None:
    with context.socket(zmq.PULL) as jobs:
        jobs.connect(f"tcp://127.0.0.1:{port}")
        if jobs.poll(2000):
            jobs.recv()
            reached.append(port)
