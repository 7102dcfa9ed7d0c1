"""UNITEMISED: a system whose document declares more items than the catalogue lists; the rest is not itemised.

MEDIUM; HIGH while less than half is listed.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import DetectorQuery, Kind, Weight, title_in
from stdgraph.store.plan_cypher import ever, is_item, lists, on_plan, planned


def _find(shape: frozenset[str]) -> tuple[DetectorQuery, ...]:
    if not shape <= {"system"}:
        return ()
    start = "MATCH (y:StandardsSystem {code: scope.system})" if shape else "MATCH (y:StandardsSystem)"
    return (
        DetectorQuery(
            match=f"{start} WHERE y.declared IS NOT NULL AND {planned('y')} "
            f"CALL (y) {{ MATCH (x:Subsystem {{system: y.code}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
            f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} RETURN count(DISTINCT s) AS listed }} "
            "WITH scope, y, listed WHERE y.declared > listed",
            label="StandardsSystem",
            subject="y.code",
            since="toString(y.issuedOn)",
            facts={"declared": "y.declared", "listed": "listed"},
        ),
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.HIGH if 2 * gap.facts["listed"] < gap.facts["declared"] else Severity.MEDIUM)


def _message(facts: Facts, language: Language) -> str:
    name, declared, listed = title_in(facts, language), facts["declared"], facts["listed"]
    if language is Language.ZH:
        return f"《{name}》列有 {declared} 项，目录中仅有 {listed} 项，尚缺 {declared - listed} 项明细。"
    return f"“{name}” declares {declared} items; {listed} are itemised, {declared - listed} are not."


KIND = Kind(
    of_others=_find,
    weigh=_weigh,
    message=_message,
    fact=lambda facts: ("listed", f"{facts['listed']}/{facts['declared']}"),
)
