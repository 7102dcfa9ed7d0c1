"""UNMET_DEMAND: a document says that a product category needs a standard of a subsystem, and none is in force there.

The severity is the demand's priority, one step lower where a standard is published and only waits for its in-force day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import CellState, Language, Severity
from stdgraph.gaps.coverage_index import READINESS_LEVELS, CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import (
    PAIR_DETAILS,
    Candidate,
    Cites,
    Kind,
    Weight,
    pair_candidate,
    pair_of,
    title_in,
    unlocks_dependents,
)

_UNMET = {
    None: ("尚无标准", "there is none"),
    CellState.PLANNED: ("仅有拟制订项目", "one is only planned"),
    CellState.DRAFTING: ("标准正在制定", "one is being drafted"),
    CellState.UPCOMING: ("标准已发布、尚未实施", "one is published and not yet in force"),
}
_STEPS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO)


def _derive(index: CoverageIndex, scope: ScopeFilter) -> Iterator[Candidate]:
    for pair, demand in index.demanded_in(scope):
        level = index.best_level(pair)
        best = None if level is None else READINESS_LEVELS[level][0]
        if best in _UNMET:
            yield pair_candidate(pair, demand.since, best=best)


def _weigh(gap: DetectedGap, index: CoverageIndex, _: date) -> Weight:
    pair = pair_of(gap)
    level = index.best_level(pair)
    step = _STEPS.index(Severity(index.demands[pair].priority)) + (gap.facts["best"] == CellState.UPCOMING)
    return Weight(_STEPS[step], 0 if level is None else READINESS_LEVELS[level][1])


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "subsystemZh", "subsystemEn")
    zh, en = _UNMET[facts["best"]]
    if language is Language.ZH:
        return f"“{name}”需要“{where}”标准：{zh}。"
    return f"“{name}” needs a standard on “{where}”: {en}."


KIND = Kind(
    derive=_derive,
    needs_index=True,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    details=PAIR_DETAILS,
    message=_message,
    fact=lambda _: ("demand", ""),
    cites=Cites.DEMANDS,
)
