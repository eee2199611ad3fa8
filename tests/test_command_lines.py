"""What a program hands to another one on its command line or in its environment: both ends of a link share it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from zlint import static

SERVER = """
    import asyncio
    import os
    import subprocess
    import sys
    from os.path import abspath, dirname, join
    from pathlib import Path

    import zmq

    HERE = dirname(abspath(__file__))
    sock = zmq.Context().socket(zmq.PUB)
    port = sock.bind_to_random_port("tcp://*")
"""
ARGPARSE = """
    import argparse

    import zmq

    parser = argparse.ArgumentParser()
    parser.add_argument("-p", "--hub-port", type=int)
    parser.add_argument("--other-port", type=int)
    args = parser.parse_args()
    sock = zmq.Context().socket(zmq.SUB)
    sock.connect(f"tcp://localhost:{args.hub_port}")
"""
LINK = [("server.py", "worker.py", "maybe")]


class Project:
    """Files, and the links between their sockets as (binder's file, connector's file, certainty)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, **files: str) -> list[tuple[str, str, str]]:
        for name, text in files.items():
            path = self.folder / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(dedent(text), "utf-8")
        links = static.analyse([Path()], root=self.folder).topology.links
        return [(link.binder.span.path, link.connector.span.path, link.meets.name.lower()) for link in links]


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.mark.parametrize(
    "start",
    [
        'subprocess.Popen([sys.executable, "worker.py", "--hub-port", str(port)])',
        'subprocess.run([sys.executable, "-u", "worker.py", f"--hub-port={port}"], check=True)',
        'subprocess.Popen([sys.executable, "-m", "worker", "-p", str(port)])',
        'subprocess.Popen([sys.executable, join(HERE, "worker.py"), "--hub-port", str(port)])',
        'subprocess.Popen([sys.executable, Path(__file__).parent / "worker.py", "--hub-port", str(port)])',
        'subprocess.Popen([sys.executable, __file__.replace("server.py", "worker.py"), "-p", str(port)])',
        'os.system(f"python3 worker.py --hub-port {port} && echo done")',
        'os.system("worker.py --hub-port=%d" % port)',
        """os.execv(sys.executable, ["python", "worker.py", "--hub-port", str(port)])""",
        """asyncio.create_subprocess_exec(sys.executable, "worker.py", "--hub-port", str(port))""",
        """schedule("{python} worker.py -v --hub-port {port} 'a b'".format(python=sys.executable, port=port))""",
        """schedule(sys.executable + " -c 'import worker; worker.main()' --hub-port " + str(port))""",
    ],
)
def test_an_option_that_a_command_gives(links: Project, start: str) -> None:
    assert links(server=f"{dedent(SERVER)}{start}\n", worker=ARGPARSE) == LINK


def test_a_list_that_grows(links: Project) -> None:
    grown = """
    command = [sys.executable, "worker.py"]
    command.extend(["--hub-port", str(port)])
    command += ["--quiet"]
    subprocess.Popen(command)
    """
    assert links(server=SERVER + grown, worker=ARGPARSE) == LINK


@pytest.mark.parametrize(
    "start",
    [
        'subprocess.Popen([sys.executable, "worker.py", "--other-port", str(port)])',
        'subprocess.Popen([sys.executable, "stranger.py", "--hub-port", str(port)])',
        'subprocess.Popen(["tool", "--hub-port", str(port)])',
        'print("cannot reach worker.py --hub-port", port)',
        'print(f"see worker.py for --hub-port {port}")',
        'os.system(f"python3 worker.py ; tool --hub-port {port}")',
    ],
)
def test_another_option_another_program_no_command(links: Project, start: str) -> None:
    files = {"server": f"{dedent(SERVER)}{start}\n", "worker": ARGPARSE, "stranger": "import zmq\n"}
    assert links(**files) == []


def test_places(links: Project) -> None:
    start = """
    subprocess.Popen([sys.executable, "worker.py", "tcp", str(port)])
    """
    worker = """
    import argparse

    import zmq

    parser = argparse.ArgumentParser()
    parser.add_argument("scheme")
    parser.add_argument({0!r})
    parser.add_argument({1!r})
    args = parser.parse_args()
    zmq.Context().socket(zmq.SUB).connect(args.scheme + "://localhost:" + args.number)
    """
    assert links(server=SERVER + start, worker=worker.format("number", "more")) == LINK
    assert links(server=SERVER + start, worker=worker.format("more", "number")) == []


def test_an_address_is_a_known_text(links: Project) -> None:
    server = """
    import subprocess
    import sys

    import zmq

    zmq.Context().socket(zmq.PUB).bind("tcp://*:7007")
    subprocess.Popen([sys.executable, "worker.py", "--hub", "tcp://localhost:7007", "--name", "tcp"])
    """
    worker = """
    import argparse

    import zmq

    parser = argparse.ArgumentParser()
    parser.add_argument("--hub", default="tcp://localhost:7000")
    args = parser.parse_args()
    zmq.Context().socket(zmq.SUB).connect(args.hub)
    """
    assert links(server=server, worker=worker) == LINK
    topology = static.analyse([Path()], root=links.folder).topology
    (connect,) = topology.all_ops("connect")
    assert [str(each) for each in connect.endpoints] == ["tcp://localhost:7000", "{hub}", "tcp://localhost:7007"]


def test_an_unknown_is_known_by_the_name_it_has_in_the_command(links: Project) -> None:
    """A reply tells the port; the other end keeps it under the name that the command has for it."""
    server = """
    import zmq

    COMMAND = "worker.py {verbose} --hub-port={relay_port}"

    class Starter:
        def start(self, provider):
            self.control = zmq.Context().socket(zmq.REQ)
            self.control.connect("tcp://localhost:7007")
            self.control.send(b"port?")
            provider.submit(COMMAND.format(verbose="", relay_port=self.control.recv_json()))
    """
    relay = """
    import zmq

    def relay(relay_port):
        zmq.Context().socket(zmq.PUB).bind(f"tcp://*:{relay_port}")
    """
    assert links(server=server, relay=relay, worker=ARGPARSE) == [("relay.py", "worker.py", "maybe")]


def test_optparse(links: Project) -> None:
    start = """
    subprocess.Popen([sys.executable, "worker.py", "--announce", f"tcp://localhost:{port}"])
    """
    worker = """
    import optparse

    import zmq

    parser = optparse.OptionParser()
    parser.add_option("--announce", dest="where", default=None)
    options, rest = parser.parse_args()
    zmq.Context().socket(zmq.SUB).connect(options.where)
    """
    assert links(server=SERVER + start, worker=worker) == LINK


def test_click(links: Project) -> None:
    start = """
    subprocess.Popen([sys.executable, "worker.py", "--hub-port", str(port)])
    """
    worker = """
    import click
    import zmq

    @click.command()
    @click.option("--hub-port", type=int)
    def main(hub_port):
        zmq.Context().socket(zmq.SUB).connect(f"tcp://localhost:{hub_port}")

    if __name__ == "__main__":
        main()
    """
    assert links(server=SERVER + start, worker=worker) == LINK


def test_a_parser_made_in_a_long_function(links: Project) -> None:
    start = """
    subprocess.Popen([sys.executable, "worker.py", "--hub-port", str(port)])
    """
    more = "".join(f"\n        parser.add_argument('--more-{at}')" for at in range(20))
    worker = f"""
    import argparse

    import zmq

    def parser():
        parser = argparse.ArgumentParser(){more}
        parser.add_argument("--hub-port")
        return parser

    args = parser().parse_args()
    zmq.Context().socket(zmq.SUB).connect("tcp://localhost:" + args.hub_port)
    """
    assert links(server=SERVER + start, worker=worker) == LINK


@pytest.mark.parametrize(
    "start",
    [
        'subprocess.Popen(["tool"], env={**os.environ, "HUB_PORT": str(port)})',
        'subprocess.Popen(["tool"], env=dict(os.environ, HUB_PORT=str(port)))',
        'os.environ["HUB_PORT"] = str(port)',
        """
    env = os.environ.copy()
    env["HUB_PORT"] = str(port)
    subprocess.Popen(["tool"], env=env)
    """,
    ],
)
@pytest.mark.parametrize(
    "read",
    [
        'os.environ["HUB_PORT"]',
        'os.environ.get("HUB_PORT")',
        'os.getenv("HUB_PORT", "7")',
        'os.environ.copy()["HUB_PORT"]',
        'os.environ.copy().get("HUB_PORT", "7")',
    ],
)
def test_the_environment(links: Project, start: str, read: str) -> None:
    worker = f"""
    import os

    import zmq

    zmq.Context().socket(zmq.SUB).connect("tcp://localhost:" + {read})
    """
    assert links(server=f"{dedent(SERVER)}{dedent(start)}\n", worker=worker) == LINK
    assert links(server=f"{dedent(SERVER)}{dedent(start)}\n", worker=worker.replace("HUB_PORT", "CLUB_PORT")) == []


PLUGIN = """
    import argparse
    import importlib

    import zmq

    class Plugin:
        def __init__(self, hub, delay, limit=None, **options):
            self.hub = hub
            self.delay = delay

        def start(self):
            self.sock = zmq.Context().socket(zmq.SUB)
            self.sock.connect(self.hub)

    class Other:
        def __init__(self, hub):
            self.hub = hub

    def main():
        parser = argparse.ArgumentParser()
        parser.add_argument("name")
        parser.add_argument("--hub")
        parser.add_argument("--delay", type=float)
        args = parser.parse_args()
        module, _, name = args.name.partition(":")
        factory = getattr(importlib.import_module(module), name)
        plugin = factory(args.hub, args.delay, **{})
        plugin.start()

    if __name__ == "__main__":
        main()
"""
STARTS_PLUGIN = """
    subprocess.Popen([sys.executable, "worker.py", "--hub", f"tcp://localhost:{port}", "--delay", "3", "own:Own"])
"""
OWN = """
    from worker import Plugin

    class Own(Plugin):
        def __init__(self, *args, **options):
            {}.__init__(*args, **options)
"""


@pytest.mark.parametrize("base", ["super()", "super(Own, self)"])
def test_a_class_that_is_looked_up_by_name(links: Project, base: str) -> None:
    """Its base in the calling file is given what it is called with."""
    assert links(server=SERVER + STARTS_PLUGIN, worker=PLUGIN, own=OWN.format(base)) == LINK


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("args.hub, args.delay", "args.delay, args.hub"),
        ("args.hub, args.delay", "args.hub"),
        ("(self, hub, delay, limit=None", "(self, hub, delay, limit"),
        ("getattr(importlib.import_module(module), name)", "module"),
        ("(self, hub):", "(self, hub, delay):"),
        ("def main():", "Plugin('inproc://a', 3)\n\n    def main():"),
    ],
)
def test_what_a_class_that_is_looked_up_is_not(links: Project, old: str, new: str) -> None:
    """It takes other arguments, is not looked up, is one of two that fit, or the program makes its objects itself."""
    assert old in PLUGIN
    links(server=SERVER + STARTS_PLUGIN, worker=PLUGIN.replace(old, new), own=OWN.format("super()"))
    endpoints = static.analyse([Path()], root=links.folder).topology.all_ops("connect")
    assert all("tcp" not in str(each) for op in endpoints for each in op.endpoints)
