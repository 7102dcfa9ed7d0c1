"""Pages of the catalogue: standards under a condition, in an order, from a cursor; how many there are, and facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.catalogue.conditions import Conditions, earliest_of
from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Selection
from stdgraph.catalogue.related import Where, is_wide
from stdgraph.catalogue.rows import StandardFields
from stdgraph.domain.answers import Answer
from stdgraph.store.keyset import Page, Part, SortKey, clauses, decode, encode, parts
from stdgraph.store.plan_cypher import ever, holds, lists, today_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, status

SORTS = {
    "NUMBER": "n.numberSort",
    "TITLE": "coalesce(n.titleZh, n.titleEn)",
    "LEVEL": "n.level",
    "STAGE": "substring([e IN n.timeline WHERE e <= $onKey][-1], 11, 5)",
    "PUBLISHED_ON": earliest_of("publishedOn", "n"),
    "IN_FORCE_ON": earliest_of("inForceOn", "n"),
    "DUE_ON": "n.dueOn",
    "REVIEW_DUE_ON": "n.reviewDueOn",
    "REVISION": "n.revision",
}
"""What standards can be ordered by."""

FACETS = ("status", "level", "nature", "committee", "system")


@dataclass(frozen=True, slots=True)
class StandardsQuery:
    """Which standards, in which order, on which day."""

    where: Where | None
    order: Sequence[tuple[str, bool]]
    """Sort name and whether descending."""
    on: date

    @property
    def keys(self) -> list[SortKey]:
        """The sort keys, ending in the id."""
        return [
            *(SortKey(name, SORTS[name], descending) for name, descending in self.order),
            SortKey("ID", "n.id", nullable=False),
        ]

    def check(self, wanted: Page) -> None:
        """Raises BadInput where a page does not begin at a cursor of this order."""
        if wanted.cursor is not None:
            decode(self.keys, wanted.cursor)


Rows = list[tuple[list[object], StandardFields]]
"""The rows of a page, each with its sort values."""


class TotalRow(TypedDict):
    """A number of nodes."""

    total: int


class FacetRow(TypedDict):
    """How many standards share the values of one facet, or for ``own`` of the first three."""

    field: str
    value: list[str | None]
    count: int


async def page_standards(
    tx: Transaction, query: StandardsQuery, wanted: Page, selection: Selection, *, with_cursors: bool = True
) -> Answer:
    """One page as ``edges`` (cursor, node) and ``pageInfo``, the edges without cursors where nobody wants them.

    One statement; where nothing narrows the list, which then follows an index, a second one for rows without a value of the first sort
    key, should the others not fill the page.
    """
    keys = query.keys
    if is_wide(query.where):
        several, cursor = parts(keys, wanted)
    else:
        beyond, order, cursor = clauses(keys, wanted)
        several = [Part(beyond, order)]
    found: Rows = []
    for part in several:
        size = wanted.size + 1 - len(found)
        if size:
            found += await _read_part(tx, query, part, selection, {**cursor, "size": size})
    last = min(len(found), wanted.size) - 1
    shown = [
        (encode(keys, at) if with_cursors or place in (0, last) else "", row) for place, (at, row) in enumerate(found)
    ]
    return build_connection(shown, wanted)


async def _read_part(
    tx: Transaction, query: StandardsQuery, part: Part, selection: Selection, parameters: Mapping[str, object]
) -> Rows:
    conditions = Conditions()
    match = conditions.match(query.where, part.condition or "true")
    values = ", ".join(key.expression for key in query.keys)
    rows: list[Rows] = await tx.collected(
        f"{match} WITH n ORDER BY {part.order} LIMIT $size "
        f"WITH [{values}] AS at, {READER.project('Standard', selection)} AS row WITH collect([at, row]) AS rows",
        ["rows"],
        **parameters,
        **conditions.parameters,
        **today_parameters(),
        **day_parameters(query.on),
    )
    return rows[0]


def build_connection(found: Sequence[tuple[str, object]], wanted: Page) -> Answer:
    """A connection of the wanted rows; one row more than wanted only shows that there is a next page."""
    more, shown = len(found) > wanted.size, list(found[: wanted.size])
    if wanted.backward:
        shown.reverse()
    passed = wanted.cursor is not None
    return {
        "edges": [{"cursor": cursor, "node": node} for cursor, node in shown],
        "pageInfo": {
            "hasNextPage": passed if wanted.backward else more,
            "hasPreviousPage": more if wanted.backward else passed,
            "startCursor": shown[0][0] if shown else None,
            "endCursor": shown[-1][0] if shown else None,
        },
    }


async def count_standards(tx: Transaction, query: StandardsQuery) -> int:
    """How many standards meet the condition."""
    conditions = Conditions()
    match = conditions.match(query.where)
    (total,) = await tx.collected(
        f"{match} WITH count(*) AS total", ["total"], **conditions.parameters, **day_parameters(query.on)
    )
    return int(total)


_FACETS = (
    (
        f"UNWIND found AS n WITH {status('n')} AS status, n.level AS level, n.nature AS nature, count(*) AS count "
        "RETURN 'own' AS field, [status, level, nature] AS value, count"
    ),
    (
        f"UNWIND found AS n MATCH (n)-[o:{ever('OWNED_BY')}]->(c:Committee) WHERE {holds('o')} WITH DISTINCT n, c.code AS code "
        "WITH code, count(*) AS count RETURN 'committee' AS field, [code] AS value, count"
    ),
    (
        f"UNWIND found AS n MATCH (n)-[l:{ever('LISTED_IN')}]->(x:Subsystem) WHERE {lists('l', 'x')} WITH DISTINCT n, x.system AS system "
        "WITH system, count(*) AS count RETURN 'system' AS field, [system] AS value, count"
    ),
)
"""Statements that return ``FacetRow``s of the standards that were ``found``."""


async def count_facets(tx: Transaction, query: StandardsQuery) -> list[Answer]:
    """For each facet its values, with the number of standards that meet the condition, highest first."""
    conditions = Conditions()
    rows = await tx.table(
        FacetRow,
        f"{conditions.match(query.where)} WITH collect(n) AS found CALL (found) {{ {' UNION ALL '.join(_FACETS)} }} "
        "RETURN field, value, count",
        **conditions.parameters,
        **day_parameters(query.on),
    )
    counts: dict[str, dict[str | None, int]] = {name: {} for name in FACETS}
    for row in rows:
        names = ("status", "level", "nature") if row["field"] == "own" else (row["field"],)
        for name, value in zip(names, row["value"], strict=True):
            counts[name][value] = counts[name].get(value, 0) + row["count"]
    return [
        {
            "field": name,
            "values": [
                {"value": value, "count": count}
                for value, count in sorted(values.items(), key=lambda item: (-item[1], item[0] or "~"))
            ],
        }
        for name, values in counts.items()
    ]
