"""Driver exceptions as one-line errors of the domain. The only module that knows the driver's exceptions."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionPoolError,
    ConstraintError,
    CypherSyntaxError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
    UnsupportedServerProduct,
)

from stdgraph.errors import BadInput, StdgraphError, TimedOut, Unavailable
from stdgraph.store.engine import Engine
from stdgraph.store.trouble import HIDES, Trouble, trouble_of

logger = logging.getLogger(__name__)

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
    except TimedOut as error:  # a request that its engine cannot take may get no answer at all
        troubled = _troubled(error, engine, engine.trouble())
        if troubled is None:
            raise
        raise troubled from None


def translate(error: DriverError | Neo4jError, engine: Engine) -> StdgraphError | None:
    """The domain's error for a driver's exception; None when the statement itself is wrong."""
    if isinstance(error, Neo4jError):
        return _translate_server_error(error, engine)
    if isinstance(error, ConnectionPoolError):
        return Unavailable(f"{engine.label} is busy: no connection became free in time")
    if isinstance(error, (ServiceUnavailable, SessionExpired)):
        return _troubled(error, engine, engine.trouble()) or Unavailable(
            f"{engine.label} does not answer: expected a Bolt server"
        )
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
    trouble = trouble_of(code, _line(error))
    if trouble is None and HIDES in _line(error) and not isinstance(error, (ConstraintError, CypherSyntaxError)):
        trouble = engine.trouble()
    if trouble is not None:
        return _troubled(error, engine, trouble)
    if isinstance(error, TransientError):
        logger.warning("%s could not finish a transaction: %s: %s", engine.label, code, _line(error))
        return Unavailable(f"{engine.label} could not finish the transaction: try again")
    return None


def _troubled(error: Exception, engine: Engine, trouble: Trouble | None) -> Unavailable | None:
    """The error for a trouble of the engine; the cause goes to the log of this process."""
    if trouble is None:
        return None
    code = getattr(error, "code", None) or type(error).__name__
    logger.error("%s is in trouble (%s): %s: %s", engine.label, trouble.name, code, _line(error))
    return Unavailable(
        f"{engine.label}: {trouble}{f' ({engine.memory_setting})' if trouble is Trouble.NO_MEMORY else ''}"
    )


def _line(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return str(text).strip().partition("\n")[0] or type(error).__name__
