"""What goes wrong is said, and the server lives on."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from tests import generated
from tests.lsp.session import COMMAND, DEADLINE, PULL, session

WRONG = "import zmq\nzmq.Context().socket(zmq.PULL).connect('tcp://*:1')\n"


@pytest.mark.asyncio
async def test_a_configuration_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(WRONG, "utf-8")
    (tmp_path / "zlint.toml").write_text('selct = ["ZMQ1"]\n', "utf-8")
    async with session(tmp_path, PULL) as editor:
        message = await editor.message()
        assert message == f"zlint: {tmp_path}/zlint.toml: unknown key 'selct', did you mean 'select'?"
        editor.open("main.py")
        assert list((await editor.pull("main.py")).items) == []
        editor.change("main.py", WRONG + "\n")
        assert list((await editor.pull("main.py")).items) == []
        assert editor.client.messages == []  # not for every keystroke
        editor.saved_elsewhere("zlint.toml", 'select = ["ZMQ202"]\n')
        (found,) = (await editor.pull("main.py")).items
        assert found.code == "ZMQ202"
        editor.saved_elsewhere("zlint.toml", 'selct = ["ZMQ1"]\n')
        assert await editor.message() == message


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body", [b"{", b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": 1}}']
)
async def test_a_message_that_cannot_be_understood(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "main.py").write_text(WRONG, "utf-8")
    async with session(tmp_path) as editor:
        editor.send(body)
        assert (await editor.message()).startswith("Error in server: ")
        editor.open("main.py")
        assert [each.code for each in await editor.pushed("main.py")] == ["ZMQ202"]


@pytest.mark.asyncio
async def test_an_analysis_that_fails(tmp_path: Path) -> None:
    script = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from zlint import cli, project
check = project.check
def brittle(*args, buffers, **more):
    print("what is printed must not get between the messages")
    return check(*args, buffers=buffers, **more) if "1 / 0" not in str(buffers) else 1 / 0
project.check = brittle
sys.exit(cli.run(["lsp"]))
"""
    (tmp_path / "main.py").write_text(WRONG, "utf-8")
    async with session(tmp_path, command=[sys.executable, "-c", script, str(generated.ROOT)]) as editor:
        editor.open("main.py")
        assert [each.code for each in await editor.pushed("main.py")] == ["ZMQ202"]
        editor.change("main.py", WRONG + "1 / 0\n")
        assert await editor.message() == "zlint: internal error, ZeroDivisionError: division by zero"
        assert await editor.pushed("main.py") == []
        (trace,) = editor.client.log_messages
        assert trace.message.startswith("Traceback (most recent call last):")
        editor.change("main.py", WRONG)
        assert [each.code for each in await editor.pushed("main.py")] == ["ZMQ202"]


@pytest.mark.asyncio
async def test_documents_that_are_no_files_of_the_project(tmp_path: Path) -> None:
    async with session(tmp_path, PULL) as editor:
        elsewhere = "untitled:Untitled-1"
        document = types.TextDocumentItem(elsewhere, types.LanguageKind.Python, 1, WRONG)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        one = types.TextDocumentIdentifier(elsewhere)
        pulled = await editor.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(one))
        assert isinstance(pulled, types.RelatedFullDocumentDiagnosticReport)
        assert list(pulled.items) == []
        place = types.Position(1, 1)
        assert await editor.client.text_document_hover_async(types.HoverParams(one, place)) is None
        assert not await editor.client.text_document_definition_async(types.DefinitionParams(one, place))


@pytest.mark.asyncio
async def test_leaving_does_not_wait_for_a_long_analysis(tmp_path: Path) -> None:
    for number in range(150):
        functions = (f"def f{each}():\n    zmq.Context().socket(zmq.PUB).send(b'')\n" for each in range(100))
        (tmp_path / f"part{number}.py").write_text("import zmq\n" + "".join(functions), "utf-8")
    async with session(tmp_path) as editor:
        editor.open("part1.py")
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 5
    assert editor.published == []


def test_a_client_that_goes_away_without_a_word() -> None:
    done = subprocess.run(COMMAND, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_without_pygls_one_line_says_what_to_install() -> None:
    script = "import sys; sys.modules['pygls'] = None; from zlint.cli import run; sys.exit(run(['lsp']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=DEADLINE)
    assert done.returncode == 2
    assert done.stderr == "zlint: the language server needs pygls: pip install 'zlint[lsp]'\n"
