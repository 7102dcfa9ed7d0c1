"""Resolvers: how a root field is answered, on the fast path and by the executor alike.

A root field is one managed read transaction. Its rows come with all their edges in one statement; a loader runs once for all rows of
its type, in the same transaction. So the number of round trips depends on the document and never on the data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import Parameter, Signature
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo

from stdgraph.catalogue.reader import Pick
from stdgraph.graphql.context import Context
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.hydration import Hydrator
from stdgraph.graphql.planning import Document, plan_field, plan_of, planned_field
from stdgraph.graphql.types.fields import Declared, arguments_of
from stdgraph.store.session import Transaction

Resolve = Callable[..., Awaitable[object]]
"""A method of the query type: ``resolve(self, field, **arguments)``; nodes stand in what it answers as ``Ref``."""


def root_field(of: object, description: str) -> Callable[[Resolve], Declared]:
    """Declares a root field of a GraphQL type; the method below it is the code that answers, on either path."""

    def declare(resolve: Resolve) -> Declared:
        async def resolver(root: object, info: strawberry.Info[Context, None], **arguments: object) -> object:
            raw: GraphQLResolveInfo[Context] = info._raw_info  # noqa: SLF001  strawberry offers no other way to the field's nodes
            document = Document.of(raw)
            pick = info.context.plans.get(
                raw.field_nodes[0],
                document,
                lambda: plan_field(document, raw.parent_type, str(raw.path.key), raw.field_nodes),
            )
            return await answer_root(info.context, document, pick, arguments)

        resolver.__name__ = resolve.__name__
        resolver.resolve = resolve  # type: ignore[attr-defined]
        resolver.__signature__ = Signature([_ROOT, _INFO, *arguments_of(resolve, skip=2)])  # type: ignore[attr-defined]
        return strawberry.field(resolver=resolver, description=description, graphql_type=of)

    return declare


_ROOT = Parameter("root", Parameter.POSITIONAL_OR_KEYWORD)
_INFO = Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=strawberry.Info)


async def answer_root(context: Context, document: Document, pick: Pick, arguments: Mapping[str, object]) -> object:
    """What a root field answers: rows, with everything that is wanted below them."""
    resolve = cast("Resolve", getattr(planned_field(pick).function, "resolve"))  # noqa: B009  an attribute of a function

    async def work(tx: Transaction) -> object:
        field = FieldContext(tx, document, context.settings, pick)
        return await Hydrator(field).hydrate(await resolve(None, field, **arguments), pick)

    await context.admit()
    return await context.read(work)


async def answer_with(info: strawberry.Info[Context, None], answer: object) -> Any:
    """Answer the root field that the executor is resolving with what a write came to; its nodes are read as they are now."""
    document, pick = plan_of(info._raw_info)  # noqa: SLF001
    context = info.context

    async def work(tx: Transaction) -> object:
        return await Hydrator(FieldContext(tx, document, context.settings, pick)).hydrate(answer, pick)

    return await context.read(work)
