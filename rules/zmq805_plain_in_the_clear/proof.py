"""PLAIN sends user and password as they are: whoever forwards the connection can read them."""

import secrets
import socket
import threading
from typing import Any

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from zlint.prove import shown

USER, PASSWORD = secrets.token_hex(4), secrets.token_hex(8)


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_plain(domain="*", passwords={USER: PASSWORD})
        server.plain_server = True
        port = server.bind_to_random_port("tcp://*")  # possible: [plain-in-the-clear]
        client.plain_username = USER.encode()
        client.plain_password = PASSWORD.encode()
        seen = overheard(server, client, port)
        authenticator.stop()
        return shown(f"the password is read on the way: {PASSWORD.encode() in seen}", PASSWORD.encode() in seen)


def good() -> str:
    zmq.auth.create_certificates(".", "client")
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain="*", location=".")
        client.curve_serverkey, server.curve_secretkey = zmq.curve_keypair()
        server.curve_server = True
        port = server.bind_to_random_port("tcp://*")
        client.curve_publickey, client.curve_secretkey = zmq.auth.load_certificate("client.key_secret")
        seen = overheard(server, client, port)
        authenticator.stop()
        return shown(f"with CURVE the message itself is not read, of {len(seen)} bytes", b"order" not in seen)


def overheard(server: zmq.Socket[bytes], client: zmq.Socket[bytes], port: int) -> bytes:
    """All that a client tells a server until its message has arrived, as one sees it who forwards it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        threading.Thread(target=forward, args=(listener, port, heard), daemon=True).start()
        client.linger = 0
        client.connect(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        client.send(b"order")
        server.rcvtimeo = 5000
        server.recv()
    return b"".join(heard)


def forward(listener: socket.socket, port: int, heard: list[bytes]) -> None:
    near, _ = listener.accept()
    far = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=copy, args=(far, near, []), daemon=True).start()
    copy(near, far, heard)


def copy(source: socket.socket, target: socket.socket, heard: list[Any]) -> None:
    while data := source.recv(4096):
        heard.append(data)
        target.sendall(data)
