"""What can be followed: committed changes as they come, over graphql-transport-ws or server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import strawberry
from graphql import GraphQLResolveInfo

from stdgraph.commands.feed import Watch, changes, latest, sequence_of
from stdgraph.domain import scope as scopes
from stdgraph.graphql.inputs import Scope
from stdgraph.graphql.planning import Document, plan_field
from stdgraph.graphql.questions.arguments import scope_of
from stdgraph.graphql.resolvers import Context, settled
from stdgraph.graphql.types.arguments import FromCursor, Part
from stdgraph.graphql.types.changes import Change
from stdgraph.store.session import Transaction

PAGE = 50
"""Changes read at a time: what is held for a reader that is slow."""


@strawberry.type(description="Everything that can be followed.")
class Subscription:
    """Root fields; each is a stream."""

    @strawberry.subscription(
        description="Changes as they are committed, from now on, or from a cursor of `changes` on: after a disconnect nothing is missed."
    )
    async def changed(
        self, info: strawberry.Info[Context, None], scope: Part = None, after: FromCursor = None
    ) -> AsyncGenerator[Change, None]:
        """The feed, live."""
        context: Context = info.context
        await context.admit()
        raw: GraphQLResolveInfo[Context] = info._raw_info  # noqa: SLF001
        document = Document.of(raw)
        pick = plan_field(document, raw.parent_type, str(raw.path.key), raw.field_nodes)
        watch = context.watch or Watch(lambda: context.graph)
        cursor = sequence_of(after) if after is not None else await context.read(latest)
        wanted = _scope(scope)
        while True:
            seen = cursor

            async def work(tx: Transaction, start: int = seen) -> tuple[list[Change], int, bool]:
                page = await changes(tx, str(start), PAGE, wanted)
                rows = await settled(tx, document, context.settings, [edge["node"] for edge in page["edges"]], pick)
                return rows, int(page["pageInfo"]["endCursor"]), page["pageInfo"]["hasNextPage"]

            context.forget()  # the token may have expired or been revoked while nothing happened
            await context.admit()
            rows, cursor, more = await context.read(work)
            for row in rows:
                yield row
            if not more:
                await watch.beyond(cursor)


def _scope(given: Scope | None) -> scopes.ScopeFilter:
    if given is None:
        return scope_of(None)
    subsystem = {"system": given.subsystem.system, "code": given.subsystem.code} if given.subsystem else None
    return scope_of(
        {
            "system": given.system,
            "subsystem": subsystem,
            "committee": given.committee,
            "productCategory": given.product_category,
        }
    )
