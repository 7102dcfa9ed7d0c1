"""What would close a gap: the standards under way that it waits for, and the committees that own them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.gaps.coverage_index import GROUP_IN_FORCE, LEVEL
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kind import owners_of
from stdgraph.store.plan_cypher import downwards, ever, holds, is_item, lists, on_plan, upwards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, with_state

MOST_CANDIDATES = 20
"""Candidates of a gap that are named: those furthest on."""

_APPLIES = f"<-[a:{ever('APPLIES_TO')}]-(s:Standard)"
_LISTED = f"-[l:{ever('LISTED_IN')}]->(x:Subsystem)"
_NAMED = f"{upwards('KIND_OF', 'ku')}(:ProductCategory)"
_PLACED = f"{upwards('PART_OF', 'xu')}(:Subsystem {{id: item.subsystem}})"
_COUNTS = f"{lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')}"
_STATED = f"WITH DISTINCT item, s {with_state('s', 'item')} WITH item, s, status, standing, {LEVEL} AS reached"
_UNDER_WAY = f"reached IS NOT NULL AND NOT reached IN [0, {GROUP_IN_FORCE}]"
_RETURN = (
    f"WITH item, s, reached % {GROUP_IN_FORCE} AS rank ORDER BY item.n, rank, s.numberSort, s.id "
    f"RETURN item.n AS n, s.id AS id, {owners_of('s')} AS owners"
)
_ITSELF = f"MATCH (s:Standard {{id: item.subject}}) RETURN item.n AS n, s.id AS id, {owners_of('s')} AS owners"
_OF_CELL = (
    f"MATCH (:ProductCategory {{code: item.subject}}){_NAMED}{_APPLIES}{_LISTED}{_PLACED} "
    f"WHERE {_COUNTS} AND {holds('a')} {_STATED} WHERE {_UNDER_WAY}"
)
_OF_CHAIN = (
    f"UNWIND item.members AS member MATCH (:ProductCategory {{code: member}}){_NAMED}{_APPLIES}{_LISTED}{_PLACED} "
    f"WHERE {_COUNTS} AND {holds('a')} {_STATED} WHERE {_UNDER_WAY}"
)
_OF_SYSTEM = (
    f"MATCH (:ProductCategory {{code: item.subject}}){_NAMED}{_APPLIES}{_LISTED} "
    f"WHERE x.system = item.system AND {_COUNTS} AND {holds('a')} {_STATED} WHERE {_UNDER_WAY}"
)
_OF_SUBTREE = (
    f"MATCH (:Subsystem {{id: item.subject}}){downwards('PART_OF', 'xd')}(x:Subsystem)<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {_COUNTS} {_STATED} WHERE {_UNDER_WAY}"
)
_SUCCESSORS = (
    "MATCH (:Standard {id: item.subject})<-[r:REPLACES]-(s:Standard) WHERE r.extent = 'WHOLE' "
    f"{_STATED} WHERE {_UNDER_WAY}"
)
_OF_TARGET = (
    f"MATCH (x:Subsystem {{system: item.system}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {_COUNTS} AND (size(item.levels) = 0 OR s.level IN item.levels OR s.level IS NULL) {_STATED} WHERE {_UNDER_WAY}"
)
_TEXTS: Mapping[str, str] = {
    "UNMET_DEMAND": f"{_OF_CELL} {_RETURN}",
    "GROUP_ONLY": f"{_OF_CELL} AND reached < {GROUP_IN_FORCE} {_RETURN}",
    "INCOMPLETE_CHAIN": f"{_OF_CHAIN} {_RETURN}",
    "NO_METHOD": f"{_OF_SYSTEM} {_RETURN}",
    "UNCOVERED_SUBSYSTEM": f"{_OF_SUBTREE} {_RETURN}",
    "TARGET_SHORTFALL": f"{_OF_TARGET} {_RETURN}",
    **dict.fromkeys(("UNSTARTED", "OVERDUE", "NO_MOVEMENT"), _ITSELF),
    **dict.fromkeys(
        ("REVIEW_OVERDUE", "OUTDATED_ADOPTION", "OUTDATED_REFERENCE", "ADOPTED_UNDER_REVISION"),
        f"{_SUCCESSORS} {_RETURN}",
    ),
}
"""By kind of gap the statement that returns its candidates, those furthest on first; kinds without one have none."""

_GIVEN: Mapping[str, Callable[[DetectedGap], object]] = {
    "subsystem": lambda gap: gap.facts.get("subsystem"),
    "system": lambda gap: gap.facts.get("system"),
    "levels": lambda gap: list(gap.facts.get("levels") or ()),
    "members": lambda gap: gap.facts.get("missing") or [],
}


class CandidateRow(TypedDict):
    """A candidate of the gap ``n``, with its owners."""

    n: int
    id: str
    owners: list[str]


class Placement(NamedTuple):
    """The candidates of a gap by id, and the committees that it concerns: the owners of its standard, else of the candidates."""

    candidates: list[str]
    committees: list[str]


async def place_gaps(tx: Transaction, gaps: Sequence[DetectedGap], on: date) -> list[Placement]:
    """For each gap what would close it, and whom it concerns. One statement, or none."""
    by_text: dict[str, list[dict[str, object]]] = {}
    for n, gap in enumerate(gaps):
        if gap.kind in _TEXTS:
            item = {"n": n, "subject": gap.subject, **{name: read(gap) for name, read in _GIVEN.items()}}
            by_text.setdefault(_TEXTS[gap.kind], []).append(item)
    found: list[list[CandidateRow]] = [[] for _ in gaps]
    if by_text:
        parameters = {f"items{n}": items for n, items in enumerate(by_text.values())}
        texts = [f"UNWIND $items{n} AS item {text}" for n, text in enumerate(by_text)]
        for row in await tx.table(CandidateRow, " UNION ALL ".join(texts), **parameters, **day_parameters(on)):
            found[row["n"]].append(row)
    return [_placement(gap, rows) for gap, rows in zip(gaps, found, strict=True)]


def _placement(gap: DetectedGap, rows: Sequence[CandidateRow]) -> Placement:
    owners = gap.committees or {owner for row in rows for owner in row["owners"]}
    return Placement([row["id"] for row in rows[:MOST_CANDIDATES]], sorted(owners))
