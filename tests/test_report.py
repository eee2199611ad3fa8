"""What is printed, to the character."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.made import TOPOLOGY, Text, finding, span
from zlint.model import Socket, Span, Topology, Tri, Unresolved
from zlint.report import concise, dot, github, graph, graph_text, mermaid, rules, text
from zlint.report import json as report_json
from zlint.report.escape import printable
from zlint.report.excerpt import Excerpt, excerpt
from zlint.report.style import Style
from zlint.rule import Diagnostic, Edit, Fix, Label, Rule

SOURCES = {"server.py": Text("\n" * 9 + "pub.bind(URL)\n"), "client.py": Text("\n\tpull.connect(URL)\n")}
FULL = Diagnostic(
    "ZMQ101",
    "incompatible-peers",
    "PUB and PULL meet",
    "error",
    (Label(span("server.py", 10, 5, 4), "binds as PUB"), Label(Span("client.py", 2, 2, 2, 19), "connects as PULL")),
    notes=("the handshake fails",),
    helps=("use SUB",),
    fix=Fix("replace PULL by SUB", (Edit(span("client.py", 1, 1, 0), "SUB"),), safe=True),
)


def test_text() -> None:
    assert text.render([FULL], SOURCES) == (
        "error[ZMQ101]: PUB and PULL meet\n"
        "  --> server.py:10:5\n"
        "   |\n"
        "10 | pub.bind(URL)\n"
        "   |     ^^^^ binds as PUB\n"
        "  ::: client.py:2:2\n"
        "   |\n"
        " 2 |     pull.connect(URL)\n"
        "   |     ----------------- connects as PULL\n"
        "   |\n"
        "   = note: the handshake fails\n"
        "   = help: use SUB\n"
        "   = help: replace PULL by SUB\n"
        "\n"
    )


def test_text_without_source_or_label() -> None:
    where = span("gone.py", 3)
    bare = Diagnostic("ZMQ001", "cannot-parse", "cannot be read", "error", (Label(where, ""), Label(where, "here")))
    assert text.render([bare], {}) == (
        "error[ZMQ001]: cannot be read\n --> gone.py:3:1\n ::: gone.py:3:1\n  = here\n\n"
    )


def test_text_in_colour_is_the_same_text() -> None:
    coloured = text.render([FULL], SOURCES, Style(True))
    assert coloured.startswith("\x1b[1;31merror[ZMQ101]\x1b[0m\x1b[1m: PUB and PULL meet\x1b[0m\n")
    plain = coloured
    for code in ("1;31", "1;34", "1;32", "1", "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == text.render([FULL], SOURCES)


@pytest.mark.parametrize(
    ("certainty", "message", "shown"),
    [
        (Tri.YES, "PUB meets PULL", "PUB meets PULL"),
        (Tri.MAYBE, "PUB meets PULL", "PUB meets PULL (maybe)"),
        (Tri.MAYBE, "PUB may meet PULL", "PUB may meet PULL"),
        (Tri.MAYBE, "PUB meets maybe", "PUB meets maybe (maybe)"),
    ],
)
def test_concise(certainty: Tri, message: str, shown: str) -> None:
    found = finding(span("a.py", 2, 5), certainty=certainty, message=message)
    assert concise.render([found]) == f"a.py:2:5: error[ZMQ101] {shown}\n"


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ([], "no findings in 1 file, 2 sockets, 0 links"),
        (["error"], "1 finding (1 error) in 1 file, 2 sockets, 0 links"),
        (["info", "error", "error"], "3 findings (2 errors, 1 remark) in 1 file, 2 sockets, 0 links"),
    ],
)
def test_summary(severities: list[str], said: str) -> None:
    found = [finding(span("a.py", 1), severity=severity) for severity in severities]
    assert text.summary(found, {"files": 1, "sockets": 2, "links": 0}) == said


PLACE = {"path": "server.py", "line": 10, "column": 5, "end_line": 10, "end_column": 9}


def test_json_contract() -> None:
    document = json.loads(report_json.render([FULL], {"files": 2, "parsed": 2, "sockets": 2, "links": 1}))
    edit = {"path": "client.py", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "text": "SUB"}
    related = {"path": "client.py", "line": 2, "column": 2, "end_line": 2, "end_column": 19}
    assert document == {
        "version": 1,
        "diagnostics": [
            {
                "rule": "ZMQ101",
                "name": "incompatible-peers",
                "severity": "error",
                "certainty": "yes",
                "origin": "static",
                "message": "PUB and PULL meet",
                **PLACE,
                "label": "binds as PUB",
                "related": [{"message": "connects as PULL", **related}],
                "notes": ["the handshake fails"],
                "helps": ["use SUB"],
                "fix": {"title": "replace PULL by SUB", "safe": True, "edits": [edit]},
            }
        ],
        "summary": {"files": 2, "parsed": 2, "sockets": 2, "links": 1, "error": 1, "warning": 0, "info": 0},
    }


def test_json_without_a_fix() -> None:
    document = json.loads(report_json.render([finding(span("a.py", 1), certainty=Tri.MAYBE)], {}))
    assert [(each["fix"], each["certainty"]) for each in document["diagnostics"]] == [(None, "maybe")]


@pytest.mark.parametrize(
    ("line", "where", "shown"),
    [
        ("abc", (1, 2), Excerpt("abc", 0, 1)),
        ("a\tb", (3, 4), Excerpt("a   b", 4, 1)),
        ("\t\tb", (3, 4), Excerpt("        b", 8, 1)),
        ("日本 = x", (6, 7), Excerpt("日本 = x", 7, 1)),
        ("日本", (2, 3), Excerpt("日本", 2, 2)),
        ("e\u0301x", (3, 4), Excerpt("e\u0301x", 1, 1)),
        ("a\x1b[31mb", (7, 8), Excerpt("a\\x1b[31mb", 9, 1)),
        ("a\u202eb", (3, 4), Excerpt("a\\u202eb", 7, 1)),
        ("abc", (2, 2), Excerpt("abc", 1, 1)),
        ("abc", (9, 12), Excerpt("abc", 3, 1)),
        ("", (1, 1), Excerpt("", 0, 1)),
    ],
)
def test_excerpt(line: str, where: tuple[int, int], shown: Excerpt) -> None:
    assert excerpt(line, Span("a.py", 1, where[0], 1, where[1])) == shown


def test_excerpt_of_several_lines_marks_the_first() -> None:
    assert excerpt("f(a,  ", Span("a.py", 1, 3, 4, 2)) == Excerpt("f(a,", 2, 2)


@pytest.mark.parametrize("at", [1, 50, 150, 290])
def test_a_long_line_is_cut_around_the_mark(at: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(300))
    shown = excerpt(line, Span("a.py", 1, at, 1, at + 5))
    assert shown.text[shown.offset : shown.offset + shown.length] == line[at - 1 : at + 4]
    assert len(shown.text.strip("…")) == 100
    assert (shown.text[0] == "…", shown.text[-1] == "…") == (at > 21, at < 200)


def test_a_long_mark_ends_with_the_cut() -> None:
    shown = excerpt("x" * 300, Span("a.py", 1, 1, 1, 301))
    assert (len(shown.text), shown.offset, shown.length) == (101, 0, 100)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("tcp://*:5555", "tcp://*:5555"),
        ("a\x1b]0;x\x07b", "a\\x1b]0;x\\x07b"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\u2066x\u2069\u200f", "\\u2066x\\u2069\\u200f"),
        ("\x9b31m", "\\x9b31m"),
        ("\udcff", "\\udcff"),
        ("zürich 日本", "zürich 日本"),
    ],
)
def test_printable(raw: str, shown: str) -> None:
    assert printable(raw) == shown
    assert printable(shown) == shown


HOSTILE = '"]; x["\x1b[31m</b>\u202e\\'


def test_hostile_text_is_escaped_everywhere() -> None:
    found = finding(span(HOSTILE, 1), message=HOSTILE)
    topology = Topology(sockets=(Socket("s", span(HOSTILE, 1), (), (), "main", name=HOSTILE),))
    shown = [
        text.render([found], {HOSTILE: Text(HOSTILE)}),
        concise.render([found]),
        report_json.render([found], {}),
        graph_text.render(topology),
        graph.render(topology),
        mermaid.render(topology),
        dot.render(topology),
    ]
    assert [each for each in shown if "\x1b" in each or "\u202e" in each] == []


def test_graph_contract() -> None:
    document = json.loads(graph.render(TOPOLOGY))
    assert document["version"] == 1
    assert [socket["id"] for socket in document["sockets"]] == ["sub", "lone", "pub"]
    assert document["sockets"][2] == {
        "id": "pub",
        "path": "server.py",
        "line": 3,
        "column": 1,
        "types": ["PUB"],
        "asyncio": False,
        "role": "self.pub",
        "many": False,
        "complete": True,
        "execution": "main",
        "attach": [{"op": "bind", "path": "server.py", "line": 4, "endpoint": "tcp://*:5555", "certainty": "yes"}],
        "uses": [
            {"op": "option", "path": "server.py", "line": 5},
            {"op": "send", "path": "server.py", "line": 6},
            {"op": "close", "path": "server.py", "line": 7},
        ],
        "via": [{"path": "lib.py", "line": 9}],
    }


def test_graph_attach_says_what_is_not_certain() -> None:
    sub, lone, _ = graph.document(TOPOLOGY)["sockets"]
    assert sub["attach"] == [
        {"op": "connect", "path": "client.py", "line": 3, "endpoint": "tcp://*:5555", "certainty": "maybe"},
        {"op": "connect", "path": "client.py", "line": 3, "endpoint": "tcp://{host}:5555", "certainty": "maybe"},
        {"op": "connect", "path": "client.py", "line": 9, "endpoint": "tcp://*:5555", "certainty": "maybe"},
    ]
    assert lone["attach"] == [
        {"op": "connect", "path": "client.py", "line": 9, "endpoint": "tcp://*:5555", "certainty": "maybe"},
        {"op": "bind", "path": "client.py", "line": 11, "endpoint": None, "certainty": "yes"},
    ]
    assert (sub["uses"], lone["uses"]) == ([], [])


def test_graph_links_executions_unresolved() -> None:
    document = graph.document(TOPOLOGY)
    assert document["links"] == [
        {"a": "pub", "b": "sub", "endpoint": "tcp://*:5555", "certainty": "yes"},
        {"a": "pub", "b": "lone", "endpoint": "tcp://*:5555", "certainty": "maybe"},
    ]
    started = {"path": "server.py", "line": 2}
    assert document["executions"] == [
        {
            "id": "thread",
            "kind": "thread",
            "name": "work",
            "path": "client.py",
            "line": 1,
            "started": started,
            "parent": "main",
            "many": True,
        },
        {
            "id": "main",
            "kind": "main",
            "name": "",
            "path": "server.py",
            "line": 1,
            "started": None,
            "parent": None,
            "many": False,
        },
    ]
    assert [(each["path"], each["line"], each["what"]) for each in document["unresolved"]] == [
        ("a.py", 1, "receiver"),
        ("a.py", 2, "receiver"),
        ("z.py", 1, "endpoint"),
    ]


def test_graph_says_how_much_was_resolved() -> None:
    """The bind without an endpoint is one of four places that attach; a receiver of unknown kind counts nowhere."""
    lost = Unresolved(span("client.py", 11), "endpoint", "read from a file")
    found = graph.document(replace(TOPOLOGY, unresolved=(*TOPOLOGY.unresolved[1:], lost)))["resolution"]
    nothing = {"resolved": 0, "of": 0, "share": None}
    assert found["shares"] == {
        "socket": {"resolved": 1, "of": 1, "share": 1.0},
        "attach": {"resolved": 3, "of": 4, "share": 0.75},
        "traffic": {"resolved": 2, "of": 2, "share": 1.0},
        "option": {"resolved": 1, "of": 1, "share": 1.0},
        "start": nothing,
    }
    assert found["reasons"] == [
        {"what": "receiver", "why": "a parameter that nobody passes", "count": 2},
        {"what": "endpoint", "why": "read from a file", "count": 1},
    ]


GRAPH = """\
SUB|XSUB sub client.py:2 (asyncio, many)
    connect  tcp://*:5555 client.py:3 (maybe)
    connect  tcp://{host}:5555 client.py:3 (maybe)
    connect  tcp://*:5555 client.py:9 (maybe)
    meets    PUB self.pub server.py:3

socket of unknown type client.py:8
    connect  tcp://*:5555 client.py:9 (maybe)
    bind     ? client.py:11
    meets    PUB self.pub server.py:3 (maybe)

PUB self.pub server.py:3
    bind     tcp://*:5555 server.py:4
    meets    SUB|XSUB sub client.py:2
    meets    socket of unknown type client.py:8 (maybe)
    uses     close 1, option 1, send 1

thread work client.py:1 started server.py:2
main server.py:1

"""


def test_graph_text() -> None:
    assert graph_text.render(TOPOLOGY) == GRAPH + "3 not resolved, see --unresolved\n"


def test_graph_text_unresolved() -> None:
    assert graph_text.render(TOPOLOGY, unresolved=True) == GRAPH + (
        "3 not resolved\n"
        "    2 receiver: a parameter that nobody passes\n"
        "      a.py:1\n"
        "      a.py:2\n"
        "    1 endpoint: read from a file\n"
        "      z.py:1\n"
    )


def test_mermaid() -> None:
    assert mermaid.render(TOPOLOGY) == (
        "flowchart LR\n"
        '    s0["SUB#124;XSUB sub<br/>client.py:2"]\n'
        '    s1["socket of unknown type<br/>client.py:8"]\n'
        '    s2["PUB self.pub<br/>server.py:3"]\n'
        '    s0 -->|"tcp://#42;:5555"| s2\n'
        '    s1 -.->|"tcp://#42;:5555"| s2\n'
    )


def test_mermaid_labels_cannot_break_out() -> None:
    topology = Topology(sockets=(Socket("s", span("__a__/make_it.py", 1), (), (), "main", name='"]`<b>%%{\n#'),))
    assert mermaid.render(topology).splitlines()[1:] == [
        '    s0["socket of unknown type #34;]#96;#60;b#62;#37;#37;{#92;n#35;<br/>#95;#95;a#95;#95;/make_it.py:1"]'
    ]


def test_dot() -> None:
    assert dot.render(TOPOLOGY) == (
        "digraph zlint {\n"
        "    rankdir=LR;\n"
        "    node [shape=box];\n"
        '    s0 [label="SUB|XSUB sub\\nclient.py:2"];\n'
        '    s1 [label="socket of unknown type\\nclient.py:8"];\n'
        '    s2 [label="PUB self.pub\\nserver.py:3"];\n'
        '    s0 -> s2 [label="tcp://*:5555", style=solid];\n'
        '    s1 -> s2 [label="tcp://*:5555", style=dotted];\n'
        "}\n"
    )


def test_dot_labels_cannot_break_out() -> None:
    topology = Topology(sockets=(Socket("s", span("a.py", 1), (), (), "main", name='"\\&lt;\n.'),))
    assert '[label="socket of unknown type \\"\\\\&amp;lt;\\\\n.\\na.py:1"];' in dot.render(topology)


RULE = Rule("ZMQ901", "a-fault", "what it is", "info", "pedantic", "0.1.0", lambda topology: ())


def test_rules() -> None:
    assert rules.text([RULE]) == "ZMQ901  info     pedantic  a-fault  what it is\n"
    assert json.loads(rules.as_json([RULE])) == {"version": 1, "rules": [rules.metadata(RULE)]}
    assert json.loads(rules.page_as_json(RULE, "# page", None)) == {
        "version": 1,
        "rule": {
            "code": "ZMQ901",
            "name": "a-fault",
            "summary": "what it is",
            "severity": "info",
            "profile": "pedantic",
            "since": "0.1.0",
            "page": "# page",
            "observed": None,
        },
    }


def test_github() -> None:
    assert github.render([FULL]) == (
        "::error title=ZMQ101 incompatible-peers,file=server.py,line=10,endLine=10,col=5,endColumn=9"
        "::PUB and PULL meet%0Aclient.py:2:2: connects as PULL%0Anote: the handshake fails%0Ahelp: use SUB\n"
    )


@pytest.mark.parametrize(("severity", "command"), [("error", "error"), ("warning", "warning"), ("info", "notice")])
def test_github_severities(severity: str, command: str) -> None:
    assert github.render([finding(span("a.py", 1), severity=severity)]).startswith(f"::{command} title=")


def test_github_escapes_what_would_end_a_property_or_the_command() -> None:
    where = Span("a,b:c%d::e\r\n.py", 1, 2, 3, 4)
    said = github.render([finding(where, message="100%: one::two\r\n::error::three")])
    assert said == (
        "::error title=ZMQ101 incompatible-peers,file=a%2Cb%3Ac%25d%3A%3Ae%0D%0A.py,line=1,endLine=3"
        "::100%25: one::two\\r\\n::error::three\n"
    )
