"""INCOMPLETE_CHAIN: a demanded product whose chain of dependencies is not wholly in force for the subsystem.

缺少其中一项，结果就不完整: a footprint can only be computed when every material and part behind the product has its own standard.
HIGH while fewer than half of the chain are in force, otherwise MEDIUM.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import PAIR_DETAILS, Candidate, Cites, Kind, Weight, pair_candidate, title_in


def _derive(index: CoverageIndex, scope: ScopeFilter) -> Iterator[Candidate]:
    for pair, _ in index.demanded_in(scope):
        chain = index.network.chain(pair.category)
        ready = chain & index.levels[pair.subsystem][0]
        if ready != chain:
            yield pair_candidate(pair, None, inForce=ready.bit_count(), total=chain.bit_count())


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.HIGH if 2 * gap.facts["inForce"] < gap.facts["total"] else Severity.MEDIUM)


def _unlocks(_: Network, gap: DetectedGap) -> int:
    return gap.categories


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "subsystemZh", "subsystemEn")
    if language is Language.ZH:
        return f"“{name}”的产业链在“{where}”中不完整：{facts['total']} 项中 {facts['inForce']} 项有现行标准。"
    return f"The chain behind “{name}” is incomplete in “{where}”: {facts['inForce']} of {facts['total']} members have a standard in force."


KIND = Kind(
    derive=_derive,
    needs_index=True,
    weigh=_weigh,
    unlocks=_unlocks,
    details=PAIR_DETAILS,
    message=_message,
    fact=lambda facts: ("inForce", f"{facts['inForce']}/{facts['total']}"),
    cites=Cites.DEMANDS,
)
