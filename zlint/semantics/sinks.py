"""Calls that are dangerous when a sender can choose what they are given, and calls that pass on what was sent.

Source: the documentation of Python's standard library. Known by name only: what a program or another package defines
under these names is taken for the same.
"""

from __future__ import annotations

SHELL = frozenset(
    {
        "os.system",
        "os.popen",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "asyncio.create_subprocess_shell",
    }
)
# They run a program, and with shell=True a command line.
PROCESS = frozenset(
    {
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.Popen",
    }
)
OPEN = frozenset({"open", "io.open", "codecs.open"})
PATH_METHODS = frozenset({"write_text", "write_bytes"})  # of pathlib.Path
WRITES = frozenset("wax+")  # in a mode
IMPORT = frozenset({"importlib.import_module", "__import__"})
# Compares a signature with the one that the data must have.
VERIFIES = frozenset({"hmac.compare_digest", "secrets.compare_digest"})
MATCHES = frozenset({"re.match", "re.fullmatch"})
# Of a text: it holds nothing but letters and digits. Of a value: it is one of these types.
PLAIN_TEXT = frozenset("isalnum isalpha isdecimal isdigit isnumeric".split())
NUMBERS = frozenset({"int", "float", "bool"})
# Of functions that are not followed: their result is what they are given, or is read from it.
PASSING = frozenset(
    "loads load unpackb unpack literal_eval safe_load b64decode urlsafe_b64decode decompress unhexlify fromhex "
    "normpath abspath realpath commonpath resolve expanduser expandvars split join unquote unquote_plus str bytes "
    "bytearray memoryview Path PurePath decode format copy deepcopy dict list tuple strip parse_raw parse_obj "
    "model_validate model_validate_json from_dict from_json decrypt".split()
)
# Methods whose result is no longer what was sent.
DIGESTS = frozenset("hexdigest digest isidentifier count find rfind index bit_length".split())
