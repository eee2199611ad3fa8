"""Who has a server's secret key is that server for its clients, which have nothing else to know it by."""

import pathlib

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from zlint.prove import Refuted, shown

SECRET = b"JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"


def bad() -> str:
    known = zmq.curve_public(SECRET)
    copied = next(line for line in pathlib.Path(__file__).read_text("utf-8").splitlines() if line.startswith("SECRET"))
    with zmq.Context() as context, context.socket(zmq.PULL) as impostor, context.socket(zmq.PUSH) as client:
        impostor.curve_secretkey = SECRET  # error: [hard-coded-key]
        impostor.curve_publickey = known
        got = receives(impostor, client, known)
        return shown(f"with the key of the line {copied[:15]}... another server gets {got}", got == [b"order"])


def good() -> str:
    file = pathlib.Path("secret")
    known, secret = zmq.curve_keypair()
    file.write_bytes(secret)
    _, other = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        server.curve_secretkey = file.read_bytes()
        server.curve_publickey = known
        if (got := receives(server, client, known)) != [b"order"]:
            raise Refuted(f"the server got {got}")
    with zmq.Context() as context, context.socket(zmq.PULL) as impostor, context.socket(zmq.PUSH) as client:
        impostor.curve_secretkey = other
        impostor.curve_publickey = zmq.curve_public(other)
        got = receives(impostor, client, known)
        return shown(f"a key that is in a file opens to its server; a server with another key gets {got}", got == [])


def receives(server: zmq.Socket[bytes], client: zmq.Socket[bytes], known: bytes) -> list[bytes]:
    """What a server gets from a client that knows its server by this key."""
    zmq.auth.create_certificates(".", "client")
    authenticator = ThreadAuthenticator(server.context)
    authenticator.start()
    authenticator.configure_curve(domain="*", location=".")
    server.curve_server = True
    port = server.bind_to_random_port("tcp://127.0.0.1")
    client.curve_publickey, client.curve_secretkey = zmq.auth.load_certificate("client.key_secret")
    client.curve_serverkey = known
    client.linger = 0
    client.connect(f"tcp://127.0.0.1:{port}")
    client.send(b"order")
    got = [server.recv()] if server.poll(1000) else []
    authenticator.stop()
    return got
