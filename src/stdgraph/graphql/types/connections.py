"""Connections with keyset cursors, and the unions of what free text finds and gaps are about."""

from __future__ import annotations

from typing import Annotated

import strawberry

from stdgraph.graphql.types.categories import ProductCategory
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.fields import linked, linked_one, plain
from stdgraph.graphql.types.history import Target
from stdgraph.graphql.types.provenance import Source
from stdgraph.graphql.types.relay import PageInfo
from stdgraph.graphql.types.standard import Standard
from stdgraph.graphql.types.systems import StandardsSystem, Subsystem

GapSubject = Annotated[
    Standard | Subsystem | ProductCategory | StandardsSystem | Target | Committee | Source,
    strawberry.union("GapSubject", description="What a gap is about."),
]


SearchResult = Annotated[
    Standard | Subsystem | ProductCategory | Committee | StandardsSystem,
    strawberry.union("SearchResult", description="What free text can find."),
]


@strawberry.type(description="How many standards share a value.")
class FacetValue:
    """One value of a facet."""

    value: str | None = plain("The value; null for standards that have none.")
    count: int = plain("How many standards have it.")


@strawberry.type(description="The values of one field under the same condition as the page.")
class Facet:
    """One facet."""

    field: str = plain("The field: status, level, nature, committee or system.")
    values: list[FacetValue] = linked("Its values, the most frequent first.")


@strawberry.type(description="A standard on a page.")
class StandardEdge:
    """One row."""

    cursor: str = plain("Cursor of the row in this order.")
    node: Standard = linked_one("The standard.")


@strawberry.type(description="A page of standards.")
class StandardConnection:
    """A page."""

    edges: list[StandardEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many standards the condition leaves; counted only when asked for.")
    facets: list[Facet] = linked("Counts by value under the same condition; counted only when asked for.")


@strawberry.type(description="A page of the standards that a figure counts.")
class FigureRows:
    """A page."""

    edges: list[StandardEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many there are: the figure itself.")


@strawberry.type(description="Something found by free text.")
class SearchEdge:
    """One hit."""

    cursor: str = plain("Cursor of the hit.")
    score: float = plain(
        "1.0 the number or code itself, 0.8 one that begins with the text, 0.6 a title that begins with it, 0.5 one that holds it as "
        "typed, 0.3 the words apart."
    )
    node: SearchResult = linked_one("What was found.")


@strawberry.type(description="A page of what free text found, best first.")
class SearchConnection:
    """A page."""

    edges: list[SearchEdge] = linked("The hits.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How much was found in all; counted only when asked for.")
