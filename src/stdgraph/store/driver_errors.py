"""Driver exceptions as one-line errors of the domain. The only module that knows the driver's exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionPoolError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
    UnsupportedServerProduct,
)

from stdgraph.errors import BadInput, StdgraphError, TimedOut, Unavailable
from stdgraph.store.engine import Engine

TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"
"""Prefix of both engines' codes for a statement past its time limit."""

INVALID_BOOKMARK = "Neo.ClientError.Transaction.InvalidBookmark"

ENDS_TRANSACTION = (DriverError, Neo4jError, TimedOut, Unavailable, OSError)
"""What nobody inside a transaction may handle: it is over, or has to be run again from its beginning."""


@contextmanager
def translated_driver_errors(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises inside into Unavailable or TimedOut; errors of the statement itself pass through."""
    try:
        yield
    except (DriverError, Neo4jError) as error:
        translated = translate(error, engine)
        if translated is None:
            raise
        raise translated from None


def translate(error: DriverError | Neo4jError, engine: Engine) -> StdgraphError | None:
    """The domain's error for a driver's exception; None when the statement itself is wrong."""
    if isinstance(error, Neo4jError):
        return _translate_server_error(error, engine)
    if isinstance(error, ConnectionPoolError):
        return Unavailable(f"{engine.label} is busy: no connection became free in time")
    if isinstance(error, (ServiceUnavailable, SessionExpired)):
        return Unavailable(f"{engine.label} does not answer: expected a Bolt server")
    if isinstance(error, (UnsupportedServerProduct, ConfigurationError)):
        return Unavailable(f"{engine.label} cannot be used: {_line(error)}")
    return None


def _translate_server_error(error: Neo4jError, engine: Engine) -> StdgraphError | None:
    code = error.code or ""
    if code.startswith(TIMED_OUT):
        return TimedOut(f"{engine.label} ended the statement at its time limit (STDGRAPH_QUERY_TIMEOUT)")
    if code == "Neo.ClientError.Security.CredentialsExpired":
        return Unavailable(f"{engine.label} requires the user to change the password first")
    if code.startswith(INVALID_BOOKMARK):
        return BadInput("invalid bookmark: expected one that this service returned, unchanged, or none")
    if isinstance(error, AuthError) or code == "Neo.ClientError.Security.AuthenticationRateLimit":
        return Unavailable(engine.refusal)
    if code == "Neo.ClientError.Database.DatabaseNotFound":
        return Unavailable(
            f"{engine.label} has no database {engine.endpoint().database!r}: check STDGRAPH_GRAPH_DATABASE"
        )
    if isinstance(error, TransientError):
        return Unavailable(f"{engine.label} could not finish the transaction: {_line(error)}")
    return None


def _line(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return str(text).strip().partition("\n")[0] or type(error).__name__
