"""GROUP_ONLY: the ladder 团标-行标-国标 stops at a group standard: nothing above it is in force, or on its way.

Found where a subsystem itself lists a group or enterprise standard for a category, and where a pair is demanded: LOW, MEDIUM if demanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import GROUP_LEVEL, CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import Candidate, Cites, Kind, Weight, pair_candidate, pair_of, title_in, unlocks_dependents
from stdgraph.store.plan_cypher import ever, holds, is_item, lists, on_plan
from stdgraph.store.status_cypher import in_force

_DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (u:Subsystem {id: item.subsystem}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, subsystemZh: u.titleZh, subsystemEn: u.titleEn, numbers: COLLECT { "
    f"MATCH (c)-[:KIND_OF*0..]->(:ProductCategory)<-[a:{ever('APPLIES_TO')}]-(s:Standard)-[l:{ever('LISTED_IN')}]->(x:Subsystem)-[:PART_OF*0..]->(u) "
    f"WHERE {on_plan('s')} AND {is_item('s')} AND {lists('l', 'x')} AND {holds('a')} "
    f"AND s.level IN ['GROUP', 'ENTERPRISE'] AND {in_force('s')} RETURN DISTINCT coalesce(s.number, s.titleZh, s.id) }}}} AS facts"
)


def _derive(index: CoverageIndex, scope: ScopeFilter) -> Iterator[Candidate]:
    candidates = {pair for pair, _ in index.demanded_in(scope)}
    candidates |= {pair for pair, _ in index.group_standards if index.contains(scope, pair)}
    stopped = [pair for pair in candidates if index.best_level(pair) == GROUP_LEVEL]
    since = index.group_days(stopped)
    return (pair_candidate(pair, since.get(pair)) for pair in stopped)


def _weigh(gap: DetectedGap, index: CoverageIndex, _: date) -> Weight:
    return Weight(Severity.MEDIUM if pair_of(gap) in index.demands else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "subsystemZh", "subsystemEn")
    numbers = sorted(facts["numbers"])
    if language is Language.ZH:
        return f"“{name}”在“{where}”中只有团体（企业）标准：{'、'.join(numbers)}。"
    return f"“{name}” in “{where}” has group standards only: {', '.join(numbers)}."


KIND = Kind(
    derive=_derive,
    needs_index=True,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    details=_DETAILS,
    message=_message,
    fact=lambda facts: ("standards", ", ".join(sorted(facts["numbers"]))),
    cites=Cites.DEMANDS,
)
