"""The address the service listens on: taken before anything slow starts, so that a port in use is told at once."""

from __future__ import annotations

import errno
import socket

from stdgraph.errors import Unavailable


def listen_on(host: str, port: int) -> socket.socket:
    """A socket bound to the address and listening, kept from child processes: the engine may outlive us.

    Raises Unavailable, naming the address, when it cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            # Two processes may be bound to one port as long as neither listens: this one has it from here on.
            listener.listen(2048)
        except BaseException:
            listener.close()
            raise
    except OSError as error:
        raise Unavailable(_reason(host, port, error)) from None
    return listener


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{host}:{port} is in use by another program: stop it or choose another port (--port, STDGRAPH_PORT)"
    reason = error.strerror or str(error)
    return f"cannot listen on {host}:{port}: {reason} (--host, --port, STDGRAPH_HOST, STDGRAPH_PORT)"
