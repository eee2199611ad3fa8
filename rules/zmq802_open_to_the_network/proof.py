"""A socket that is bound on all interfaces listens on all, and takes what any client sends, whoever that is."""

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as server:
        port = server.bind_to_random_port("tcp://*")  # error: [open-to-the-network]
        listens = server.get_string(zmq.LAST_ENDPOINT)
        with context.socket(zmq.PUSH) as stranger:
            got = receives(server, stranger, port)
        observed = f"it listens on {listens}, and gets {got} of a client that shows nothing"
        return shown(observed, listens == f"tcp://0.0.0.0:{port}" and got == [b"order"])


def good() -> str:
    zmq.auth.create_certificates(".", "client")
    public, secret = zmq.curve_keypair()
    with zmq.Context() as context, context.socket(zmq.PULL) as server:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain="*", location=".")
        server.curve_secretkey = secret
        server.curve_server = True
        port = server.bind_to_random_port("tcp://*")
        with context.socket(zmq.PUSH) as stranger:
            let_in = receives(server, stranger, port)
        with context.socket(zmq.PUSH) as client:
            client.curve_publickey, client.curve_secretkey = zmq.auth.load_certificate("client.key_secret")
            client.curve_serverkey = public
            known = receives(server, client, port)
        authenticator.stop()
        if known != [b"order"]:
            raise Refuted(f"of the client with a known key it gets {known}")
        return shown(f"with CURVE it gets {let_in} of a client that shows nothing", let_in == [])


def receives(server: zmq.Socket[bytes], client: zmq.Socket[bytes], port: int) -> list[bytes]:
    """What the server gets of this client."""
    client.linger = 0
    client.connect(f"tcp://127.0.0.1:{port}")
    client.send(b"order")
    return [server.recv()] if server.poll(1000) else []
