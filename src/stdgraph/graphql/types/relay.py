"""What Relay asks of a schema: nodes with a global id, and where a page stands."""

from __future__ import annotations

import strawberry

from stdgraph.graphql.types.fields import Declared, global_id, plain

DESCRIPTION = "Identifies the node among all nodes; opaque. Ask for it again with `node`."


@strawberry.interface(description="Anything in the graph that has an identity of its own (Relay).")
class Node:
    """An object that can be asked for again by its id."""

    id: strawberry.ID = strawberry.field(description=DESCRIPTION)


def node_id(label: str, key: str = "code") -> Declared:
    """The id field of a node type whose rows are identified by a property."""

    def identify(root):  # type: ignore[no-untyped-def]
        return global_id(label, root[key])

    return strawberry.field(resolver=identify, description=DESCRIPTION)


@strawberry.type(description="Where a page stands among its neighbours.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = plain("Whether more rows follow.")
    has_previous_page: bool = plain("Whether rows come before.")
    start_cursor: str | None = plain("Cursor of the first row; null on an empty page.")
    end_cursor: str | None = plain("Cursor of the last row; null on an empty page.")
