import pytest

from tests.semantics import TRUTH
from zlint.model import Endpoint, Hole, Template
from zlint.semantics.endpoints import FOREIGN, PROTOCOLS, problem

MEASURED: dict[str, list[str]] = TRUTH["endpoints"]
OPS = ("bind", "connect")

# The measurement names these paths by their length.
SPELT_OUT = {
    "ipc://DIR...(len path 107)": "ipc://" + "x" * 107,
    "ipc://DIR...(len path 108)": "ipc://" + "x" * 108,
    "inproc://nnnnn...(len path 303)": "inproc://" + "n" * 303,
}
# Refused where it was measured; on another machine, with IPV6 or with another build it may work.
DEPENDS = {
    "udp://127.0.0.1:5555": OPS,
    "pgm://eth0;239.1.1.1:5555": OPS,
    "epgm://eth0;239.1.1.1:5555": OPS,
    "norm://x:1": OPS,
    "ws://127.0.0.1:5555": OPS,
    "wss://127.0.0.1:5555": OPS,
    "vmci://1:1": OPS,
    "tipc://{5555,0,0}": ("bind",),
    "ipc:///nonexistentdir/x": ("bind",),
    "tcp://[::1]:5555": ("bind",),
    "tcp://::1:5555": ("bind",),
    "tcp://[::]:5555": ("bind",),
    "tcp://lo0:5555": ("bind",),
    "tcp://192.0.2.77:5555": ("bind",),
    "tcp://_srv:5555": ("bind",),
    "tcp://my_host:5555": ("bind",),
}
# Accepted, and wrong all the same.
ACCEPTED = {
    ("tcp://127.0.0.1:70000", "bind"): "port-range",
    ("tcp://127.0.0.1:70000", "connect"): "port-range",
    ("tcp://127.0.0.1:65536", "connect"): "port-range",
    ("tcp://127.0.0.1:-1", "bind"): "port-range",
    ("tcp://127.0.0.1:5555x", "bind"): "trailing-text",
    ("tcp://127.0.0.1:5555x", "connect"): "trailing-text",
    ("tcp://127.0.0.1: 5555", "bind"): "trailing-text",
    ("tcp://127.0.0.1:5555 ", "bind"): "trailing-text",
    ("tcp://127.0.0.1:5555\n", "bind"): "trailing-text",
    ("tcp://127.0.0.1:5555/", "bind"): "trailing-text",
    ("tcp://127.0.0.1:5555/path", "bind"): "trailing-text",
    ("tcp://127.0.0.1:0", "connect"): "wildcard",
    ("ipc://*", "connect"): "wildcard",
    ("tcp://:5555", "connect"): "malformed",
    ("tcp://256.1.1.1:5555", "connect"): "malformed",
}


@pytest.mark.parametrize("text", MEASURED)
@pytest.mark.parametrize("op", OPS)
def test_measured(text: str, op: str) -> None:
    found = problem(Endpoint.of(SPELT_OUT.get(text, text)), op)
    measured = MEASURED[text][OPS.index(op)]
    if measured == "ok":
        kind = ACCEPTED.get((text, op))
        assert (found and (found.kind, found.errno)) == (kind and (kind, None))
    elif op in DEPENDS.get(text, ()):
        assert found is None
    else:
        assert found is not None
        assert found.errno == measured


def test_number_of_measured_endpoints() -> None:
    assert len(MEASURED) == 84


@pytest.mark.parametrize(
    ("text", "op", "kind", "message"),
    [
        ("", "bind", "malformed", "has no transport, such as tcp://"),
        ("127.0.0.1:5555", "connect", "malformed", "has no transport, such as tcp://"),
        ("tcp", "bind", "malformed", "has no transport, such as tcp://"),
        ("://x", "bind", "malformed", "has no transport"),
        ("tcp:/127.0.0.1:5555", "bind", "malformed", "has no '://' behind 'tcp'"),
        ("inproc://", "bind", "malformed", "has no address"),
        ("http://", "bind", "malformed", "has no address"),
        ("udp://", "connect", "malformed", "has no address"),
        ("TCP://*:5555", "bind", "unknown-scheme", "has the unknown transport 'TCP', did you mean 'tcp'"),
        ("tpc://*:5555", "bind", "unknown-scheme", "has the unknown transport 'tpc', did you mean 'tcp'"),
        ("inprocs://x", "connect", "unknown-scheme", "has the unknown transport 'inprocs', did you mean 'inproc'"),
        ("http://x:80", "connect", "foreign-protocol", "is a URL of 'http', which is no transport"),
        ("tcp://localhost", "connect", "malformed", "has no port"),
        ("tcp://*", "connect", "malformed", "has no port"),
        ("tcp://127.0.0.1:", "bind", "malformed", "has no port"),
        ("tcp://[::1]", "bind", "malformed", "has no port behind ']'"),
        ("tcp://[::1]", "connect", "malformed", "has no port behind ']'"),
        ("tcp://127.0.0.1:abc", "bind", "malformed", "has the port 'abc', which is no number"),
        ("tcp://127.0.0.1:abc", "connect", "malformed", "has the port 'abc', which is no number"),
        (
            "tcp://127.0.0.1:70000",
            "bind",
            "port-range",
            "has the port 70000, outside 0-65535, libzmq takes it for 4464",
        ),
        ("tcp://127.0.0.1:65536", "bind", "port-range", "has the port 65536, outside 0-65535"),
        ("tcp://127.0.0.1:65536", "connect", "port-range", "has the port 65536, outside 0-65535"),
        ("tcp://*:5555/", "bind", "trailing-text", "has the port '5555/', libzmq takes it for 5555"),
        ("tcp://a:5555/x", "connect", "malformed", "has the character '/', which connect refuses"),
        ("tcp://a:1,tcp://b:2", "bind", "malformed", "has the character ',' in its host"),
        ("tcp://*:5555", "connect", "wildcard", "names no host to connect to, '*' is for bind"),
        ("tcp://127.0.0.1:*", "connect", "wildcard", "names no port to connect to, '*' is for bind"),
        ("tcp://localhost:0", "connect", "wildcard", "names port 0, which nobody can bind"),
        ("ipc://@", "connect", "malformed", "has an abstract name without a name"),
        ("ipc://" + "é" * 54, "bind", "too-long", "has a path of more than 107 bytes"),
        (
            "tcp://a.example.com:1",
            "bind",
            "remote-name",
            "names the host 'a.example.com', which is no interface of this machine",
        ),
        ("tcp://300.1.1.1:1", "bind", "malformed", "has the host '300.1.1.1', which is no ip address"),
        ("tcp://lo;127.0.0.1:1", "bind", "malformed", "has no port in its source address"),
    ],
)
def test_kind_and_message(text: str, op: str, kind: str, message: str) -> None:
    found = problem(Endpoint.of(text), op)
    assert found is not None
    assert (found.kind, found.message) == (kind, message)


@pytest.mark.parametrize("scheme", FOREIGN)
def test_other_protocols_are_no_misspelling(scheme: str) -> None:
    found = problem(Endpoint.of(f"{scheme}://host:80"), "connect")
    assert found is not None
    kind = "foreign-protocol" if scheme in PROTOCOLS else "unknown-scheme"
    assert (found.kind, found.errno) == (kind, "EPROTONOSUPPORT")
    assert "did you mean" not in found.message


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    "text",
    [
        "tcp://localhost:5555",
        "tcp://127.0.0.1:0;127.0.0.1:5555",
        "tcp://[::1]:5555",
        "tcp://eth0.100:5555",
        "ipc:///tmp/feed",
        "inproc://*",
        "udp://239.0.0.1:5555",
        "ws://host/path",
        "vmci://x",
    ],
)
def test_right_for_both(text: str, op: str) -> None:
    assert problem(Endpoint.of(text), op) is None


@pytest.mark.parametrize("text", ["tcp://localhost.localdomain:1", "tcp://me.local:1", "tcp://broker:1", "tcp://*:*"])
def test_hosts_that_may_be_this_machine(text: str) -> None:
    assert problem(Endpoint.of(text), "bind") is None


def template(text: str) -> Endpoint:
    """The endpoint that a format string such as `"tcp://{host}:1"` makes."""
    pieces = enumerate(text.replace("}", "{").split("{"))
    parts = (Hole(piece, piece, "a parameter") if at % 2 else piece for at, piece in pieces if piece)
    return Endpoint.of(Template(tuple(parts)))


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    "text",
    [
        "{endpoint}",
        "{scheme}://*:70000",
        "{host}:5555",
        "t{rest}",
        "tcp{rest}",
        "tcp:{rest}",
        "tcp://{address}",
        "tcp://{host}:{port}",
        "tcp://{host}:5555",
        "tcp://{host}5555",
        "tcp://127.0.0.1{colon and port}",
        "tcp://127.0.0.1:{port}",
        "tcp://127.0.0.1:55{digits}",
        "tcp://[{address}]:{port}",
        "tcp://{source};{host}:1",
        "ipc://{path}",
        "ipc:///tmp/{name}.ipc",
        "inproc://{name}",
        "ws://{host}",
    ],
)
def test_holes_can_make_it_right(text: str, op: str) -> None:
    assert problem(template(text), op) is None


@pytest.mark.parametrize(
    ("text", "op", "kind", "errno"),
    [
        ("localhost:{port}", "bind", "malformed", "EINVAL"),
        ("tcp//{host}:{port}", "connect", "malformed", "EINVAL"),
        ("TCP://{host}:{port}", "bind", "unknown-scheme", "EPROTONOSUPPORT"),
        ("http://{host}", "connect", "foreign-protocol", "EPROTONOSUPPORT"),
        ("tcp://*:{port}", "connect", "wildcard", "EINVAL"),
        ("tcp://{host}:*", "connect", "wildcard", "EINVAL"),
        ("tcp://{host}:0", "connect", "wildcard", None),
        ("tcp://{host}:{port}/", "connect", "malformed", "EINVAL"),
        ("tcp://{host}:", "bind", "malformed", "EINVAL"),
        ("tcp://{host}:", "connect", "malformed", "EINVAL"),
        ("tcp://{host}:70000", "bind", "port-range", None),
        ("tcp://{host}:70000", "connect", "port-range", None),
        ("tcp://{host}:5555/x", "bind", "trailing-text", None),
        ("tcp://example.com:{port}", "bind", "remote-name", "ENODEV"),
        ("ipc://" + "x" * 108 + "{name}", "bind", "too-long", "ENAMETOOLONG"),
    ],
)
def test_wrong_whatever_the_holes_hold(text: str, op: str, kind: str, errno: str | None) -> None:
    found = problem(template(text), op)
    assert found is not None
    assert (found.kind, found.errno) == (kind, errno)


@pytest.mark.parametrize("text", ["tcp://*:{port}", "tcp://{host}:*", "tcp://{host}:0", "tcp://*:{port}/"])
def test_wildcards_are_for_bind(text: str) -> None:
    assert problem(template(text), "bind") is None


@pytest.mark.parametrize(
    "text", ["tcp://example.com:{port}", "tcp://{host}:5555", "tcp://0.0.0.0:5555", "tcp://lo;a:1"]
)
def test_hosts_are_for_connect(text: str) -> None:
    assert problem(template(text), "connect") is None


def test_nothing_is_said_of_a_hole_alone() -> None:
    assert problem(Endpoint.of(Hole("endpoint", "endpoint", "a parameter")), "bind") is None
