"""Execution of query documents: every root field asked and projected; what does not fit is left to the executor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    get_variable_values,
    is_non_null_type,
    located_error,
)
from graphql.execution.values import VariableValues
from strawberry.extensions import SchemaExtension

from stdgraph.catalogue.reader import Pick
from stdgraph.graphql.planning import Document, plan_roots
from stdgraph.graphql.resolvers import Context, answer
from stdgraph.graphql.response_compiler import Projection, UnfitError

Roots = Sequence[tuple[Pick, Projection | None]]


class ProjectedExecution(SchemaExtension):
    """Answers queries from their plan."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Before the executor: with a result in place it has nothing to do."""
        result = await self._result()
        if result is not None:
            self.execution_context.result = result
        yield

    async def _result(self) -> ExecutionResult | None:
        asked = self.execution_context
        document = asked.graphql_document
        operation = get_operation_ast(document, asked.operation_name) if document else None
        if document is None or operation is None or operation.operation is not OperationType.QUERY:
            return None
        schema = asked.schema._schema  # noqa: SLF001  strawberry keeps graphql-core's schema there
        variables = get_variable_values(schema, operation.variable_definitions or (), asked.variables or {})
        if not isinstance(variables, VariableValues):
            return None
        fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        planned = Document(schema, fragments, variables)
        roots = asked.context.plans.keep(operation, planned, lambda: _roots(planned, operation))
        if any(projection is None for pick, projection in roots if pick.name != "__typename"):
            return None
        try:
            return await _answered(asked.context, planned, roots)
        except UnfitError:
            return None


def _roots(document: Document, operation: OperationDefinitionNode) -> Roots:
    query = document.schema.query_type
    picks = plan_roots(document, operation, query).picks if query else ()
    return [(pick, None if pick.name.startswith("__") else Projection(document.schema, pick)) for pick in picks]


async def _answered(context: Context, document: Document, roots: Roots) -> ExecutionResult:
    values = await asyncio.gather(*(_root(context, document, pick, projection) for pick, projection in roots))
    data: dict[str, Any] | None = {}
    errors: list[GraphQLError] = []
    for (pick, _), value in zip(roots, values, strict=True):
        if isinstance(value, GraphQLError):
            errors.append(value)
            if is_non_null_type(pick.node[0].type):
                data = None
        if data is not None:
            data[pick.key] = None if isinstance(value, GraphQLError) else value
    return ExecutionResult(data, errors or None)


async def _root(context: Context, document: Document, pick: Pick, projection: Projection | None) -> Any:
    """The value of a root field, or the error that it came to, as the executor would tell it."""
    if projection is None:
        return "Query"
    node: FieldNode = pick.node[1]
    try:
        return projection(await answer(context, document, pick), document)
    except UnfitError:
        raise
    except Exception as error:
        return located_error(error, [node], [pick.key])
