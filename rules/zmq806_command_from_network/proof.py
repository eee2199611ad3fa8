"""A shell runs what a message has behind a semicolon, a path leads out of its folder, and getattr finds any method.

Compared with what is allowed, the same messages do nothing.
"""

import pathlib
import subprocess

import zmq

from zlint.prove import shown

FOLDER = pathlib.Path("reports")
HOSTS = ("localhost", "controller")


class Service:
    def status(self) -> str:
        return "ready"

    def shut_down(self) -> str:
        return "down"


def bad() -> str:
    FOLDER.mkdir()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as attacker:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        server.rcvtimeo = 2000
        attacker.connect(f"tcp://127.0.0.1:{port}")
        for text in ("localhost; mkdir shell", "../written", "shut_down"):
            attacker.send_string(text)
        subprocess.run(f"echo {server.recv_string()}", shell=True, capture_output=True)  # error: [command-from-network]
        with (FOLDER / server.recv_string()).open("w") as file:  # error: [command-from-network]
            file.write("report")
        answer = getattr(Service(), server.recv_string())()  # error: [command-from-network]
    made = pathlib.Path("shell").is_dir(), pathlib.Path("written").exists()
    observed = f"a folder is made: {made[0]}, a file outside {FOLDER}: {made[1]}, the service is {answer}"
    return shown(observed, (*made, answer) == (True, True, "down"))


def good() -> str:
    FOLDER.mkdir()
    calls = {"status": Service().status}
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as attacker:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        server.rcvtimeo = 2000
        attacker.connect(f"tcp://127.0.0.1:{port}")
        for text in ("localhost; mkdir shell", "../written", "shut_down"):
            attacker.send_string(text)
        host = server.recv_string()
        if host in HOSTS:
            subprocess.run(f"echo {host}", shell=True, capture_output=True)
        (FOLDER / pathlib.Path(server.recv_string()).name).write_text("report")
        called = calls.get(server.recv_string())
    done = pathlib.Path("shell").is_dir(), pathlib.Path("written").exists(), called
    return shown(f"compared with what is allowed, it does {done}", done == (False, False, None))
