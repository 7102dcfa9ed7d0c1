"""What belonged to a scope over time: subsystems that are moved, committees and categories that get another place.

The relationships are few, so they are read as they are, and followed here: the ways that lead through all places that anything ever had
are too many to be followed in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from stdgraph.domain.item_history import FIRST, NEVER, Span
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.spans import common, spans_along, united
from stdgraph.store.plan_cypher import as_known, ever
from stdgraph.store.session import Transaction

Link = tuple[str, str, str | None, str | None]
"""The keys of a thing and of one above it, and the days from which on and until which that holds."""
Places = Mapping[str, Sequence[Span]]
"""By key the spans of days on which what names a place belongs to the scope."""


class LinksRow(TypedDict):
    """The relationships by which things belong to a scope, and what has left the plan."""

    subsystem: list[Link]
    committee: list[Link]
    product_category: list[Link]
    retired: list[tuple[str, str]]
    """The categories that are retired, each with the day."""


def _links(kind: str, match: str, key: str) -> str:
    return (
        f"COLLECT {{ MATCH (a:{match})-[r:{ever(kind)}]->(b:{match.partition(' ')[0]}) WHERE r.retracted IS NULL "
        f"RETURN [a.{key}, b.{key}, toString(r.from), toString(r.until)] }}"
    )


_LINKS = {
    "subsystem": _links("PART_OF", "Subsystem {system: $system}", "id"),
    "committee": _links("SUBCOMMITTEE_OF", "Committee", "code"),
    "product_category": _links("KIND_OF", "ProductCategory", "code"),
}
_RETIRED = "COLLECT { MATCH (c:ProductCategory) WHERE c.retiredOn IS NOT NULL RETURN [c.code, toString(c.retiredOn)] }"


async def load_places(tx: Transaction, scope: ScopeFilter, at: datetime | None = None) -> dict[str, Places]:
    """For a scope's subsystem, committee and category the places from which a standard belongs to it, under the names of ``shape``.

    With ``at`` as it was known at an instant. One statement, or none for a scope without any of these.
    """
    wanted = scope.shape & _LINKS.keys()
    if not wanted:
        return {}
    lists = [f"{text if name in wanted else '[]'} AS {name}" for name, text in _LINKS.items()]
    text = f"RETURN {', '.join(lists)}, {_RETIRED if 'product_category' in wanted else '[]'} AS retired"
    parameters = {} if at is None else {"at": at.isoformat()}
    system = scope.subsystem[0] if scope.subsystem else None
    row = await tx.row(text if at is None else as_known(text), LinksRow, system=system, **parameters)
    links = row or LinksRow(subsystem=[], committee=[], product_category=[], retired=[])
    found: dict[str, Places] = {}
    if scope.subsystem_id is not None:
        found["subsystem"] = spans_along(scope.subsystem_id, _below(links["subsystem"]))
    if scope.committee is not None:
        found["committee"] = spans_along(scope.committee, _below(links["committee"]))
    if scope.product_category is not None:
        found["product_category"] = _naming(scope.product_category, links["product_category"], dict(links["retired"]))
    return found


def _below(links: Iterable[Link]) -> dict[str, list[tuple[str, Span]]]:
    found: dict[str, list[tuple[str, Span]]] = {}
    for below, above, since, until in links:
        found.setdefault(above, []).append((below, (since or FIRST, until or NEVER)))
    return found


def _naming(category: str, links: Sequence[Link], retired: Mapping[str, str]) -> Places:
    """The categories by naming which a standard concerns one: itself and its kinds, while on the plan, and what these are kinds of."""
    above = _below((parent, kind, since, until) for kind, parent, since, until in links)
    found: dict[str, list[Span]] = {}
    for kind, spans in spans_along(category, _below(links)).items():
        planned = common(spans, [(FIRST, retired.get(kind, NEVER))])
        for named, further in spans_along(kind, above).items():
            found[named] = united([*found.get(named, []), *common(planned, further)])
    return found
