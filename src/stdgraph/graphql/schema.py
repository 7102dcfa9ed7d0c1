"""The schema: types, roots, bounds and the way errors are shown, put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import strawberry
from graphql import GraphQLError, get_operation_ast
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from stdgraph.errors import BadInput
from stdgraph.graphql.bookmarks import Bookmarked
from stdgraph.graphql.context import Context
from stdgraph.graphql.errors import as_graphql_error, client_error
from stdgraph.graphql.fast_path import FastPath
from stdgraph.graphql.limits import rules
from stdgraph.graphql.mutation import Mutation
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.query import Query
from stdgraph.graphql.scalars import SCALARS
from stdgraph.graphql.schema_check import check_schema, use_enum_members
from stdgraph.graphql.subscription import Subscription
from stdgraph.graphql.types.fields import read
from stdgraph.graphql.types.history import Target
from stdgraph.graphql.types.systems import Demand
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

__all__ = ["build_schema", "execute", "sdl"]

KEPT_DOCUMENTS = 256


class OneOperation(SchemaExtension):
    """Of several operations in a document the request names the one that it means: strawberry would take the first."""

    def on_validate(self) -> Iterator[None]:
        """Once the document is known to be valid."""
        asked = self.execution_context
        if not asked.pre_execution_errors and asked.graphql_document is not None:
            named = asked._provided_operation_name is not None  # noqa: SLF001  kept nowhere else
            if not named and get_operation_ast(asked.graphql_document) is None:
                message = "the document holds several operations: say in operationName which one is meant"
                asked.pre_execution_errors = [GraphQLError(message, extensions={"code": BadInput.code})]
        yield


class Schema(strawberry.Schema):
    """Answers with errors as clients may see them."""

    async def execute(self, *given: Any, **named: Any) -> ExecutionResult:
        """Answer a document with one result, which no subscription has; every error, whenever it came up, has its code."""
        allowed = set(named.get("allowed_operation_types") or OperationType) - {OperationType.SUBSCRIPTION}
        result = await super().execute(*given, **{**named, "allowed_operation_types": allowed})
        self._show_errors(result)
        return result

    async def stream(self, *given: Any, **named: Any) -> StreamResult:
        """Answer a document with a stream of results: one for a query or a mutation; errors as those of ``execute``."""
        return self._with_client_errors(await super().stream(*given, **named))

    async def _with_client_errors(self, results: StreamResult) -> StreamResult:
        try:
            async with aclosing(results):
                async for result in results:
                    if isinstance(result, ExecutionResult):
                        self._show_errors(result)
                    yield result
        except Exception as error:
            failed = PreExecutionError(data=None, errors=[as_graphql_error(error)])
            self._show_errors(failed)
            yield failed

    def _show_errors(self, result: ExecutionResult) -> None:
        if result.errors:
            suggestions = not self.config.disable_field_suggestions
            result.errors = [client_error(error, suggestions=suggestions) for error in result.errors]

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: what clients got wrong is not logged."""


def build_schema(settings: Settings, *, fast: bool = True) -> strawberry.Schema:
    """The schema of a service with these settings; without ``fast`` the executor answers everything (the judge of the fast path).

    Raises TypeError for a field that the fast path would answer differently from the executor.
    """
    bounds = rules(settings)
    schema = Schema(
        Query,
        Mutation,
        Subscription,
        types=[Demand, Target],
        extensions=[
            lambda: MaxTokensLimiter(settings.max_tokens),
            lambda: AddValidationRules(list(bounds)),
            lambda: ParserCache(maxsize=KEPT_DOCUMENTS),
            lambda: ValidationCache(maxsize=KEPT_DOCUMENTS),
            OneOperation,
            Bookmarked,
            *([FastPath] if fast else []),
        ],
        config=StrawberryConfig(
            default_resolver=read,
            disable_field_suggestions=not settings.introspection,
            scalar_map=SCALARS,
            sort_schema=True,
        ),
    )
    use_enum_members(schema._schema)  # noqa: SLF001  strawberry keeps graphql-core's schema there
    check_schema(schema._schema)  # noqa: SLF001
    return schema


def sdl() -> str:
    """The schema in GraphQL's schema language, as committed in ``schema.graphql``."""
    return build_schema(Settings()).as_str() + "\n"


async def execute(
    graph: Graph,
    settings: Settings,
    document: str,
    variables: dict[str, Any] | None = None,
    schema: strawberry.Schema | None = None,
) -> dict[str, Any]:
    """Answer a document in this process: ``data`` and, where something went wrong, ``errors``, as over HTTP."""
    context = Context(graph, settings, PlanCache())
    result = await (schema or build_schema(settings)).execute(document, variables, context_value=context)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    return answer
