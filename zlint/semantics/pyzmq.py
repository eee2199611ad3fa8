"""How pyzmq spells each operation: one list for the static front end and for the recorder.

Source: pyzmq 27.3.0, `zmq.sugar`, `zmq.asyncio`, `zmq.green`, `zmq.eventloop.zmqstream`, `zmq.devices`,
`zmq.decorators`. Names are dotted as a program sees them, "zmq.Context". What a program calls on an object is a
`Spelling`: the kind of op and where its arguments stand.
"""

from __future__ import annotations

from dataclasses import dataclass

MODULES = ("zmq", "zmq.asyncio", "zmq.green", "zmq.eventloop.future", "zmq.sugar", "zmq.backend")

CONTEXT_CLASSES = {
    "zmq.Context": "sync",
    "zmq.SerializingContext": "sync",
    "zmq.ThreadLocalContext": "sync",
    "zmq.sugar.context.Context": "sync",
    "zmq.sugar.Context": "sync",
    "zmq.asyncio.Context": "asyncio",
    "zmq.eventloop.future.Context": "asyncio",
    "zmq.green.Context": "green",
}
SOCKET_CLASSES = {
    "zmq.Socket": "sync",
    "zmq.sugar.socket.Socket": "sync",
    "zmq.sugar.Socket": "sync",
    "zmq.SyncSocket": "sync",
    "zmq.asyncio.Socket": "asyncio",
    "zmq.eventloop.future.Socket": "asyncio",
    "zmq.green.Socket": "green",
}
POLLER_CLASSES = {"zmq.Poller": "sync", "zmq.asyncio.Poller": "asyncio", "zmq.green.Poller": "green"}
STREAM_CLASSES = frozenset({"zmq.eventloop.zmqstream.ZMQStream", "zmq.eventloop.ZMQStream"})
PROXIES = {"zmq.proxy": (0, 1, 2), "zmq.device": (1, 2, 3), "zmq.proxy_steerable": (0, 1, 2)}
DEVICES = frozenset(
    f"zmq.devices{module}.{name}"
    for module in ("", ".basedevice", ".proxydevice", ".monitoredqueuedevice")
    for name in (
        "Device",
        "ThreadDevice",
        "ProcessDevice",
        "Proxy",
        "ThreadProxy",
        "ProcessProxy",
        "ProxySteerable",
        "ThreadProxySteerable",
        "ProcessProxySteerable",
        "MonitoredQueue",
        "ThreadMonitoredQueue",
        "ProcessMonitoredQueue",
    )
)
AUTHENTICATORS = frozenset(
    {
        "zmq.auth.thread.ThreadAuthenticator",
        "zmq.auth.asyncio.AsyncioAuthenticator",
        "zmq.auth.ioloop.IOLoopAuthenticator",
        "zmq.auth.Authenticator",
        "zmq.auth.base.Authenticator",
    }
)
DECORATORS = {"zmq.decorators.context": "context", "zmq.decorators.socket": "socket"}

AGAIN = "zmq.Again"
ERRORS = {
    "zmq.Again": ("zmq.Again", "zmq.error.Again"),
    "zmq.ContextTerminated": ("zmq.ContextTerminated", "zmq.error.ContextTerminated"),
    "zmq.ZMQError": ("zmq.ZMQError", "zmq.error.ZMQError"),
    "zmq.ZMQBaseError": ("zmq.ZMQBaseError", "zmq.error.ZMQBaseError"),
}
CATCHES_AGAIN = frozenset({"zmq.Again", "zmq.ZMQError", "zmq.ZMQBaseError", "Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """kind: of the op. codec: of the message. payload: argument that is the message, endpoint or topic.
    flags: index of the flags argument (keyword "flags" otherwise)."""

    kind: str
    codec: str = "bytes"
    payload: int | None = None
    flags: int | None = None


SOCKET_METHODS = {
    "send": Spelling("send", "bytes", 0, 1),
    "send_string": Spelling("send", "string", 0, 1),
    "send_unicode": Spelling("send", "string", 0, 1),
    "send_json": Spelling("send", "json", 0, 1),
    "send_pyobj": Spelling("send", "pyobj", 0, 1),
    "send_multipart": Spelling("send", "multipart", 0, 1),
    "send_serialized": Spelling("send", "serialized", 0, 2),
    "recv": Spelling("recv", "bytes", None, 0),
    "recv_into": Spelling("recv", "bytes", None, None),
    "recv_string": Spelling("recv", "string", None, 0),
    "recv_unicode": Spelling("recv", "string", None, 0),
    "recv_json": Spelling("recv", "json", None, 0),
    "recv_pyobj": Spelling("recv", "pyobj", None, 0),
    "recv_multipart": Spelling("recv", "multipart", None, 0),
    "recv_serialized": Spelling("recv", "serialized", None, 1),
    "poll": Spelling("poll", payload=0, flags=1),
    "bind": Spelling("bind", payload=0),
    "bind_to_random_port": Spelling("bind", payload=0),
    "connect": Spelling("connect", payload=0),
    "unbind": Spelling("unbind", payload=0),
    "disconnect": Spelling("disconnect", payload=0),
    "close": Spelling("close"),
    "subscribe": Spelling("subscribe", payload=0),
    "unsubscribe": Spelling("unsubscribe", payload=0),
    "setsockopt": Spelling("option", payload=1),
    "setsockopt_string": Spelling("option", payload=1),
    "setsockopt_unicode": Spelling("option", payload=1),
    "set": Spelling("option", payload=1),
    "set_string": Spelling("option", payload=1),
    "getsockopt": Spelling("option"),
    "getsockopt_string": Spelling("option"),
    "getsockopt_unicode": Spelling("option"),
    "get": Spelling("option"),
    "get_string": Spelling("option"),
    "set_hwm": Spelling("option", payload=0),
    "get_hwm": Spelling("option"),
}
# What a ZMQStream adds or does otherwise than a socket.
STREAM_METHODS = {
    "on_recv": "recv_multipart",
    "on_recv_stream": "recv_multipart",
    "on_send": None,
    "stop_on_recv": None,
    "stop_on_send": None,
    "set_close_callback": None,
    "flush": None,
}
READ_ONLY_ATTRIBUTES = {"rcvmore": "RCVMORE", "last_endpoint": "LAST_ENDPOINT", "events": "EVENTS", "fd": "FD"}
# Attributes that are not options: methods are handled before, these are plain data or introspection.
PLAIN_ATTRIBUTES = frozenset(
    {"closed", "context", "socket_type", "underlying", "copy_threshold", "socket", "FD", "io_loop", "poller"}
)
# Methods of a socket that neither use nor change it in a way that rules care for.
HARMLESS_METHODS = frozenset(
    "fileno closed get_monitor_socket monitor disable_monitor __enter__ __exit__ shadow underlying __hash__ "
    "__repr__ __str__ set_monitor stop_on_recv stop_on_send flush receiving sending".split()
)
# Calls that a socket may be handed to without being used there.
HARMLESS_CALLS = frozenset(
    "print len str repr id isinstance issubclass hasattr type bool hash format debug info warning error exception "
    "critical log append add discard remove getattr setattr vars dir callable iter next list tuple set dict".split()
)
# What a program does on every line and no handler is written for. By name: loggers have many names.
NEVER_FAIL = frozenset(
    "print len str repr id isinstance issubclass hasattr type bool debug info warning warn error exception critical "
    "log append add sleep time monotonic perf_counter is_set is_alive current_thread getpid".split()
)
THREAD_LIKE = {
    "threading.Thread": "thread",
    "threading.Timer": "thread",
    "_thread.start_new_thread": "thread",
    "gevent.Greenlet": "task",
    "multiprocessing.Process": "process",
    "multiprocessing.context.Process": "process",
    "multiprocessing.process.Process": "process",
    "torch.multiprocessing.Process": "process",
    "multiprocess.Process": "process",
    "billiard.Process": "process",
    "PyQt5.QtCore.QThread": "thread",
    "PyQt6.QtCore.QThread": "thread",
    "PySide2.QtCore.QThread": "thread",
    "PySide6.QtCore.QThread": "thread",
    "qtpy.QtCore.QThread": "thread",
}
EXECUTORS = {
    "concurrent.futures.ThreadPoolExecutor": "thread",
    "concurrent.futures.thread.ThreadPoolExecutor": "thread",
    "concurrent.futures.ProcessPoolExecutor": "process",
    "concurrent.futures.process.ProcessPoolExecutor": "process",
    "multiprocessing.Pool": "process",
    "multiprocessing.pool.Pool": "process",
    "multiprocessing.pool.ThreadPool": "thread",
}
LOCKS = frozenset(
    {
        "threading.Lock",
        "threading.RLock",
        "threading.Condition",
        "threading.Semaphore",
        "threading.BoundedSemaphore",
        "asyncio.Lock",
        "multiprocessing.Lock",
        "multiprocessing.RLock",
    }
)
UNSAFE_LOADERS = frozenset(
    {
        "pickle.loads",
        "pickle.load",
        "cPickle.loads",
        "_pickle.loads",
        "cloudpickle.loads",
        "cloudpickle.load",
        "dill.loads",
        "dill.load",
        "marshal.loads",
        "jsonpickle.decode",
        "jsonpickle.loads",
        "yaml.load",
        "yaml.unsafe_load",
        "yaml.full_load",
        "torch.load",
        "joblib.load",
        "shelve.open",
        "eval",
        "exec",
    }
)


def canonical(path: str) -> str:
    """The shortest dotted name for what pyzmq exports under several: "zmq.error.Again" is "zmq.Again"."""
    for name, spellings in ERRORS.items():
        if path in spellings:
            return name
    for module in ("zmq.constants.", "zmq.green.", "zmq.error.", "zmq.sugar.", "zmq.SocketType.", "zmq.SocketOption."):
        rest = path.removeprefix(module)
        if rest != path and rest.isupper():
            return "zmq." + rest
    return path
