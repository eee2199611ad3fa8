"""An HTTP URL raises, and over a port where another protocol is spoken no ZeroMQ message ever arrives."""

import contextlib
import socket as plain
import threading

import zmq

from zlint.prove import Refuted, name_of, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.DEALER) as client, plain.create_server(("127.0.0.1", 0)) as web:
        client.linger = 0
        try:
            client.connect("http://127.0.0.1:8080")  # error: [foreign-protocol]
        except zmq.ZMQError as error:
            raised = name_of(error)
        else:
            raise Refuted("connect took a URL of HTTP")
        requests: list[bytes] = []
        thread = threading.Thread(target=serve, args=(web, requests))
        thread.start()
        client.connect(f"tcp://127.0.0.1:{web.getsockname()[1]}")
        client.send(b"status")
        answered = client.poll(600)
        thread.join(5)
        observed = f"the URL raises {raised}; the server reads {requests[0][:1]!r}, no HTTP; the client's poll gives"
        holds = raised == "EPROTONOSUPPORT" and requests[0][:1] == b"\xff" and answered == 0
        return shown(f"{observed} {answered}", holds)


def serve(web: plain.socket, requests: list[bytes]) -> None:
    """Reads what comes first and answers it, as an HTTP server does."""
    web.settimeout(3)
    connection, _ = web.accept()
    with connection, contextlib.suppress(OSError):
        connection.settimeout(3)
        requests.append(connection.recv(4096))
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.STREAM) as client, plain.create_server(("127.0.0.1", 0)) as web:
        client.linger = 0
        client.rcvtimeo = 3000
        requests: list[bytes] = []
        thread = threading.Thread(target=serve, args=(web, requests))
        thread.start()
        client.connect(f"tcp://127.0.0.1:{web.getsockname()[1]}")
        peer, _ = client.recv_multipart()
        client.send_multipart([peer, b"GET / HTTP/1.1\r\n\r\n"])
        answer = client.recv_multipart()[1]
        thread.join(5)
        return shown(f"a STREAM reads {answer[:12]!r}", requests[0][:3] == b"GET" and answer.startswith(b"HTTP/1.1"))
