"""The README's snippets, used as they stand: in Neovim itself, and as VS Code's client starts a server."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from tests import generated
from tests.lsp.session import DEADLINE, session

README = generated.README.read_text("utf-8")
MAKES = "import zmq\n\nsock = zmq.Context().socket(zmq.PUB)\n"
BINDS = MAKES + 'sock.bind("tcp://127.0.0.1:5599")\nwhile True:\n    sock.send(b"1")\n'
CONNECTS = BINDS.replace("PUB", "PULL").replace("bind", "connect").replace('send(b"1")', "recv()")

DRIVE = """\
local function await(what, holds)
  if not vim.wait(30000, holds, 20) then
    io.stderr:write("no " .. what .. " in time")
    vim.cmd("cquit")
  end
end

local began = vim.loop.hrtime()
local said = {}
local function note(what, value)
  table.insert(said, { what, value, math.floor((vim.loop.hrtime() - began) / 1000000) })
end

vim.cmd("edit client.py")
local client = vim.fn.bufnr()
await("finding", function() return #vim.diagnostic.get(client) == 1 end)
local found = vim.diagnostic.get(client)[1]
note("found", { found.lnum + 1, found.col + 1, found.code, found.source })
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
vim.lsp.buf.definition()
await("jump", function() return vim.fn.expand("%:t") == "server.py" end)
note("jumped", { vim.fn.line("."), vim.fn.col(".") })
vim.cmd("%s/PUB/PUSH/")
await("clearing", function() return #vim.diagnostic.get(client) == 0 end)
note("cleared", vim.bo.modified)
vim.cmd("undo")
await("second finding", function() return #vim.diagnostic.get(client) == 1 end)
note("found again", #vim.diagnostic.get(0))
vim.fn.writefile({ vim.fn.json_encode(said) }, "said.json")
vim.cmd("qall!")
"""


def snippet(language: str) -> str:
    """The one block of a language in the README's section on editors."""
    section = re.search(r"^### In the editor$(.*?)^##", README, re.MULTILINE | re.DOTALL)
    assert section is not None
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "server.py").write_text(BINDS, "utf-8")
    (tmp_path / "client.py").write_text(CONNECTS, "utf-8")
    return tmp_path


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which `zlint` is the tool of this checkout."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "zlint"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(generated.ROOT))} exec {shlex.quote(sys.executable)} -m zlint "$@"\n'
    )
    script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_neovim_shows_the_finding_and_jumps_to_the_other_end(project: Path, path: str) -> None:
    assert shutil.which("nvim"), "this test needs Neovim: apt-get install neovim"
    (project / "init.lua").write_text(snippet("lua"), "utf-8")
    (project / "drive.lua").write_text(DRIVE, "utf-8")
    homes = {f"XDG_{kind}_HOME": str(project / ".nvim") for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    done = subprocess.run(
        ["nvim", "--headless", "-n", "-i", "NONE", "-u", "init.lua", "-c", "luafile drive.lua"],
        cwd=project,
        env={**os.environ, **homes, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=5 * DEADLINE,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads((project / "said.json").read_text("utf-8"))
    assert [(what, value) for what, value, _ in said] == [
        ("found", [4, 1, "ZMQ101", "zlint"]),
        ("jumped", [4, 1]),
        ("cleared", True),
        ("found again", 0),
    ]


@pytest.mark.asyncio
async def test_visual_studio_code_starts_the_server(project: Path, path: str) -> None:
    settings = json.loads(snippet("json"))
    command = [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]]
    assert settings["glspc.server.languageId"] == [types.LanguageKind.Python.value]
    started = [shutil.which(command[0], path=path) or "", *command[1:]]
    for more in ([], ["--stdio"]):  # which the library under all of its clients adds for some transports
        async with session(project, client_capabilities("visual-studio-code"), command=[*started, *more]) as editor:
            editor.open("client.py")
            assert [each.code for each in await editor.pushed("client.py")] == ["ZMQ101"]
