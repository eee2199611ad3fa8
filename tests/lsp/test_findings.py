"""Findings of unsaved text, across files, pushed and pulled."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.session import PULL, Session, end, session, start
from zlint import registry

pytestmark = pytest.mark.asyncio

SERVER = """\
import zmq

context = zmq.Context()
prices = context.socket(zmq.{type})
prices.bind("tcp://127.0.0.1:5599")
while True:
    prices.send(b"1")
"""
CLIENT = """\
import zmq

context = zmq.Context()
prices = context.socket(zmq.PULL)
prices.connect("tcp://127.0.0.1:5599")
while True:
    print(prices.recv())
"""
RIGHT, WRONG = SERVER.format(type="PUSH"), SERVER.format(type="PUB")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "server.py").write_text(WRONG, "utf-8")
    (tmp_path / "client.py").write_text(CLIENT, "utf-8")
    return tmp_path


def codes(items: list[types.Diagnostic]) -> list[tuple[object, tuple[int, int]]]:
    return [(each.code, start(each.range)) for each in items]


async def test_a_finding_says_all(project: Path) -> None:
    async with session(project) as editor:
        editor.open("client.py")
        (found,) = await editor.pushed("client.py")
    assert (start(found.range), end(found.range)) == ((5, 1), (5, 39))
    assert (found.code, found.severity, found.source) == ("ZMQ101", types.DiagnosticSeverity.Error, "zlint")
    message, note, advice = found.message.split("\n")
    assert message == "a PULL connects to a PUB at tcp://127.0.0.1:5599, and these types cannot talk"
    assert (note[:6], advice) == ("note: ", "help: a PUB talks to SUB or XSUB")
    entry = registry.find("ZMQ101")
    assert entry is not None
    assert entry.page is not None
    assert found.code_description == types.CodeDescription(entry.page.as_uri())
    assert found.related_information is not None
    (other,) = found.related_information
    assert (editor.path(other.location.uri), start(other.location.range)) == ("server.py", (5, 1))
    assert other.message == "the PUB binds it here"


async def test_the_file_that_binds_clears_and_raises_the_finding_of_the_one_that_connects(project: Path) -> None:
    async with session(project) as editor:
        editor.open("client.py")
        editor.open("server.py")
        assert codes(await editor.pushed("client.py")) == [("ZMQ101", (5, 1))]
        editor.change("server.py", RIGHT)
        assert await editor.pushed("server.py") == []
        assert codes(last(editor, "client.py")) == []
        editor.change("server.py", WRONG)
        assert await editor.pushed("server.py") == []
        assert codes(last(editor, "client.py")) == [("ZMQ101", (5, 1))]
        editor.change("server.py", RIGHT)
        assert await editor.pushed("server.py") == []
        editor.close("server.py")  # not saved: the file on disk counts again
        assert codes(await pushed_next(editor, "client.py")) == [("ZMQ101", (5, 1))]


def last(editor: Session, path: str) -> list[types.Diagnostic]:
    return list([each for each in editor.published if each.uri == editor.uri(path)][-1].diagnostics)


async def pushed_next(editor: Session, path: str) -> list[types.Diagnostic]:
    editor.published.clear()
    return await editor.pushed(path)


async def test_files_that_are_not_open_are_told_of_too(project: Path) -> None:
    async with session(project) as editor:
        assert codes(await editor.pushed("client.py")) == [("ZMQ101", (5, 1))]
        editor.saved_elsewhere("server.py", RIGHT)
        assert await pushed_next(editor, "client.py") == []


async def test_pulled(project: Path) -> None:
    async with session(project, PULL) as editor:
        editor.open("client.py")
        editor.open("server.py")
        first = await editor.pull("client.py")
        assert codes(first.items) == [("ZMQ101", (5, 1))]
        again = await editor.pull("client.py", first.result_id)
        assert (again.kind, again.result_id) == ("unchanged", first.result_id)
        editor.change("server.py", RIGHT)
        cleared = await editor.pull("client.py", first.result_id)
        assert (cleared.kind, list(cleared.items)) == ("full", [])
        await editor.pull("server.py")
        assert editor.published == []
        assert editor.client.diagnostic_refresh_count == 2
        assert [each.method for each in editor.registered] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]


async def test_pulled_for_the_whole_workspace(project: Path) -> None:
    async with session(project, PULL) as editor:
        editor.open("server.py")
        (client,) = (await editor.pull_all()).items
        assert (client.uri, client.version, codes(client.items)) == (
            editor.uri("client.py"),
            None,
            [("ZMQ101", (5, 1))],
        )
        known = [types.PreviousResultId(client.uri, client.result_id)]
        (same,) = (await editor.pull_all(known)).items
        assert (same.uri, same.kind) == (client.uri, "unchanged")
        editor.change("server.py", RIGHT)
        (cleared,) = (await editor.pull_all(known)).items
        assert (cleared.uri, cleared.kind, list(cleared.items)) == (client.uri, "full", [])


async def test_a_document_that_is_not_on_disk_yet_counts(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(CLIENT, "utf-8")
    async with session(tmp_path) as editor:
        editor.open("client.py")
        assert await editor.pushed("client.py") == []
        editor.open("new.py", WRONG)
        await editor.pushed("new.py")
        assert codes(last(editor, "client.py")) == [("ZMQ101", (5, 1))]


async def test_what_is_excluded_stays_out_when_it_is_open(project: Path) -> None:
    (project / "zlint.toml").write_text('exclude = ["server.py"]\n', "utf-8")
    async with session(project) as editor:
        editor.open("client.py")
        editor.open("server.py")
        assert await editor.pushed("client.py") == []


async def test_without_a_workspace_a_document_brings_its_project(project: Path) -> None:
    async with session(project, folders=[]) as editor:
        editor.open("client.py")
        assert codes(await editor.pushed("client.py")) == [("ZMQ101", (5, 1))]


async def test_a_folder_that_leaves_the_workspace_takes_its_findings_along(project: Path) -> None:
    async with session(project) as editor:
        assert codes(await editor.pushed("client.py")) == [("ZMQ101", (5, 1))]
        gone = types.WorkspaceFoldersChangeEvent([], [types.WorkspaceFolder(project.as_uri(), project.name)])
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(gone))
        assert await pushed_next(editor, "client.py") == []


async def test_a_file_that_cannot_be_parsed(project: Path) -> None:
    async with session(project) as editor:
        editor.open("client.py", "import zmq\nsock = (\n")
        (found,) = await editor.pushed("client.py")
    assert found.code == "ZMQ001"


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [(None, (7, 45)), ("utf-16", (7, 45)), ("utf-8", (9, 47)), ("utf-32", (6, 44))],
)
async def test_columns_are_in_units_that_were_agreed_on(
    project: Path, encoding: str | None, columns: tuple[int, int]
) -> None:
    encodings = None if encoding is None else [encoding]
    general = types.GeneralClientCapabilities(position_encodings=encodings)
    async with session(project, types.ClientCapabilities(general=general)) as editor:
        editor.open("client.py", CLIENT.replace("prices.connect", '"😀"; prices.connect'))
        (found,) = await editor.pushed("client.py")
        assert (start(found.range), end(found.range)) == ((5, columns[0]), (5, columns[1]))
        assert await editor.definition("client.py", 5, columns[0]) == [("server.py", 5, 1)]
        assert await editor.definition("client.py", 5, columns[0] - 1) == []


@pytest.mark.parametrize("odd", ["x = '\u2028'\n", "\f\n", "# a\r\nb = 1\r\n", "# \x1c\n"])
async def test_lines_end_where_the_client_ends_them(project: Path, odd: str) -> None:
    async with session(project) as editor:
        editor.open("client.py", odd + CLIENT)
        (found,) = await editor.pushed("client.py")
    assert start(found.range) == (5 + odd.count("\n"), 1)


async def test_the_text_of_a_document_is_taken_as_it_is_whatever_its_coding_line_says(project: Path) -> None:
    async with session(project) as editor:
        editor.open("client.py", "# coding: latin-1\n" + CLIENT.replace("prices.connect", '"é"; prices.connect'))
        (found,) = await editor.pushed("client.py")
    assert start(found.range) == (6, 6)
