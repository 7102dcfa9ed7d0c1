"""GROUP_ONLY: a demand for which the ladder 团标-行标-国标 has come to a group or enterprise standard in force, and no further.

The severity is one step below the demand's priority, one more where a standard above group level is published and only waits for its
in-force day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import CellState, Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import UNSOURCED_POINTS, DetectedGap, Facts, Weight
from stdgraph.gaps.kind import (
    PAIR,
    Candidate,
    Cites,
    Kind,
    is_unsourced,
    pair_candidate,
    pair_of,
    title_in,
    unlocks_dependents,
    unsourced,
)
from stdgraph.gaps.states import UNDER_WAY, UNDER_WAY_REMEDIES, lower
from stdgraph.store.plan_cypher import ever, holds, is_item, lists, on_plan, upwards
from stdgraph.store.status_cypher import in_force

_DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (u:Subsystem {id: item.subsystem}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, subsystemZh: u.titleZh, subsystemEn: u.titleEn, numbers: COLLECT { "
    f"MATCH (c){upwards('KIND_OF', 'ku')}(:ProductCategory)<-[a:{ever('APPLIES_TO')}]-(s:Standard)"
    f"-[l:{ever('LISTED_IN')}]->(x:Subsystem){upwards('PART_OF', 'xu')}(u) "
    f"WHERE {on_plan('s')} AND {is_item('s')} AND {lists('l', 'x')} AND {holds('a')} "
    f"AND s.level IN ['GROUP', 'ENTERPRISE'] AND {in_force('s')} RETURN DISTINCT coalesce(s.number, s.titleZh, s.id) }}}} AS facts"
)


def _derive(index: CoverageIndex, scope: ScopeFilter, systems: Collection[str] | None) -> Iterator[Candidate]:
    for pair, demand in index.demanded_in(scope, systems):
        if index.has_group(pair) and not index.is_met(pair):
            found = index.underway(pair)
            yield pair_candidate(
                pair, demand.since, underway=found and found[0].value, unsourced=is_unsourced(pair, index)
            )


def _weigh(gap: DetectedGap, index: CoverageIndex, _: date) -> Weight:
    pair = pair_of(gap)
    found = index.underway(pair)
    upcoming = found is not None and found[0] is CellState.UPCOMING
    severity = lower(Severity(index.demands[pair].priority), 1 + int(upcoming))
    basis = UNSOURCED_POINTS if gap.facts["unsourced"] else 0
    return Weight(severity, nearness=found[1] if found else 0, basis=basis)


_ABOVE = {
    **UNDER_WAY,
    None: ("更高层级尚无制定中的项目", "nothing above group level is under way"),
    CellState.PLANNED: ("更高层级仅有拟制订项目", "one above group level is only planned"),
    CellState.DRAFTING: ("更高层级的标准正在制定", "one above group level is being drafted"),
    CellState.UPCOMING: ("更高层级的标准已发布、尚未实施", "one above group level is published and not yet in force"),
}


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "subsystemZh", "subsystemEn")
    numbers = sorted(facts["numbers"])
    zh, en = _ABOVE[facts["underway"]]
    if language is Language.ZH:
        return (
            f"“{name}”在“{where}”中只有团体（企业）标准现行：{'、'.join(numbers)}；{zh}{unsourced(facts, language)}。"
        )
    return f"“{name}” in “{where}” has group standards only in force: {', '.join(numbers)}; {en}{unsourced(facts, language)}."


def _remedy(facts: Facts, language: Language) -> str:
    if facts["underway"] is None:
        zh = "在团体标准基础上立项制定行业标准或国家标准。"
        en = "Approve a project for an industry or national standard on the ground of the group standard."
        return zh if language is Language.ZH else en
    return UNDER_WAY_REMEDIES[facts["underway"]][0 if language is Language.ZH else 1]


KIND = Kind(
    derive=_derive,
    of=PAIR,
    needs_index=True,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    details=_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("standards", ", ".join(sorted(facts["numbers"]))),
    cites=Cites.DEMANDS,
)
