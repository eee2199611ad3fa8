"""What bind and connect raise for each text, but for what depends on the machine or the build.

Nothing is asked that would leave this machine.
"""

from collections.abc import Callable
from functools import partial

from tests.oracle import control
from tests.oracle.sockets import outcome, sockets
from tests.semantics import TRUTH
from zlint.prove import free_port

# The measurement names these paths by their length.
SPELT_OUT = {
    "ipc://DIR...(len path 107)": "ipc://" + "x" * 107,
    "ipc://DIR...(len path 108)": "ipc://" + "x" * 108,
    "inproc://nnnnn...(len path 303)": "inproc://" + "n" * 303,
    "ipc://DIR/ok": "ipc://ok",
    "ipc:DIR/z": "ipc:z",
    "IPC://DIR/u": "IPC://u",
}
# An interface that need not exist, a port that not everybody may bind, transports that need not be built in.
DEPENDS = ("eth0", ":80", "udp:", "pgm:", "norm:", "ws:", "wss:", "tipc:", "vmci:")
# connect would look the name up, or send to another machine.
OUTSIDE = ("192.0.2.77", "no.such.host.invalid", "256.1.1.1", "my_host")


def verdict(text: str, op: str) -> str:
    text = SPELT_OUT.get(text, text).replace("5555", str(free_port()))
    with sockets("PULL", "PUSH") as (binder, connector):
        port = binder.bind_to_random_port("tcp://127.0.0.1")
        control(outcome(connector.connect, f"tcp://127.0.0.1:{port}") == "ok", "a good endpoint is accepted")
    with sockets("PULL") as (socket,):
        calls: dict[str, Callable[[str], object]] = {"bind": socket.bind, "connect": socket.connect}
        return outcome(calls[op], text)


PROBES = {
    f"{op} {text!r}": partial(verdict, text, op)
    for op in ("bind", "connect")
    for text in TRUTH["endpoints"]
    if not any(part in text for part in (DEPENDS if op == "bind" else DEPENDS + OUTSIDE))
}
