"""Received data on its way to dangerous calls: dedented bodies of a function in, the calls that are reached out."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from zlint import static
from zlint.model import Topology

HEAD = """\
import hashlib, hmac, importlib, json, os, re, subprocess
from pathlib import Path
import zmq

ALLOWED = {"start", "stop"}
socket = zmq.Context().socket(zmq.PULL)
socket.bind("tcp://127.0.0.1:5555")


class Service:
    def start(self):
        pass


def is_allowed(name):
    return name in ALLOWED


def require(name):
    if name not in ALLOWED:
        raise ValueError(name)


def main():
"""


def analysed(tmp_path: Path, body: str) -> Topology:
    (tmp_path / "main.py").write_text(HEAD + indent(body, "    ") + "\n\nmain()\n", "utf-8")
    return static.analyse([tmp_path / "main.py"], root=tmp_path).topology


REACHED = [
    ("os.system(socket.recv_string())", ["command os.system"]),
    ("os.system('ls %s' % socket.recv_string())", ["command os.system"]),
    ("os.system('ls ' + socket.recv().decode())", ["command os.system"]),
    ("subprocess.run(socket.recv_string(), shell=True)", ["command subprocess.run"]),
    ("subprocess.Popen(socket.recv_string().split())", ["command subprocess.Popen"]),
    ("subprocess.Popen([socket.recv_string(), '-v'])", ["command subprocess.Popen"]),
    ("name = json.loads(socket.recv())['name']\nopen(os.path.join('out', name), 'wb')", ["path open"]),
    ("Path(socket.recv_string()).write_text('')", ["path write_text"]),
    ("(Path('out') / socket.recv_string()).open('a')", ["path open"]),
    ("getattr(Service(), socket.recv_string())()", ["attribute getattr"]),
    ("method = getattr(Service(), socket.recv_string(), None)\nif method:\n    method()", ["attribute getattr"]),
    ("importlib.import_module(socket.recv_string())", ["module importlib.import_module"]),
    ("eval(socket.recv_string())", ["code eval"]),
    ("kind, what = socket.recv_multipart()\nif kind == b'run':\n    os.system(what.decode())", ["command os.system"]),
    ("text = socket.recv_string()\nif text in ALLOWED:\n    pass\nos.system(text)", ["command os.system"]),
    ("text = socket.recv_string()\nif text in ALLOWED or text:\n    os.system(text)", ["command os.system"]),
    ("text = socket.recv_string()\nrequire(text)\ntext = socket.recv_string()\nos.system(text)", ["command os.system"]),
    ("text = socket.recv_string()\nif text != 'quit':\n    os.system(text)", ["command os.system"]),
]
SPARED = [
    "text = socket.recv_string()\nif text in ALLOWED:\n    os.system(text)",
    "text = socket.recv_string()\nif text not in ALLOWED:\n    return\nos.system('run ' + text)",
    "text = socket.recv_string()\nif not is_allowed(text) or len(text) > 9:\n    return\nos.system(f'run {text}')",
    "request = socket.recv_json()\nrequire(request['do'])\ngetattr(Service(), request['do'])()",
    "request = socket.recv_json()\nrequire(request.get('do'))\ngetattr(Service(), request.get('do'))()",
    "text = socket.recv_string()\nassert text == 'start'\nos.system(text)",
    "text = socket.recv_string()\nos.system(text) if text in ALLOWED else None",
    "text = socket.recv_string()\ntext in ALLOWED and os.system(text)",
    "text = socket.recv_string()\nif re.fullmatch('[a-z]+', text):\n    os.system(text)",
    "text = socket.recv_string()\nif text.startswith('rpc_'):\n    getattr(Service(), text)()",
    "text = socket.recv_string()\nmatch text:\n    case 'start' | 'stop':\n        getattr(Service(), text)()",
    "getattr(Service(), 'do_' + socket.recv_string())()",
    "text = socket.recv_json()\ngetattr(Service(), f\"do_{text['do']}\")()",
    "print(getattr(Service(), socket.recv_string()))",
    "open(f'part-{int(socket.recv())}', 'w')",
    "open(hashlib.sha256(socket.recv()).hexdigest(), 'w')",
    "open(Path(socket.recv_string()).name, 'w')",
    "open(socket.recv_string())",
    "open(os.path.basename(socket.recv_string()), 'w')",
    "subprocess.run(['ls', socket.recv_string()])",
    """signature, text = socket.recv_multipart()
right = hmac.new(b"k", text, "sha256").digest()
if not hmac.compare_digest(signature, right):
    return
eval(text)""",
]


@pytest.mark.parametrize(("body", "expected"), REACHED, ids=range(len(REACHED)))
def test_reaches(tmp_path: Path, body: str, expected: list[str]) -> None:
    topology = analysed(tmp_path, body)
    assert [f"{sink.kind} {sink.call}" for sink in topology.sinks] == expected
    assert all(topology.op(number).kind == "recv" for sink in topology.sinks for number in sink.sources)


@pytest.mark.parametrize("body", SPARED, ids=range(len(SPARED)))
def test_is_spared(tmp_path: Path, body: str) -> None:
    assert analysed(tmp_path, body).sinks == ()
