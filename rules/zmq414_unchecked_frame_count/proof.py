"""One message with a frame too few ends the loop of a service that unpacks a fixed number of frames."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.DEALER) as client:
        client.connect(f"tcp://127.0.0.1:{server.bind_to_random_port('tcp://127.0.0.1')}")
        client.send_multipart([b"2"])
        client.send_multipart([b"1", b"work"])
        try:
            while server.poll(1000):
                identity, number, body = server.recv_multipart()  # error: [unchecked-frame-count]
                server.send_multipart([identity, number, body.upper()])
        except ValueError as error:
            return shown(f"the service ends: {error}", client.poll(300) == 0)
        return shown("the service goes on", False)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.DEALER) as client:
        client.rcvtimeo = 2000
        client.connect(f"tcp://127.0.0.1:{server.bind_to_random_port('tcp://127.0.0.1')}")
        client.send_multipart([b"2"])
        client.send_multipart([b"1", b"work"])
        while server.poll(1000):
            try:
                identity, number, body = server.recv_multipart()
            except ValueError:
                continue
            server.send_multipart([identity, number, body.upper()])
        reply = client.recv_multipart()
        return shown(f"the service goes on, {reply} arrives", reply == [b"1", b"WORK"])
