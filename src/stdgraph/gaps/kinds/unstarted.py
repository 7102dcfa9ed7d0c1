"""UNSTARTED: a listed standard that is still planned (拟制订): drafting has not begun.

HIGH where it would fill a demanded cell of a subsystem that lists it and nothing in force fills that cell; otherwise MEDIUM.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import (
    DetectorQuery,
    Kind,
    Reach,
    Weight,
    always_places_of,
    categories_of,
    title_in,
    unlocks_dependents,
)
from stdgraph.store.status_cypher import entry, known_day, status


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    planned = reach.standards(f"({status('s')}) = 'PLANNED'")
    return (
        DetectorQuery(
            match=f"{planned} WITH scope, s, {entry('s')} AS entry",
            label="Standard",
            subject="s.id",
            since=known_day("entry"),
            categories=categories_of("s"),
            places=always_places_of("s"),
            facts={"stage": "substring(entry, 11, 2)"},
        ),
    )


def _weigh(gap: DetectedGap, index: CoverageIndex, _: date) -> Weight:
    wanted = any(gap.categories & index.demanded_below.get(place, 0) & ~index.levels[place][0] for place in gap.places)
    return Weight(Severity.HIGH if wanted else Severity.MEDIUM, nearness=1 if gap.facts["stage"] == "10" else 0)


def _message(facts: Facts, language: Language) -> str:
    name = title_in(facts, language)
    if language is Language.ZH:
        return f"《{name}》已列入体系，尚未启动。"
    return f"“{name}” is on the plan and has not been started."


KIND = Kind(
    of_standards=_find,
    needs_index=True,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    message=_message,
    fact=lambda _: ("status", "PLANNED"),
)
