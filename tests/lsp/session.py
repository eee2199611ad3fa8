"""A client at the other end of stdio, with deadlines: what an editor says, and what it is told."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from tests import generated

T = TypeVar("T")
DEADLINE = 30.0  # seconds for any one answer
PUSH = client_capabilities("neovim@0.7.0")
PULL = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    ),
)
Place = tuple[int, int]


RUN = f"import sys; sys.path.insert(0, {str(generated.ROOT)!r}); from zlint.__main__ import main; sys.exit(main())"
COMMAND = (sys.executable, "-c", RUN, "lsp")  # the server of this checkout


async def within(answer: Awaitable[T]) -> T:
    return await asyncio.wait_for(answer, DEADLINE)


@dataclass
class Session:
    """root: where relative paths start. published: every push, in order of arrival."""

    root: Path
    client: LanguageClient
    versions: dict[str, int] = field(default_factory=dict)
    published: list[types.PublishDiagnosticsParams] = field(default_factory=list)
    registered: list[types.Registration] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def listen(self) -> None:
        """Hear what the server says without being asked."""
        told, registered = partial(self._told), partial(self._registered)  # pygls writes on them, methods take nothing
        own = {types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: told, types.CLIENT_REGISTER_CAPABILITY: registered}
        register_lsp_features(self.client, {**DEFAULT_CLIENT_FEATURES, **own})

    async def _told(self, params: types.PublishDiagnosticsParams) -> None:
        async with self.news:
            self.published.append(params)
            self.news.notify_all()

    def _registered(self, params: types.RegistrationParams) -> None:
        self.registered.extend(params.registrations)

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        text = (self.root / path).read_text("utf-8") if text is None else text
        self.versions[path] = 1
        document = types.TextDocumentItem(self.uri(path), types.LanguageKind.Python, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, path: str, text: str) -> None:
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    def close(self, path: str) -> None:
        del self.versions[path]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self._document(path)))

    def saved_elsewhere(self, path: str, text: str) -> None:
        """Another program writes a file, and the editor notices."""
        (self.root / path).write_text(text, "utf-8")
        event = types.FileEvent(self.uri(path), types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    def send(self, body: bytes) -> None:
        """A message, whatever it holds."""
        assert self.client.protocol.writer is not None
        self.client.protocol.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def pushed(self, path: str) -> list[types.Diagnostic]:
        """What is pushed for a document as it is now."""
        uri, version = self.uri(path), self.versions.get(path)

        def arrived() -> list[types.PublishDiagnosticsParams]:
            return [each for each in self.published if (each.uri, each.version) == (uri, version)]

        async with self.news:
            await within(self.news.wait_for(lambda: bool(arrived())))
        return list(arrived()[-1].diagnostics)

    async def message(self) -> str:
        """The next message to the user."""
        while not self.client.messages:
            await within(self.client.wait_for_notification(types.WINDOW_SHOW_MESSAGE))
        message: str = self.client.messages.pop(0).message
        return message

    async def pull(self, path: str, known: str | None = None) -> Any:
        params = types.DocumentDiagnosticParams(self._document(path), previous_result_id=known)
        return await within(self.client.text_document_diagnostic_async(params))

    async def pull_all(self, known: Sequence[types.PreviousResultId] = ()) -> Any:
        return await within(self.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(known)))

    async def hover(self, path: str, line: int, column: int) -> str | None:
        """At a 1-based place, the column in UTF-16 units."""
        params = types.HoverParams(self._document(path), types.Position(line - 1, column - 1))
        found = await within(self.client.text_document_hover_async(params))
        if found is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def definition(self, path: str, line: int, column: int) -> list[tuple[str, int, int]]:
        params = types.DefinitionParams(self._document(path), types.Position(line - 1, column - 1))
        found = await within(self.client.text_document_definition_async(params))
        assert isinstance(found, list)
        places = [each for each in found if isinstance(each, types.Location)]
        return [(self.path(each.uri), *start(each.range)) for each in places]

    def path(self, uri: str) -> str:
        return uri.removeprefix(self.root.as_uri() + "/")

    def _document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))


def start(range: types.Range) -> Place:
    """1-based."""
    return range.start.line + 1, range.start.character + 1


def end(range: types.Range) -> Place:
    return range.end.line + 1, range.end.character + 1


@asynccontextmanager
async def session(
    root: Path,
    capabilities: types.ClientCapabilities = PUSH,
    folders: Sequence[Path] | None = None,
    command: Sequence[str] = COMMAND,
) -> AsyncIterator[Session]:
    """A server that has been told of its workspace: the root, or the given folders."""
    client = LanguageClient(converter_factory=default_converter)
    made = Session(root, client)
    made.listen()
    await within(ClientServerConfig([*command], lambda: client).start())
    named = [types.WorkspaceFolder(each.as_uri(), each.name) for each in ([root] if folders is None else folders)]
    params = types.InitializeParams(capabilities=capabilities, workspace_folders=named, process_id=os.getpid())
    await within(client.initialize_session(params))
    try:
        yield made
    finally:
        await within(client.shutdown_session())
        await within(client.stop())  # type: ignore[no-untyped-call]
    assert client._server is not None
    assert client._server.returncode == 0
