"""What the table of codecs says is what the standard library does."""

from __future__ import annotations

import json
import pickle
import struct
from collections.abc import Callable

import pytest

from zlint.model import Tri
from zlint.semantics.codecs import decodes, struct_codec

ENCODE: dict[str, Callable[[object], bytes]] = {
    "json": lambda value: json.dumps(value).encode(),
    "pickle": pickle.dumps,
    "text": lambda value: str(value).encode(),
}
DECODE: dict[str, Callable[[bytes], object]] = {"json": json.loads, "pickle": pickle.loads, "text": bytes.decode}
VALUES = ({"value": 20.5}, [1, 2, 3], "text", None, True)


def works(encoded: str, decoder: str, value: object) -> bool:
    try:
        DECODE[decoder](ENCODE[encoded](value))
    except Exception:
        return False
    return True


@pytest.mark.parametrize("encoded", ENCODE)
@pytest.mark.parametrize("decoder", DECODE)
def test_the_standard_library(encoded: str, decoder: str) -> None:
    answers = [works(encoded, decoder, value) for value in VALUES]
    said = decodes(encoded, decoder)
    assert (said is Tri.NO, said is Tri.YES) in ((not any(answers), all(answers)), (False, False))
    assert said is Tri.NO or any(answers)


@pytest.mark.parametrize(
    ("encoded", "decoder", "value", "expected"),
    [
        ("json", "json", None, Tri.YES),
        ("", "json", None, Tri.MAYBE),
        ("", "json", b"ready", Tri.NO),
        ("text", "json", '"ready"', Tri.YES),
        ("struct 8", "struct 4", None, Tri.NO),
        ("struct 8", "struct 8", None, Tri.YES),
        ("json", "text", None, Tri.MAYBE),
        ("msgpack", "json", None, Tri.NO),
    ],
)
def test_decodes(encoded: str, decoder: str, value: str | bytes | None, expected: Tri) -> None:
    assert decodes(encoded, decoder, value) is expected


def test_struct() -> None:
    assert (struct_codec("<d"), struct_codec(b"!I"), struct_codec("no format")) == ("struct 8", "struct 4", "")
    with pytest.raises(struct.error):
        struct.unpack("<f", struct.pack("<d", 1.0))
