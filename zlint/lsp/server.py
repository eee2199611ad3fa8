"""The server: what the client says becomes a state to analyse, what was found becomes answers.

A workspace folder is one program. Without any, a document brings the project that it belongs to. Answers wait for the
analysis of the documents as they are now, so they never speak of an older text. A client that pulls diagnostics is
told when to pull; to others they are pushed, for files that are not open too. A fault is shown and logged, and the
server lives on.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from zlint import __version__, config, project, registry
from zlint.lsp import findings, hover
from zlint.lsp.definition import definition
from zlint.lsp.folder import Folder, Found
from zlint.lsp.places import Document, Places, shown
from zlint.lsp.schedule import Schedule
from zlint.report.escape import printable

STACK = 64 * 2**20  # bytes; some systems give threads too little for a deep program
WATCHED = ("**/*.{py,pyw}", "**/zlint.toml", "**/pyproject.toml", "**/.gitignore")
CHANGES = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.TEXT_DOCUMENT_DID_SAVE,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
)
Work = Schedule[dict[str, Document], Found]


def serve() -> bool:
    """Serve one client on stdin and stdout until it leaves. Did it say so first?"""
    threading.stack_size(STACK)
    server = Server()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")  # pygls closes what it is given
    with redirect_stdout(sys.stderr):  # a rule that prints must not write into the protocol
        server.start_io(stdout=output)
    server.close()
    return server.dismissed


class Server(LanguageServer):
    """By root: folders, what is analysed; published, what was last found; complaints, what is wrong since."""

    def __init__(self) -> None:
        super().__init__("zlint", __version__, types.TextDocumentSyncKind.Full)
        self.folders: dict[Path, Work] = {}
        self.published: dict[Path, findings.Findings] = {}
        self.complaints: dict[Path, str] = {}
        self.dismissed = False
        self.executor = ThreadPoolExecutor(1, "analysis")
        pulls = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="zlint")
        self._register(types.INITIALIZED, self.begin)
        self._register(types.SHUTDOWN, self.end)
        for event in CHANGES:
            self._register(event, self.changed)
        self._register(types.TEXT_DOCUMENT_DIAGNOSTIC, self.pull, pulls)
        self._register(types.WORKSPACE_DIAGNOSTIC, self.pull_all)
        self._register(types.TEXT_DOCUMENT_HOVER, self.hover)
        self._register(types.TEXT_DOCUMENT_DEFINITION, self.definition)

    def _register(self, feature: str, method: Callable[[Any], Any], options: object = None) -> None:
        self.feature(feature, options)(partial(method))  # pygls sets attributes, which a bound method does not take

    def begin(self, params: types.InitializedParams) -> None:
        wanted = "workspace.did_change_watched_files.dynamic_registration"
        if get_capability(self.client_capabilities, wanted, False):
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            watch = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.client_register_capability(types.RegistrationParams([watch]))
        self.changed(params)

    def end(self, params: None) -> None:
        self.dismissed = True
        self.close()

    def close(self) -> None:
        for work in self.folders.values():
            work.close()
        self.executor.shutdown(wait=False, cancel_futures=True)

    def changed(self, params: object) -> None:
        """A document, files or folders are not what they were."""
        known = set(self.folders)
        self._arrange()
        document = getattr(params, "text_document", None)
        owner = self._owner(document.uri) if document else None
        for root in sorted(self.folders):
            if document is None or root not in known or (owner and root == owner[0]):
                self.folders[root].touch()

    def _arrange(self) -> None:
        """Begin with the folders that are new, and be done with those that have gone."""
        roots = self._roots()
        for gone in sorted(self.folders.keys() - roots):
            self.folders.pop(gone).close()
            self._report(gone, None)
            del self.published[gone]
        for new in sorted(roots - self.folders.keys()):
            self.folders[new] = Schedule(
                self.executor,
                partial(self._documents, new),
                Folder(new, self.workspace.position_codec).check,
                partial(self._report, new),
                partial(self._failed, new),
            )

    def _roots(self) -> set[Path]:
        """The folders to analyse: of two that are nested only the outer one."""
        uris = [folder.uri for folder in self.workspace.folders.values()]
        uris = uris or ([self.workspace.root_uri] if self.workspace.root_uri else [])
        found = {Path(path) for path in map(to_fs_path, uris) if path and Path(path).is_dir()}
        if not uris:
            files = (to_fs_path(each.uri) for each in self.workspace.text_documents.values())
            found = {self._home(Path(file)) for file in files if file}
        return {root for root in found if not any(other in root.parents for other in found)}

    def _home(self, file: Path) -> Path:
        try:
            folder = project.find([file]).folder
        except config.ConfigError as error:
            self._failed(file.parent, error)
            return file.parent
        return next((each for each in file.parents if each.resolve() == folder), file.parent)  # as the client spells it

    def _documents(self, root: Path) -> dict[str, Document]:
        open_ones = ((shown(each.uri, root), each) for each in self.workspace.text_documents.values())
        return {path: Document(each.uri, each.version, each.source) for path, each in open_ones if path is not None}

    def _versions(self, root: Path) -> dict[str, int | None]:
        return {document.uri: document.version for document in self._documents(root).values()}

    def _owner(self, uri: str) -> tuple[Path, str] | None:
        """The folder that a document belongs to, and its path there."""
        paths = ((root, shown(uri, root)) for root in self.folders)
        return next(((root, path) for root, path in paths if path is not None), None)

    def _report(self, root: Path, found: Found | None) -> None:
        told, now = self.published.get(root, {}), found.findings if found else {}
        self.published[root] = now
        if found is not None:
            self.complaints.pop(root, None)
        if get_capability(self.client_capabilities, "text_document.diagnostic") is None:
            versions = self._versions(root)
            for uri in sorted({*told, *now, *versions}):
                self._publish(uri, now.get(uri, []), versions.get(uri))
        elif now != told and get_capability(self.client_capabilities, "workspace.diagnostics.refresh_support", False):
            self.workspace_diagnostic_refresh(None)

    def _publish(self, uri: str, items: Sequence[types.Diagnostic], version: int | None) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, version))

    def _failed(self, root: Path, error: Exception) -> None:
        """Say it once, until something works again."""
        complaint = f"zlint: {printable(str(error))}"
        if not isinstance(error, config.ConfigError | registry.RegistryError):
            complaint = f"zlint: internal error, {type(error).__name__}: {printable(str(error))}"
            trace = "".join(traceback.format_exception(error))
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, trace))
        if complaint != self.complaints.get(root):
            self.complaints[root] = complaint
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, complaint))

    async def pull(
        self, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        items: Sequence[types.Diagnostic] = ()
        if owner := self._owner(params.text_document.uri):
            root, path = owner
            found = await self.folders[root].settled()
            items = found.findings.get(found.places.uri(path), ()) if found else ()
        digest = findings.digest(items)
        if digest == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(digest)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=digest)

    async def pull_all(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {each.uri: each.value for each in params.previous_result_ids}
        now: findings.Findings = {uri: [] for uri in known}
        versions: dict[str, int | None] = {}
        for root, work in list(self.folders.items()):
            found = await work.settled()
            if found is not None:
                now.update(found.findings)
                versions.update(self._versions(root))
        return types.WorkspaceDiagnosticReport(
            [_entry(uri, items, versions.get(uri), known.get(uri)) for uri, items in sorted(now.items())]
        )

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        owner = self._owner(params.text_document.uri)
        if owner is None:
            return None
        root, path = owner
        now = Places(root, self._documents(root), {}, self.workspace.position_codec)
        line, column = now.point(path, params.position)
        page = hover.rule("".join(now.lines(path)[line - 1 : line]), column)
        if page is not None:
            return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, page))
        found = await self.folders[root].settled()
        known = hover.sockets(found, path, found.places.point(path, params.position)) if found else None
        if found is None or known is None:
            return None
        text, span = known
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), found.places.range(span))

    async def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        owner = self._owner(params.text_document.uri)
        if owner is None:
            return []
        root, path = owner
        found = await self.folders[root].settled()
        return definition(found, path, found.places.point(path, params.position)) if found else []


def _entry(
    uri: str, items: list[types.Diagnostic], version: int | None, known: str | None
) -> types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport:
    digest = findings.digest(items)
    if digest == known:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, digest, version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=digest)
