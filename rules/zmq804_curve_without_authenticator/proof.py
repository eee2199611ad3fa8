"""CURVE without an authenticator lets in any key; set after bind, everybody or nobody; a client needs its own pair.

With an authenticator that has the folder of the known keys, those are let in and others are not.
"""

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from zlint.prove import Refuted, shown


def bad() -> str:
    found = {
        "any key": unchecked(),
        "CURVE_ALLOW_ANY": any_key_allowed(),
        "clear text before CURVE": late(),
        "any key before CURVE_SERVER": late_with_its_key(),
        "a client without a pair": keyless(),
    }
    return shown(f"let in: {found}", list(found.values()) == [True, True, True, False, False])


def unchecked() -> bool:
    public, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        server.curve_secretkey = secret
        server.curve_server = True  # error: [curve-without-authenticator]
        port = server.bind_to_random_port("tcp://127.0.0.1")
        return let_in(server, with_keys(client, public, zmq.curve_keypair()), port)


def any_key_allowed() -> bool:
    public, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain="*", location="*")  # error: [curve-without-authenticator]
        server.curve_secretkey = secret
        server.curve_server = True
        port = server.bind_to_random_port("tcp://127.0.0.1")
        found = let_in(server, with_keys(client, public, zmq.curve_keypair()), port)
        authenticator.stop()
        return found


def late() -> bool:
    _, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        server.curve_server = True  # error: [curve-without-authenticator]
        server.curve_secretkey = secret
        return let_in(server, client, port)


def late_with_its_key() -> bool:
    public, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        server.curve_secretkey = secret
        port = server.bind_to_random_port("tcp://127.0.0.1")
        server.curve_server = True  # error: [curve-without-authenticator]
        return let_in(server, with_keys(client, public, zmq.curve_keypair()), port)


def keyless() -> bool:
    zmq.auth.create_certificates(".", "nobody")
    public, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain="*", location=".")
        server.curve_secretkey = secret
        server.curve_server = True
        port = server.bind_to_random_port("tcp://127.0.0.1")
        client.curve_serverkey = public  # error: [curve-without-authenticator]
        found = let_in(server, client, port)
        authenticator.stop()
        return found


def good() -> str:
    zmq.auth.create_certificates(".", "client")
    public, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain="*", location=".")
        server.curve_secretkey = secret
        server.curve_server = True
        port = server.bind_to_random_port("tcp://127.0.0.1")
        with context.socket(zmq.PUSH) as stranger:
            if let_in(server, with_keys(stranger, public, zmq.curve_keypair()), port):
                raise Refuted("a client with another key was let in")
        with context.socket(zmq.PUSH) as client:
            known = let_in(server, with_keys(client, public, zmq.auth.load_certificate("client.key_secret")), port)
        authenticator.stop()
        return shown(f"a client with another key is not let in, one with a known key: {known}", known)


def with_keys(client: zmq.Socket[bytes], server: bytes, own: tuple[bytes, bytes | None]) -> zmq.Socket[bytes]:
    client.curve_publickey, client.curve_secretkey = own
    client.curve_serverkey = server
    return client


def let_in(server: zmq.Socket[bytes], client: zmq.Socket[bytes], port: int) -> bool:
    client.linger = 0
    client.connect(f"tcp://127.0.0.1:{port}")
    client.send(b"order")
    return bool(server.poll(1000) and server.recv())
