"""What those who run the service may know of an operation: its kind, its name and how it ended, but neither its text nor its values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, get_operation_ast
from strawberry.extensions import SchemaExtension

from stdgraph.graphql.rests_on import root_names

SEVERAL = "several"
"""Stands for the root fields of an operation that has more than one: their combinations are without number."""
OK = "ok"
LONGEST = 100
"""Signs of a name that are kept: clients choose it."""


class OperationFacts(NamedTuple):
    """What a document says of an operation."""

    kind: str
    """query, mutation or subscription."""
    field: str
    """Its root field, as the schema calls it."""
    name: str | None


@dataclass(slots=True)
class Observed:
    """An operation, or a request, under way."""

    facts: OperationFacts | None = None
    """None where there is no document, or none that runs."""
    outcome: str | None = None
    """The code of the first error, ``ok`` without one; None where nothing is known."""


Finished = Callable[[Observed, float], None]
"""Takes an operation over a WebSocket that has ended, with its seconds."""

_CURRENT: ContextVar[Observed | None] = ContextVar("stdgraph_observed", default=None)


def begin_observing() -> Observed:
    """Observe what follows in this task, and in the tasks that it starts."""
    seen = Observed()
    _CURRENT.set(seen)
    return seen


def note_facts(facts: OperationFacts | None) -> None:
    """Keep what is known of the operation under way."""
    seen = _CURRENT.get()
    if seen is not None:
        seen.facts = facts


def note_outcome(code: str) -> None:
    """Keep how the operation under way ended."""
    seen = _CURRENT.get()
    if seen is not None:
        seen.outcome = code


def facts_of(document: DocumentNode, operation: OperationDefinitionNode) -> OperationFacts:
    """What a valid document says of one of its operations."""
    fields = root_names(document, operation)
    field = min(fields) if len(fields) == 1 else SEVERAL
    return OperationFacts(operation.operation.value, field, operation.name.value[:LONGEST] if operation.name else None)


def code_of(errors: Sequence[GraphQLError] | None) -> str:
    """How what has these errors ended; they are those that clients see."""
    codes = [str((error.extensions or {}).get("code")) for error in errors or ()]
    return codes[0] if codes else OK


class Observing(SchemaExtension):
    """Notes the operation of a request; documents of the service's own pages are none."""

    def on_validate(self) -> Iterator[None]:
        """Once the document is known to be valid."""
        yield
        asked = self.execution_context
        document = asked.graphql_document
        if asked.context.request is None or document is None or asked.pre_execution_errors:
            return
        operation = get_operation_ast(document, asked.operation_name)
        if operation is not None:
            note_facts(facts_of(document, operation))
