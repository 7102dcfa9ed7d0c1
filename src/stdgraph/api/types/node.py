"""What every node of the graph has."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.api.types.fields import global_id

DESCRIPTION = "Identifies the node among all nodes; opaque. Ask for it again with `node`."


@strawberry.interface(description="Anything in the graph that has an identity of its own (Relay).")
class Node:
    """An object that can be asked for again by its id."""

    id: strawberry.ID = strawberry.field(description=DESCRIPTION)


def node_id(label: str, key: str = "code") -> Any:
    """The id field of a node type whose rows are identified by a property."""

    def identify(root: Any):  # type: ignore[no-untyped-def]
        return global_id(label, root[key])

    return strawberry.field(resolver=identify, description=DESCRIPTION)
