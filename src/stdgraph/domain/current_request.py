"""The id of the request over HTTP that is being answered, wherever in its course: for logs, for errors, and for what it records."""

from __future__ import annotations

from contextvars import ContextVar

_CURRENT: ContextVar[str | None] = ContextVar("stdgraph_request", default=None)


def current_request() -> str | None:
    """The id; None outside a request."""
    return _CURRENT.get()


def begin_request(request_id: str) -> None:
    """Let what follows in this task, and in the tasks that it starts, belong to a request."""
    _CURRENT.set(request_id)
