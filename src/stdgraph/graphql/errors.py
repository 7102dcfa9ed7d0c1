"""Errors as clients see them: a clear message with a code; what is no error of the domain's is hidden and logged."""

from __future__ import annotations

import logging
import re

from graphql import GraphQLError, GraphQLSyntaxError
from graphql.validation.validate import ValidationAbortedError

from stdgraph.errors import BadInput, LimitExceeded, StdgraphError

logger = logging.getLogger("stdgraph.graphql")

HIDDEN = "an unexpected error; it has been logged"
ABORTED = "the document repeats its fields too often, or holds too many errors, to be looked at any further"
_TOO_LARGE = ("tokens", "nested too deeply")
_ABOUT_VALUES = re.compile(r"Variable '\$\w+' has invalid value|Too many errors processing variables")
"""graphql-core tells these from what validation finds by their words alone."""


def shown(error: GraphQLError) -> GraphQLError:
    """The error to send: with ``extensions.code``, and without anything of what went on inside."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, StdgraphError):
        return _coded(error, cause.code, str(cause))
    if cause is not None and (error.path or not error.nodes):  # a value refused by a scalar has nodes and no path
        logger.error("unexpected error at %s", ".".join(map(str, error.path or ["the document"])), exc_info=cause)
        return _coded(error, StdgraphError.code, HIDDEN)
    if error.extensions and "code" in error.extensions:
        return error
    return _coded(error, _code(error), ABORTED if isinstance(error, ValidationAbortedError) else error.message)


def _code(error: GraphQLError) -> str:
    """The code of an error that graphql-core found in a document or its variables."""
    if isinstance(error, ValidationAbortedError) or error.message.startswith("Variable values are nested too deeply"):
        return LimitExceeded.code
    if isinstance(error, GraphQLSyntaxError):
        return LimitExceeded.code if any(sign in error.message for sign in _TOO_LARGE) else "GRAPHQL_PARSE_FAILED"
    return BadInput.code if error.path or _ABOUT_VALUES.match(error.message) else "GRAPHQL_VALIDATION_FAILED"


def _coded(error: GraphQLError, code: str, message: str) -> GraphQLError:
    extensions = {**(error.extensions or {}), "code": code}
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)
