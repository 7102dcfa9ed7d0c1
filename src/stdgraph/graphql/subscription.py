"""What can be followed: committed changes as they come, over graphql-transport-ws or server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import cast

import strawberry

from stdgraph.commands.feed import FeedPosition, Watch, changes, position, sequence_of
from stdgraph.errors import BadInput
from stdgraph.graphql.codes import known_scope
from stdgraph.graphql.context import Context
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.planning import plan_of
from stdgraph.graphql.resolvers import Hydrator
from stdgraph.graphql.types.inputs import FromCursor, Part, scope_of
from stdgraph.graphql.types.provenance import Change
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
    ) -> AsyncGenerator[Change | None, None]:
        """The feed, live."""
        context: Context = info.context
        await context.admit()
        document, pick = plan_of(info._raw_info)  # noqa: SLF001  strawberry offers no other way to the field's nodes
        watch = context.watch or Watch(lambda: context.graph)
        instance, cursor = await context.read(position)
        if after is not None:
            cursor = sequence_of(after)
        wanted = scope_of(await context.read(lambda tx: known_scope(tx, scope)))
        while True:
            seen = cursor

            async def work(tx: Transaction, start: int = seen) -> tuple[list[Change], int, bool]:
                if (await position(tx)).instance != instance:
                    raise BadInput(
                        "the catalogue's data was replaced, its feed is another one: follow it from its beginning"
                    )
                page = await changes(tx, str(start), PAGE, wanted)
                nodes = [edge["node"] for edge in page["edges"]]
                rows = await Hydrator(FieldContext(tx, document, context.settings, pick)).hydrate(nodes)
                return cast("list[Change]", rows), int(page["pageInfo"]["endCursor"]), page["pageInfo"]["hasNextPage"]

            context.forget_identity()  # the token may have expired or been revoked while nothing happened
            await context.admit()
            rows, cursor, more = await context.read(work)
            for row in rows:
                yield row
            if not more:
                await watch.beyond(FeedPosition(instance, cursor))
