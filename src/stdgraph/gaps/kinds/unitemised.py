"""UNITEMISED: a system whose document declares more items than the catalogue holds on the plan; the rest is not itemised.

MEDIUM; HIGH while less than half is itemised.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import Candidate, Kind, named_systems, title_in
from stdgraph.progress.plan_items import count_items_of
from stdgraph.store.plan_cypher import planned
from stdgraph.store.session import Transaction
from stdgraph.store.versions_cypher import said, version

DECLARING = (
    f"MATCH (y:StandardsSystem) WHERE ($systems IS NULL OR y.code IN $systems) AND {planned('y')} {version('y', 'w')} "
    f"WITH y.code AS code, {said('y', 'w', 'declared')} AS declared, {said('y', 'w', 'issuedOn')} AS issued WHERE declared IS NOT NULL "
    "RETURN code, declared, toString(issued) AS day"
)


class DeclaringRow(TypedDict):
    """A system that declares a number of items, with the day of its document."""

    code: str
    declared: int
    day: str | None


async def _unitemised(
    tx: Transaction, scopes: Sequence[ScopeFilter], on: date, among: Collection[str] | None
) -> list[list[Candidate]]:
    systems = named_systems(scopes, among, "system")
    if systems == []:
        return [[] for _ in scopes]
    rows = await tx.table(DeclaringRow, DECLARING, systems=systems, on=on)
    items = await count_items_of(tx, [row["code"] for row in rows], on)
    found = [
        Candidate(
            "StandardsSystem",
            row["code"],
            row["code"],
            date.fromisoformat(row["day"]) if row["day"] else None,
            facts={"declared": row["declared"], "items": items[row["code"]]},
        )
        for row in rows
        if row["declared"] > items[row["code"]]
    ]
    return [[one for one in found if scope.system in (None, one.subject)] for scope in scopes]


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.HIGH if 2 * gap.facts["items"] < gap.facts["declared"] else Severity.MEDIUM)


def _message(facts: Facts, language: Language) -> str:
    name, declared, items = title_in(facts, language), facts["declared"], facts["items"]
    if language is Language.ZH:
        return f"《{name}》列有 {declared} 项，目录中仅有 {items} 项，尚缺 {declared - items} 项明细。"
    return f"“{name}” declares {declared} items; {items} are itemised, {declared - items} are not."


def _remedy(facts: Facts, language: Language) -> str:
    if language is Language.ZH:
        return "取得文件的明细表并导入。"
    return "Obtain the list of items of the document and import it."


KIND = Kind(
    compute=_unitemised,
    of=("StandardsSystem",),
    weigh=_weigh,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("items", f"{facts['items']}/{facts['declared']}"),
)
