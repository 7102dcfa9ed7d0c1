"""Documents of queries as they were parsed and validated, and what there is to know of them whatever their variables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_operation_ast,
    specified_rules,
    visit,
)

from stdgraph.graphql.kept_documents import document_size, judge, kept_document
from stdgraph.graphql.limits import rules
from stdgraph.graphql.observed import OperationFacts, facts_of
from stdgraph.graphql.rests_on import is_of_catalogue, root_names
from stdgraph.settings import Settings
from stdgraph.store.memory import Memory

KIND = "queries"


@dataclass(frozen=True, slots=True, eq=False)
class PreparedQuery:
    """One valid query of a document."""

    document: DocumentNode
    operation: OperationDefinitionNode
    is_of_catalogue: bool
    """Whether all its root fields rest on the catalogue alone."""
    moments: tuple[ValueNode, ...]
    """What stands for days and instants that are asked about."""
    has_default_moments: bool
    """Whether a variable with a default stands for one of them."""
    facts: OperationFacts
    """What is told of it."""

    def is_of_another_day(self, variables: Mapping[str, Any], today: date) -> bool:
        """Whether it asks about another day than today, or about what was known by an instant."""
        return self.has_default_moments or any(
            value is not None and value != today.isoformat()
            for value in (_given(one, variables) for one in self.moments)
        )


def _given(node: ValueNode, variables: Mapping[str, Any]) -> object:
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    return node.value if isinstance(node, StringValueNode) else None


class PreparedQueries:
    """The queries of one schema, by document and name of the operation, in the memory of the process."""

    def __init__(self, schema: GraphQLSchema, settings: Settings, memory: Callable[[], Memory]) -> None:
        self._schema = schema
        self._memory = memory
        self._most_tokens = settings.max_tokens
        self._rules = [*specified_rules, *rules(settings)]

    def get(self, text: str, operation_name: str | None) -> PreparedQuery | None:
        """A query; None for a mutation, a subscription, and all that is wrong with a document: others say what."""
        memory, key = self._memory(), (self._schema, text, operation_name)
        kept: tuple[PreparedQuery | None] | None = memory.get(KIND, key)
        if kept is not None:
            return kept[0]
        found = self._prepared(text, operation_name)
        memory.keep(KIND, key, (found,), sys.getsizeof(text) if found is None else document_size(found.document))
        return found

    def _prepared(self, text: str, operation_name: str | None) -> PreparedQuery | None:
        memory = self._memory()
        try:
            kept = kept_document(memory, self._schema, text, max_tokens=self._most_tokens)
            document = kept.document
            operation = get_operation_ast(document, operation_name)
            if operation is None or operation.operation is not OperationType.QUERY:
                return None
            if judge(memory, self._schema, text, kept, self._rules):
                return None
        except (GraphQLError, RecursionError):
            return None
        moments = _moments(self._schema, document)
        defaults = {one.variable.name.value for one in operation.variable_definitions or () if one.default_value}
        return PreparedQuery(
            document,
            operation,
            all(map(is_of_catalogue, root_names(document, operation))),
            moments,
            any(isinstance(one, VariableNode) and one.name.value in defaults for one in moments),
            facts_of(document, operation),
        )


def _moments(schema: GraphQLSchema, document: DocumentNode) -> tuple[ValueNode, ...]:
    """The values of arguments that are days or instants themselves; bounds within a condition ask about no other day."""
    types = TypeInfo(schema)
    found: list[ValueNode] = []

    class Moments(Visitor):
        def enter_argument(self, node: Any, *_: object) -> None:
            argument = types.get_argument()
            if argument is not None and get_named_type(argument.type).name in ("Date", "DateTime"):
                found.append(node.value)

    visit(document, TypeInfoVisitor(types, Moments()))
    return tuple(found)
