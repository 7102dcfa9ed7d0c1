"""The domain's errors. Each has one code, which GraphQL puts in ``extensions.code`` and the CLI turns into its exit code."""

from __future__ import annotations

from typing import ClassVar


class StdgraphError(Exception):
    """A message for the person who asked: it names the place and what was expected, and holds no secret."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    exit_code: ClassVar[int] = 1


class BadInput(StdgraphError):
    """What was asked or given is itself wrong; nothing was changed."""

    code = "BAD_USER_INPUT"
    exit_code = 2


class Unauthenticated(StdgraphError):
    """Who asks is not known: no token where one is needed, or one that is not, or no longer, good. Nothing was changed."""

    code = "UNAUTHENTICATED"
    exit_code = 2


class LimitExceeded(StdgraphError):
    """The question is well formed and larger than this service answers."""

    code = "LIMIT_EXCEEDED"
    exit_code = 2


class TimedOut(StdgraphError):
    """The engine ended a statement at its time limit."""

    code = "TIMEOUT"
    exit_code = 3


class Unavailable(StdgraphError):
    """The graph cannot be reached or started; the same request may succeed later."""

    code = "UNAVAILABLE"
    exit_code = 3


class SchemaTooNew(Unavailable):
    """The catalogue was written by a newer stdgraph than this one."""
