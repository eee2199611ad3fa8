"""How pyzmq spells each operation: one list for the static front end and for the recorder.

Source: pyzmq 27.3.0, `zmq.sugar`, `zmq.asyncio`, `zmq.green`, `zmq.eventloop.zmqstream`, `zmq.devices`,
`zmq.decorators`. Names are dotted as a program sees them, "zmq.Context". What a program calls on an object is a
`Spelling`: the kind of op and where its arguments stand.
"""

from __future__ import annotations

from dataclasses import dataclass

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
# Their methods, each with its parameters.
AUTHENTICATOR_METHODS: dict[str, tuple[str, ...]] = {
    "start": (),
    "allow": ("addresses",),
    "deny": ("addresses",),
    "configure_plain": ("domain", "passwords"),
    "configure_curve": ("domain", "location"),
    "configure_curve_callback": ("domain", "credentials_provider"),
    "configure_gssapi": ("domain", "location"),
}
CURVE_ALLOW_ANY = "*"  # a location for configure_curve

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
# What a ZMQStream adds to the methods of its socket: the receive that its callback stands for, None for no operation.
STREAM_METHODS = {
    "on_recv": "recv_multipart",
    "on_recv_stream": "recv_multipart",
    "on_send": None,
    "on_send_stream": None,
    "on_err": None,
    "set_close_callback": None,
}
# "same": the context itself, or one that shares its sockets.
CONTEXT_METHODS = {
    "socket": "open",
    "term": "term",
    "destroy": "term",
    "__exit__": "term",
    "instance": "same",
    "__enter__": "same",
    "shadow": "shadow",
    "set": "option",
    "setsockopt": "option",
}
POLLER_METHODS = {"register": "register", "modify": "register", "unregister": "unregister", "poll": "poll"}

_ASKS = "asks about the object and changes nothing"
_MONITOR = "a monitor is a PAIR of its own, which no rule follows"
_STOPS = "ends callbacks that are there; what they do is counted from their start on"
_CONTEXT = "what is asked of a context is not followed"
# Public names that are no operation, and why.
IGNORED = {
    "Socket": {
        "closed": _ASKS,
        "context": _ASKS,
        "copy_threshold": "says from which size on a message is not copied, which no rule needs",
        "disable_monitor": _MONITOR,
        "fileno": _ASKS,
        "get_monitor_socket": _MONITOR,
        "join": "groups are for RADIO and DISH, which are drafts",
        "leave": "groups are for RADIO and DISH, which are drafts",
        "monitor": _MONITOR,
        "shadow": "the same socket once more",
        "socket_type": _ASKS,
        "underlying": _ASKS,
    },
    "asyncio.Socket": {"from_socket": "the same socket once more"},
    "Context": {
        "closed": _ASKS,
        "get": _CONTEXT,
        "getsockopt": _CONTEXT,
        "shadow_pyczmq": "pyczmq has not been maintained since 2014",
        "underlying": _ASKS,
    },
    "Poller": {"sockets": _ASKS},
    "ZMQStream": {
        "closed": _ASKS,
        "flush": "runs callbacks that are due, and these are operations already",
        "receiving": _ASKS,
        "sending": _ASKS,
        "stop_on_err": _STOPS,
        "stop_on_recv": _STOPS,
        "stop_on_send": _STOPS,
    },
}
# Methods of a socket, or of the stream around it, that neither use nor change it in a way that rules care for.
HARMLESS_METHODS = frozenset(
    {*IGNORED["Socket"], *IGNORED["ZMQStream"], *"__enter__ __exit__ __hash__ __repr__ __str__".split()}
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
# What takes no time to speak of: with nothing else in between, one op comes right behind the other.
QUICK = NEVER_FAIL - {"sleep"} | frozenset(
    "now utcnow today uuid1 uuid4 random randint randrange choice uniform pack packb dumps encode decode upper lower "
    "title getpid gethostname strftime isoformat basename dirname exists range round abs min max".split()
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
