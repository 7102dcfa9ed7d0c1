"""The domain's errors. Each has one code, which GraphQL puts in ``extensions.code`` and the CLI turns into its exit code."""

from __future__ import annotations

from typing import ClassVar


class StdgraphError(Exception):
    """A message for the caller: it names the place and what is accepted, and holds no secret."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    exit_code: ClassVar[int] = 1


class BadInput(StdgraphError):
    """The request itself is wrong; nothing was changed."""

    code = "BAD_USER_INPUT"
    exit_code = 2


class Unauthenticated(StdgraphError):
    """The caller is unknown: a token is missing, invalid, expired or revoked. Nothing was changed."""

    code = "UNAUTHENTICATED"
    exit_code = 2


class LimitExceeded(StdgraphError):
    """The request is well formed and exceeds a limit of this service."""

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
