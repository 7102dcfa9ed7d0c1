"""UNMET_DEMAND: a document says that a product category needs a standard of a subsystem, and none of any level is in force there.

The severity is the demand's priority, one step lower where a standard is published and only waits for its in-force day.
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
    PAIR_DETAILS,
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


def _derive(index: CoverageIndex, scope: ScopeFilter, systems: Collection[str] | None) -> Iterator[Candidate]:
    for pair, demand in index.demanded_in(scope, systems):
        if not index.is_met(pair) and not index.has_group(pair):
            found = index.underway(pair)
            yield pair_candidate(
                pair, demand.since, underway=found and found[0].value, unsourced=is_unsourced(pair, index)
            )


def _weigh(gap: DetectedGap, index: CoverageIndex, _: date) -> Weight:
    pair = pair_of(gap)
    found = index.underway(pair)
    upcoming = found is not None and found[0] is CellState.UPCOMING
    severity = lower(Severity(index.demands[pair].priority), int(upcoming))
    basis = UNSOURCED_POINTS if gap.facts["unsourced"] else 0
    return Weight(severity, nearness=found[1] if found else 0, basis=basis)


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "subsystemZh", "subsystemEn")
    zh, en = UNDER_WAY[facts["underway"]]
    if language is Language.ZH:
        return f"“{name}”需要“{where}”标准，尚无现行标准：{zh}{unsourced(facts, language)}。"
    return f"“{name}” needs a standard on “{where}”; none is in force, and {en}{unsourced(facts, language)}."


def _remedy(facts: Facts, language: Language) -> str:
    return UNDER_WAY_REMEDIES[facts["underway"]][0 if language is Language.ZH else 1]


KIND = Kind(
    derive=_derive,
    of=PAIR,
    needs_index=True,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    details=PAIR_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda _: ("demand", ""),
    cites=Cites.DEMANDS,
)
