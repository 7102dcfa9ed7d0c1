"""The one shape of an error, whatever it is about: a message for people, a code for programs, nothing of what went on inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import strawberry

from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

CODES = {
    "BAD_USER_INPUT",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "LIMIT_EXCEEDED",
    "TIMEOUT",
    "UNAVAILABLE",
}
"""The codes that an error of a client's may have; INTERNAL_SERVER_ERROR would be one of ours."""

INSIDE = re.compile(
    r"Traceback|\.py\b|\bself\b|site-packages|object at 0x|Neo\.\w+Error|\bMATCH\b|\bUNWIND\b|\bRETURN\b|COLLECT \{|"
    r"\b(?:strawberry|graphql|starlette|neo4j|asyncio)\.|/(?:root|home|tmp|usr|var|opt)/"
)
"""What tells of code, statements or the machine."""


def told(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and message of every error in an answer, once each is known to have the shape."""
    assert set(answer) <= {"data", "errors"}
    errors = answer["errors"]
    assert errors
    for error in errors:
        assert set(error) <= {"message", "locations", "path", "extensions"}, error
        assert error["message"]
        assert error["extensions"]["code"] in CODES, error
        assert not INSIDE.search(str(error)), error
    return [(error["extensions"]["code"], error["message"]) for error in errors]


async def refusal(
    graph: Graph, settings: Settings, schema: strawberry.Schema, document: str, variables: dict[str, Any] | None = None
) -> tuple[str, str]:
    """Code and message of the one error that a document comes to."""
    (only,) = told(await execute(graph, settings, document, variables, schema=schema))
    return only
