"""What stdgraph logs: one line a matter on stderr; a stack trace only for those who ask."""

from __future__ import annotations

import logging
import sys


def configure_logging(*, debug: bool) -> None:
    """Log warnings and worse, one line each; with ``debug`` also requests, and stack traces."""
    handler = Stderr()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s") if debug else OneLine())
    root = logging.getLogger()
    root.handlers[:] = [other for other in root.handlers if not isinstance(other, Stderr)] + [handler]
    root.setLevel(logging.INFO if debug else logging.WARNING)
    logging.getLogger("neo4j").setLevel(logging.ERROR)  # what the driver retries is no news


class Stderr(logging.Handler):
    """Writes to what is stderr at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        print(self.format(record), file=sys.stderr, flush=True)


class OneLine(logging.Formatter):
    """``stdgraph: message``, and of an exception its type and words."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        lines = record.getMessage().strip().splitlines() or [""]
        text = lines[-1] if lines[0].startswith("Traceback") else lines[0]
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            text = f"{text}: {type(error).__name__}: {error}".replace("\n", " ")
        return f"stdgraph: {text}"
