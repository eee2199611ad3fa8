"""What turns data into bytes and back, and which of these fit together.

A codec is "json", "pickle", "msgpack", "text", or "struct" with the size of its format, "struct 8". Source: the
libraries' own errors; `tests/semantics/test_codecs.py` asks those of the standard library.

Not known: what is compressed or encrypted in between; marshal and other formats that no table has.
"""

from __future__ import annotations

import json
import struct

from zlint.model import Tri

ENCODERS = {
    "json.dumps": "json",
    "simplejson.dumps": "json",
    "ujson.dumps": "json",
    "orjson.dumps": "json",
    "zmq.utils.jsonapi.dumps": "json",
    "pickle.dumps": "pickle",
    "cPickle.dumps": "pickle",
    "cloudpickle.dumps": "pickle",
    "dill.dumps": "pickle",
    "msgpack.packb": "msgpack",
    "msgpack.dumps": "msgpack",
    "struct.pack": "struct",
}
DECODERS = {
    "json.loads": "json",
    "simplejson.loads": "json",
    "ujson.loads": "json",
    "orjson.loads": "json",
    "zmq.utils.jsonapi.loads": "json",
    "pickle.loads": "pickle",
    "cPickle.loads": "pickle",
    "cloudpickle.loads": "pickle",
    "dill.loads": "pickle",
    "msgpack.unpackb": "msgpack",
    "msgpack.loads": "msgpack",
    "struct.unpack": "struct",
}
TEXTUAL = frozenset({"json.dumps", "simplejson.dumps", "ujson.dumps"})  # they give str, the others bytes
METHODS = {"json": "json", "pyobj": "pickle", "string": "text"}  # of `Op.codec`
# (encoded as, decoded as) whose decoder raises, whatever the data is.
CLASH = frozenset(
    {
        ("json", "pickle"),
        ("json", "msgpack"),
        ("pickle", "json"),
        ("pickle", "msgpack"),
        ("pickle", "text"),
        ("msgpack", "json"),
        ("msgpack", "pickle"),
        ("text", "pickle"),
    }
)


def struct_codec(layout: str | bytes) -> str:
    """The codec of a format of `struct`; "" for one that is wrong."""
    try:
        return f"struct {struct.calcsize(layout)}"
    except struct.error:
        return ""


def decodes(encoded: str, decoder: str, value: str | bytes | None = None) -> Tri:
    """Can data that is `encoded` so, or is this `value`, be decoded by `decoder`? MAYBE when that is not known."""
    if decoder == "json" and value is not None:
        return Tri.of(_is_json(value))
    if (encoded, decoder) in CLASH:
        return Tri.NO
    if encoded.startswith("struct ") and decoder.startswith("struct "):
        return Tri.of(encoded == decoder)
    return Tri.of(encoded == decoder) | Tri.MAYBE


def _is_json(value: str | bytes) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
