"""Errors as clients see them: a clear message with a code; unexpected errors are logged and their cause is not shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from types import MappingProxyType

from graphql import GraphQLError, GraphQLSyntaxError
from graphql.validation.validate import ValidationAbortedError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError

from stdgraph.domain.current_request import current_request
from stdgraph.errors import BadInput, LimitExceeded, StdgraphError

logger = logging.getLogger("stdgraph.graphql")

INTERNAL = "internal server error"
ABORTED = "the document repeats too many fields or contains too many errors to be validated"
_TOO_LARGE = ("tokens", "nested too deeply")
_ABOUT_VALUES = re.compile(r"Variable '\$\w+' has invalid value|Too many errors processing variables")
"""graphql-core tells these from what validation finds by their words alone."""
_SUGGESTION = re.compile(r"\s*Did you mean .*\Z", re.DOTALL)


def client_error(error: GraphQLError, *, suggestions: bool = True) -> GraphQLError:
    """The error to send: with ``extensions.code``, without internals and, unless ``suggestions``, without names of the schema."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, StdgraphError):
        return _coded(error, cause.code, str(cause), cause.details)
    if isinstance(cause, CannotGetOperationTypeError):
        return _coded(error, BadInput.code, cause.as_http_error_reason())
    if isinstance(cause, MissingQueryError):
        return _coded(error, BadInput.code, "expected a query")
    if cause is not None and (error.path or not error.nodes):  # a value refused by a scalar has nodes and no path
        logger.error("unexpected error at %s", ".".join(map(str, error.path or ["the document"])), exc_info=cause)
        request = current_request()  # under which the log tells the cause
        return _coded(error, StdgraphError.code, INTERNAL, {} if request is None else {"requestId": request})
    message = error.message if suggestions else _SUGGESTION.sub("", error.message)
    if error.extensions and "code" in error.extensions and message == error.message:
        return error
    return _coded(error, _code(error), ABORTED if isinstance(error, ValidationAbortedError) else message)


def as_graphql_error(error: Exception) -> GraphQLError:
    """An exception as an error of the whole document."""
    return error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)


def _code(error: GraphQLError) -> str:
    """The code of an error that graphql-core found in a document or its variables."""
    if error.extensions and "code" in error.extensions:
        return str(error.extensions["code"])
    if isinstance(error, ValidationAbortedError) or error.message.startswith("Variable values are nested too deeply"):
        return LimitExceeded.code
    if isinstance(error, GraphQLSyntaxError):
        return LimitExceeded.code if any(sign in error.message for sign in _TOO_LARGE) else "GRAPHQL_PARSE_FAILED"
    return BadInput.code if error.path or _ABOUT_VALUES.match(error.message) else "GRAPHQL_VALIDATION_FAILED"


def _coded(
    error: GraphQLError, code: str, message: str, details: Mapping[str, object] = MappingProxyType({})
) -> GraphQLError:
    extensions = {**(error.extensions or {}), **details, "code": code}
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)
