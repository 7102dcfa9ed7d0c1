"""The domain's errors. Each has one code, which GraphQL puts in ``extensions.code`` and the CLI turns into its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class StdgraphError(Exception):
    """A message for the caller: it names the place and what is accepted, and holds no secret."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    exit_code: ClassVar[int] = 1

    @property
    def details(self) -> dict[str, object]:
        """What a program is told beside the code of the error: nothing, unless a kind of error says more."""
        return {}


class BadInput(StdgraphError):
    """The request itself is wrong; nothing was changed."""

    code = "BAD_USER_INPUT"
    exit_code = 2


class UnknownCode(BadInput):
    """A code of the catalogue's own vocabulary that names nothing in it; ``nearest`` are the codes that come nearest."""

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.nearest = list(nearest)

    @property
    def details(self) -> dict[str, object]:
        """What a program is told beside the code of the error."""
        return {"nearest": self.nearest}


class Unauthenticated(StdgraphError):
    """The caller is unknown: a token is missing, invalid, expired or revoked. Nothing was changed."""

    code = "UNAUTHENTICATED"
    exit_code = 2


class Forbidden(StdgraphError):
    """The caller is known and lacks the role that this requires."""

    code = "FORBIDDEN"
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


class NothingThere(Unavailable):
    """There is no catalogue at the place that is named, or it is empty: a question has no answer, and nothing was made."""

    exit_code = 1


class SchemaTooNew(Unavailable):
    """The catalogue was written by a newer stdgraph than this one."""
