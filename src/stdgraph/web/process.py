"""What a process of the service does before anything slow: it sets up its log, and takes its address."""

from __future__ import annotations

import errno
import logging
import socket
import sys

from stdgraph.errors import Unavailable
from stdgraph.web.one_line import ACCESS, error_line, message_line


def configure_logging(*, debug: bool, as_json: bool = False) -> None:
    """Log warnings and worse, one line each; with ``debug`` also requests, and stack traces. As JSON a line is an object, and requests have one."""
    handler = Stderr()
    handler.setFormatter(_formatter(debug=debug, as_json=as_json))
    root = logging.getLogger()
    root.handlers[:] = [other for other in root.handlers if not isinstance(other, Stderr)] + [handler]
    root.setLevel(logging.INFO if debug else logging.WARNING)
    logging.getLogger("neo4j").setLevel(logging.ERROR)  # what the driver retries is no news
    logging.getLogger(ACCESS).setLevel(logging.INFO if as_json else logging.NOTSET)
    if not debug:
        logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record of the server concerns whoever runs it: what a client sends that is no HTTP does not."""
    return record.msg not in ("Invalid HTTP request received.", "Unsupported upgrade request.")


def _formatter(*, debug: bool, as_json: bool) -> logging.Formatter:
    if as_json:
        from stdgraph.web.log_lines import json_formatter  # what it needs takes time that commands have not

        return json_formatter(debug=debug)
    return logging.Formatter("%(asctime)s %(name)s: %(message)s") if debug else OneLine()


class Stderr(logging.Handler):
    """Writes to what is stderr at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        print(self.format(record), file=sys.stderr, flush=True)


class OneLine(logging.Formatter):
    """``stdgraph: message``, and of an exception its type and words."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        text = message_line(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text}: {error_line(record.exc_info[1])}"
        return f"stdgraph: {text}"


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
