"""UNMET_DEMAND: some document says that a product category needs a standard of a subsystem, and none is in force there.

The severity is the demand's priority, one step lower where a standard is published and only waits for its in-force day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import CellState, Language, Severity
from stdgraph.gaps.coverage_index import RUNGS, CoverageIndex
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import Cites, Facts, Found, Kind, Weight, pick, unlocks_dependents
from stdgraph.gaps.kind_queries import PAIR_DETAILS as DETAILS
from stdgraph.gaps.kind_queries import demanded, found_pair, pair_of, rung_of

_UNMET = {
    None: ("尚无标准", "nothing is there"),
    CellState.PLANNED: ("仅有拟制订项目", "one is only planned"),
    CellState.DRAFTING: ("标准正在制定", "one is being drafted"),
    CellState.UPCOMING: ("标准已发布、尚未实施", "one is published and not yet in force"),
}
_STEPS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO)


def _derive(ground: CoverageIndex, scope: ScopeFilter) -> Iterator[Found]:
    for pair, demand in demanded(ground, scope):
        rung = rung_of(ground, pair)
        best = None if rung is None else RUNGS[rung][0]
        if best in _UNMET:
            yield found_pair(pair, demand.since, best=best)


def _weigh(gap: Gap, ground: CoverageIndex, _: date) -> Weight:
    pair = pair_of(gap)
    rung = rung_of(ground, pair)
    step = _STEPS.index(Severity(ground.demands[pair].priority)) + (gap.facts["best"] == CellState.UPCOMING)
    return Weight(_STEPS[step], 0 if rung is None else RUNGS[rung][1])


def _message(facts: Facts, language: Language) -> str:
    name, where = pick(facts, language), pick(facts, language, "subsystemZh", "subsystemEn")
    zh, en = _UNMET[facts["best"]]
    if language is Language.ZH:
        return f"“{name}”需要“{where}”标准：{zh}。"
    return f"“{name}” needs a standard on “{where}”: {en}."


KIND = Kind(
    derive=_derive,
    on_ground=True,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    details=DETAILS,
    message=_message,
    fact=lambda _: ("demand", ""),
    cites=Cites.DEMANDS,
)
