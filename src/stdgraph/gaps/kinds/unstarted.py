"""UNSTARTED: a listed item that is still planned (拟制订): drafting has not begun, and no open need waits for it.

What is planned for a demand that is open, or for a category that a system watches and has no method for, is a candidate of that gap and
none of its own. MEDIUM; an item whose title only describes what a call asks for weighs less.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import UNSOURCED_POINTS, DetectedGap, Facts, Weight
from stdgraph.gaps.kind import DetectorQuery, Kind, Reach, title_in, unlocks_dependents
from stdgraph.gaps.kinds.no_method import lacks_method
from stdgraph.store.status_cypher import entry, known_day, status

GROUP_LEVELS = ("GROUP", "ENTERPRISE")


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    planned = reach.standards(f"({status('s')}) = 'PLANNED'")
    return (
        DetectorQuery(
            match=f"{planned} WITH scope, s, {entry('s')} AS entry",
            label="Standard",
            subject="s.id",
            since=known_day("entry"),
            facts={
                "stage": "substring(entry, 11, 2)",
                "level": "s.level",
                "descriptive": "coalesce(s.titleBasis = 'DESCRIPTIVE', false)",
            },
        ),
    )


def _need(gap: DetectedGap, index: CoverageIndex) -> str | None:
    """The id of the gap whose candidate the item is: of the first demand that is open, else of a watched category without a method."""
    network, plan = gap.network, index.plan
    above_group = gap.facts["level"] not in GROUP_LEVELS
    at = [place for place in gap.places if gap.categories & plan.categories_at(place)]
    for pair in sorted({pair for place in at for pair in plan.demanded_at(place)}):
        if not network.holds(gap.categories, pair.category) or index.is_met(pair):
            continue
        if not index.has_group(pair):
            return f"UNMET_DEMAND:{pair.subsystem}:{pair.category}"
        if above_group:
            return f"GROUP_ONLY:{pair.subsystem}:{pair.category}"
    watched = (one for system in gap.systems for one in plan.watched.get(system, ()))
    return next(
        (
            f"NO_METHOD:{one.system}:{one.category}"
            for one in watched
            if network.holds(gap.categories, one.category) and lacks_method(one, plan, network)
        ),
        None,
    )


def _weigh(gap: DetectedGap, index: CoverageIndex, _: date) -> Weight | None:
    if _need(gap, index) is not None:
        return None
    basis = UNSOURCED_POINTS if gap.facts["descriptive"] else 0
    return Weight(Severity.MEDIUM, nearness=1 if gap.facts["stage"] == "10" else 0, basis=basis)


def _message(facts: Facts, language: Language) -> str:
    name = title_in(facts, language)
    if language is Language.ZH:
        if facts["descriptive"]:
            return f"征集文件提出“{name}”（描述性题名，尚无项目），尚未启动。"
        return f"《{name}》已列入体系，尚未启动。"
    if facts["descriptive"]:
        return f"A call names “{name}” (a description, no project yet); nothing has been started."
    return f"“{name}” is on the plan and has not been started."


def _remedy(facts: Facts, language: Language) -> str:
    return "立项并启动起草。" if language is Language.ZH else "Approve the project and start drafting."


KIND = Kind(
    of_standards=_find,
    needs_index=True,
    needs_watched=True,
    weigh=_weigh,
    merges=_need,
    unlocks=unlocks_dependents,
    message=_message,
    remedy=_remedy,
    fact=lambda _: ("status", "PLANNED"),
)
