"""UNCOVERED_SUBSYSTEM: a subsystem in whose whole subtree no standard is in force.

HIGH where nothing at all is listed, MEDIUM where what is listed is not, or no longer, in force.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import DetectorQuery, Kind, Weight, title_in
from stdgraph.store.plan_cypher import ever, is_item, lists, on_plan
from stdgraph.store.scope_cypher import subsystems
from stdgraph.store.status_cypher import in_force

_SUBTREE = (
    f"MATCH (u)<-[:PART_OF*0..]-(x:Subsystem)<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')}"
)


def _find(shape: frozenset[str]) -> tuple[DetectorQuery, ...]:
    if not shape <= {"system", "subsystem"}:
        return ()
    return (
        DetectorQuery(
            # stops at the first one; for NOT EXISTS the embedded engine visits all of them
            match=f"{subsystems(shape, 'u')} WITH scope, u, COLLECT {{ {_SUBTREE} AND {in_force('s')} RETURN s.id LIMIT 1 }} AS covered "
            f"WHERE size(covered) = 0 WITH scope, u, COUNT {{ {_SUBTREE} RETURN DISTINCT s }} AS listed",
            label="Subsystem",
            subject="u.id",
            places="[u.id]",
            facts={"listed": "listed"},
        ),
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.MEDIUM if gap.facts["listed"] else Severity.HIGH)


def _message(facts: Facts, language: Language) -> str:
    name, listed = title_in(facts, language), facts["listed"]
    if language is Language.ZH:
        return f"子体系 {facts['code']}“{name}”" + (
            f"列有 {listed} 项，但没有现行标准。" if listed else "没有列入任何标准。"
        )
    if listed:
        return f"Subsystem {facts['code']} “{name}” lists {listed} standard{'s' * (listed > 1)}, none of them in force."
    return f"Subsystem {facts['code']} “{name}” lists no standard at all."


KIND = Kind(of_others=_find, weigh=_weigh, message=_message, fact=lambda facts: ("listed", str(facts["listed"])))
