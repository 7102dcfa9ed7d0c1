"""What Relay requires of a schema: nodes with a global id, the position of a page; and types that refer to each other in circles, by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from stdgraph.graphql.types.fields import Declared, global_id, plain

if TYPE_CHECKING:
    from stdgraph.graphql.types.categories import ProductCategory
    from stdgraph.graphql.types.committees import Committee
    from stdgraph.graphql.types.connections import FigureRows, GapSubject
    from stdgraph.graphql.types.gaps import Gap
    from stdgraph.graphql.types.records import GapRecord
    from stdgraph.graphql.types.standard import Standard
    from stdgraph.graphql.types.systems import StandardsSystem, Subsystem


LazyStandard = Annotated["Standard", strawberry.lazy("stdgraph.graphql.types.standard")]
LazySubsystem = Annotated["Subsystem", strawberry.lazy("stdgraph.graphql.types.systems")]
LazySystem = Annotated["StandardsSystem", strawberry.lazy("stdgraph.graphql.types.systems")]
LazyCategory = Annotated["ProductCategory", strawberry.lazy("stdgraph.graphql.types.categories")]
LazyCommittee = Annotated["Committee", strawberry.lazy("stdgraph.graphql.types.committees")]
LazyGap = Annotated["Gap", strawberry.lazy("stdgraph.graphql.types.gaps")]
LazyGapRecord = Annotated["GapRecord", strawberry.lazy("stdgraph.graphql.types.records")]
LazyFigureRows = Annotated["FigureRows", strawberry.lazy("stdgraph.graphql.types.connections")]
LazySubject = Annotated["GapSubject", strawberry.lazy("stdgraph.graphql.types.connections")]


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


PLACE_MARK, DAY_MARK = "#", "@"
"""Stand in an id before what makes this mention another one than others: a place in a source, the day that was asked about."""


def mention_id(label: str, mark: str, name: str) -> Declared:
    """The id field of a type whose mentions differ: the row's ``id`` and, behind a mark, a property of the mention, if it has any."""

    def identify(root):  # type: ignore[no-untyped-def]
        own = root.get(name)
        return global_id(label, root["id"] if own is None else f"{root['id']}{mark}{own}")

    return strawberry.field(resolver=identify, description=DESCRIPTION)


def mentioned(label: str, key: str) -> tuple[str, dict[str, object]]:
    """The key of the node that an id names, and what its mention carries."""
    if label == "Source":
        base, mark, locator = key.partition(PLACE_MARK)
        return (base, {"locator": locator}) if mark else (key, {})
    if label == "Target":
        base, mark, day = key.rpartition(DAY_MARK)
        try:
            return (base, {"askedOn": date.fromisoformat(day)}) if mark else (key, {})
        except ValueError:
            return key, {}
    return key, {}


@strawberry.type(description="The position of a page among its neighbours.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = plain("Whether more rows follow.")
    has_previous_page: bool = plain("Whether rows come before.")
    start_cursor: str | None = plain("Cursor of the first row; null on an empty page.")
    end_cursor: str | None = plain("Cursor of the last row; null on an empty page.")
