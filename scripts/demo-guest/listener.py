"""listener.py LOG PORT...: the world outside the namespace.

Accepts connections on these ports of 127.0.0.1, answers each with "ok" and
appends one line "PORT TEXT" to LOG for it, also when nothing was sent.
"""

import selectors
import socket
import sys


def serve(listener, log):
    """One connection, from beginning to end."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(60)
        text = b''
        try:
            while part := connection.recv(4096):
                text += part
            connection.sendall(b'ok')
        except OSError as error:
            text += str(error).encode()
    words = text.decode(errors='replace').replace('\n', ' ')
    print(listener.getsockname()[1], words, file=log, flush=True)


def main():
    """Listen, say that we do, serve for ever."""
    selector = selectors.DefaultSelector()
    with open(sys.argv[1], 'a') as log:
        for port in sys.argv[2:]:
            listener = socket.create_server(('127.0.0.1', int(port)), backlog=16)
            selector.register(listener, selectors.EVENT_READ)
        print('listening', file=log, flush=True)
        while True:
            for key, _ in selector.select():
                serve(key.fileobj, log)


main()
