"""The fast path beside the executor: a query's root fields are answered side by side and their responses compiled.

Introspection is left to the executor, and so are mutations and subscriptions, whose selections it reads from the same hydrated rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    get_variable_values,
    is_non_null_type,
    located_error,
)
from graphql.execution.values import VariableValues
from strawberry.extensions import SchemaExtension

from stdgraph.catalogue.reader import FieldSelection
from stdgraph.domain.answers import Answer
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import Document, PlanCache, plan_roots, planned_field
from stdgraph.graphql.resolvers import answer_root
from stdgraph.graphql.response_compiler import CompiledField

Roots = Sequence[tuple[FieldSelection, CompiledField | None]]
"""Planned root fields; ``__typename`` and introspection are not compiled."""


class FastPath(SchemaExtension):
    """Answers queries from their plan."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Before the executor: with a result in place it has nothing to do."""
        result = await self._result()
        if result is not None:
            self.execution_context.result = result
        yield

    async def _result(self) -> ExecutionResult | None:
        execution = self.execution_context
        document = execution.graphql_document
        operation = get_operation_ast(document, execution.operation_name) if document else None
        if document is None or operation is None or operation.operation is not OperationType.QUERY:
            return None
        schema = execution.schema._schema  # noqa: SLF001  strawberry keeps graphql-core's schema there
        planned = plan_query(schema, document, operation, execution.variables or {}, execution.context.plans)
        return None if planned is None else await planned.answer(execution.context)


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A query with its variables, whose root fields can all be answered without the executor."""

    document: Document
    roots: Roots

    async def answer(self, context: Context) -> ExecutionResult:
        """The result; what fails is an error in it."""
        return await _answered(context, self.document, self.roots)


def plan_query(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
    plans: PlanCache,
) -> PlannedQuery | None:
    """The plan of a valid query; None where the executor has to answer: introspection, and variables that are wrong."""
    variables = get_variable_values(schema, operation.variable_definitions or (), dict(given))
    if not isinstance(variables, VariableValues):
        return None
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    planned = Document(schema, fragments, variables)
    roots = plans.get(operation, planned, lambda: _compiled(planned, operation))
    if any(compiled is None for pick, compiled in roots if pick.name != "__typename"):
        return None
    return PlannedQuery(planned, roots)


def _compiled(document: Document, operation: OperationDefinitionNode) -> Roots:
    query = document.schema.query_type
    picks = plan_roots(document, operation, query).picks if query else ()
    return [(pick, None if pick.name.startswith("__") else CompiledField(document.schema, pick)) for pick in picks]


async def _answered(context: Context, document: Document, roots: Roots) -> ExecutionResult:
    answers = await asyncio.gather(*(_root(context, document, pick, compiled) for pick, compiled in roots))
    data: Answer | None = {}
    errors = [error for _, found in answers for error in found]
    for (pick, _), (value, _errors) in zip(roots, answers, strict=True):
        if value is None and pick.node is not None and is_non_null_type(planned_field(pick).definition.type):
            data = None
        if data is not None:
            data[pick.key] = value
    return ExecutionResult(data, errors or None)


async def _root(
    context: Context, document: Document, pick: FieldSelection, compiled: CompiledField | None
) -> tuple[object, list[GraphQLError]]:
    """The response of a root field with its errors, as the executor would report them."""
    if compiled is None:
        return "Query", []
    try:
        return compiled.respond(await answer_root(context, document, pick, document.arguments(pick)), document)
    except Exception as error:
        return None, [located_error(error, planned_field(pick).nodes, [pick.key])]
