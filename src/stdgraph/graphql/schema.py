"""The schema: types, roots, bounds and the way errors are shown, put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import strawberry
from graphql import ExecutionResult as GraphQLResult
from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema, get_operation_ast, is_enum_type, is_object_type
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.field import StrawberryField
from strawberry.types.graphql import OperationType

from stdgraph.domain.identity import Identity
from stdgraph.errors import BadInput
from stdgraph.gaps.limits import set_movement_months
from stdgraph.graphql.authentication import Authenticated
from stdgraph.graphql.context import Bookmarked, Context
from stdgraph.graphql.errors import as_graphql_error, client_error
from stdgraph.graphql.fast_path import FastPath
from stdgraph.graphql.kept_documents import KeptDocuments
from stdgraph.graphql.limits import rules
from stdgraph.graphql.mutation import Mutation
from stdgraph.graphql.observed import Observing, code_of, note_outcome
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.query import Query
from stdgraph.graphql.rests_on import check_declared
from stdgraph.graphql.scalars import SCALARS
from stdgraph.graphql.subscription import Subscription
from stdgraph.graphql.types.fields import read
from stdgraph.graphql.types.history import Target
from stdgraph.graphql.types.systems import Demand
from stdgraph.settings import Settings, load_settings
from stdgraph.store.session import Graph


def use_enum_members(schema: GraphQLSchema) -> None:
    """Have every enum value mean its member, however it is written: as a literal, in a variable, inside an input, as a default.

    Sorting the schema loses strawberry's own enum type, and with it the conversion of literals.
    """
    for kind in schema.type_map.values():
        definition = kind.extensions.get("strawberry-definition")
        if is_enum_type(kind) and definition is not None:
            members = {one.name: definition.wrapped_cls(one.value) for one in definition.values}
            for name, value in kind.values.items():
                value.value = members[name]


def check_schema(schema: GraphQLSchema) -> None:
    """Check that the fast path answers every field as the executor does. Raises TypeError, naming the field that it cannot."""
    roots = {schema.mutation_type, schema.subscription_type}
    for kind in schema.type_map.values():
        if is_object_type(kind) and kind not in roots and not kind.name.startswith("__"):
            for name, definition in kind.fields.items():
                field = definition.extensions["strawberry-definition"]
                problem = _problem(field, kind, is_root=kind is schema.query_type)
                if problem is not None:
                    message = f"{kind.name}.{name}: the fast path cannot answer {problem}"
                    raise TypeError(message)


def _problem(field: StrawberryField, kind: GraphQLObjectType, *, is_root: bool) -> str | None:
    """Why the fast path would answer a field differently; None where it would not."""
    if field.permission_classes or field.extensions:
        return "a field with permissions or extensions: check them in the root field"
    resolver = field.base_resolver
    if is_root:
        declared = resolver is not None and hasattr(resolver.wrapped_func, "resolve")
        return None if declared else "a root field that is not declared with root_field"
    if resolver is None:
        return None
    reads = getattr(resolver.wrapped_func, "reads", None)
    if reads is not None:
        return None
    if resolver.is_async:
        return "an async resolver: declare it with loaded"
    if resolver.info_parameter is not None or resolver.parent_parameter is not None:
        return "a resolver that takes info or parent: declare it with linked or loaded"
    return None


__all__ = ["build_schema", "execute", "sdl"]


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
        self.show_errors(result)
        return result

    async def stream(self, *given: Any, **named: Any) -> StreamResult:
        """Answer a document with a stream of results: one for a query or a mutation; errors as those of ``execute``."""
        return self._with_client_errors(await super().stream(*given, **named))

    async def _with_client_errors(self, results: StreamResult) -> StreamResult:
        try:
            async with aclosing(results):
                async for result in results:
                    if isinstance(result, ExecutionResult):
                        self.show_errors(result)
                    yield result
        except Exception as error:
            failed = PreExecutionError(data=None, errors=[as_graphql_error(error)])
            self.show_errors(failed)
            yield failed

    def show_errors(self, result: ExecutionResult | GraphQLResult) -> None:
        """Let the errors of a result be those that clients may see."""
        if result.errors:
            suggestions = not self.config.disable_field_suggestions
            result.errors = [client_error(error, suggestions=suggestions) for error in result.errors]
        note_outcome(code_of(result.errors))

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: what clients got wrong is not logged."""


def build_schema(settings: Settings, *, fast: bool = True) -> Schema:
    """The schema of a service with these settings; without ``fast`` the executor answers everything (the judge of the fast path).

    Raises TypeError for a field that the fast path would answer differently from the executor, and for a root field that does not say
    what it rests on.
    """
    bounds = rules(settings)
    set_movement_months(settings.no_movement_months)
    schema = Schema(
        Query,
        Mutation,
        Subscription,
        types=[Demand, Target],
        extensions=[
            Observing,
            lambda: MaxTokensLimiter(settings.max_tokens),
            lambda: AddValidationRules(list(bounds)),
            KeptDocuments,
            OneOperation,
            Bookmarked,
            Authenticated,
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
    check_declared(schema._schema)  # noqa: SLF001
    return schema


def sdl() -> str:
    """The schema in GraphQL's schema language, as committed in ``schema.graphql``. Raises BadInput for settings that are wrong."""
    return build_schema(load_settings()).as_str() + "\n"


async def execute(
    graph: Graph,
    settings: Settings,
    document: str,
    variables: dict[str, Any] | None = None,
    schema: strawberry.Schema | None = None,
    who: Identity | None = None,
    after: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Answer a document in this process: ``data`` and, where something went wrong, ``errors``, as over HTTP.

    ``who`` asks; a mutation is refused to whoever is not named. Reads wait for what the bookmarks in ``after`` stand for.
    """
    context = Context(graph, settings, PlanCache(), who=who, after=after)
    result = await (schema or build_schema(settings)).execute(document, variables, context_value=context)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    return answer
