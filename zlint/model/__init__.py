"""The nouns of zlint. Imports nothing of ours; knows neither libcst nor pyzmq.

Both front ends (`zlint.static` from source text, a recorder from a run) build one `Topology` from these.
"""

from zlint.model.authenticator import Authenticator, Setting
from zlint.model.endpoint import Endpoint
from zlint.model.execution import Execution
from zlint.model.frames import Frame, Frames
from zlint.model.hints import NO_HINTS, Hints, Wrapper
from zlint.model.op import Edge, Handler, Op, OpGraph, Reading
from zlint.model.socket import Context, Link, Socket
from zlint.model.span import Span
from zlint.model.topology import MEASURED, Mention, Sink, Topology, Unreached, Unresolved
from zlint.model.tri import Tri
from zlint.model.value import SAME_AS, Factor, Hole, Template, Value

__all__ = [
    "MEASURED",
    "NO_HINTS",
    "SAME_AS",
    "Authenticator",
    "Context",
    "Edge",
    "Endpoint",
    "Execution",
    "Factor",
    "Frame",
    "Frames",
    "Handler",
    "Hints",
    "Hole",
    "Link",
    "Mention",
    "Op",
    "OpGraph",
    "Reading",
    "Setting",
    "Sink",
    "Socket",
    "Span",
    "Template",
    "Topology",
    "Tri",
    "Unreached",
    "Unresolved",
    "Value",
    "Wrapper",
]
