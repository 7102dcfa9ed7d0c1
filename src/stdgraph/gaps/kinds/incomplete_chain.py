"""INCOMPLETE_CHAIN: a demanded product whose chain of dependencies is not wholly in force for the subsystem.

缺少其中一项，结果就不完整: a footprint can only be computed when every material and part behind the product has its own standard.
HIGH while fewer than half of the chain have any standard in force, otherwise MEDIUM; LOW once all have, some of them group standards only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import GROUP_IN_FORCE, IN_FORCE, CoverageIndex
from stdgraph.gaps.gap import UNSOURCED_POINTS, DetectedGap, Facts, Weight
from stdgraph.gaps.kind import (
    PAIR,
    PAIR_DETAILS,
    Candidate,
    Cites,
    Kind,
    is_unsourced,
    pair_candidate,
    title_in,
    unsourced,
)


def _derive(index: CoverageIndex, scope: ScopeFilter, systems: Collection[str] | None) -> Iterator[Candidate]:
    for pair, _ in index.demanded_in(scope, systems):
        chain = index.network.chain(pair.category)
        levels = index.levels[pair.subsystem]
        ready = chain & levels[IN_FORCE]
        if ready != chain:
            group_only = chain & levels[GROUP_IN_FORCE] & ~ready
            facts = {"inForce": ready.bit_count(), "groupOnly": group_only.bit_count(), "total": chain.bit_count()}
            missing = index.network.names(chain & ~ready)
            yield pair_candidate(pair, None, **facts, missing=missing, unsourced=is_unsourced(pair, index))


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    facts = gap.facts
    reached = facts["inForce"] + facts["groupOnly"]
    severity = Severity.HIGH if 2 * reached < facts["total"] else Severity.MEDIUM
    basis = UNSOURCED_POINTS if facts["unsourced"] else 0
    return Weight(Severity.LOW if reached == facts["total"] else severity, basis=basis)


def _unlocks(_: Network, gap: DetectedGap) -> int:
    return gap.categories


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "subsystemZh", "subsystemEn")
    reached = _reached(facts).in_language(language) + unsourced(facts, language)
    if language is Language.ZH:
        return f"“{name}”的产业链在“{where}”中不完整：{reached}。"
    return f"The chain behind “{name}” is incomplete in “{where}”: {reached}."


def _reached(facts: Facts) -> Term:
    """How much of the chain has standards, and of which levels."""
    ready, group_only, total = facts["inForce"], facts["groupOnly"], facts["total"]
    one = total == 1
    if ready:
        zh = f"，另有 {group_only} 项仅有团体（企业）标准" if group_only else ""
        en = f", {group_only} more {_have(group_only)} group standards only" if group_only else ""
        return Term(
            f"{total} 项中 {ready} 项有现行的行业及以上标准{zh}",
            f"{ready} of {total} members {_have(ready)} a standard above group level in force{en}",
        )
    if group_only == total:
        return Term(
            f"{total} 项{'' if one else '均'}仅有团体（企业）标准现行",
            f"{'its one member has' if one else f'all {total} members have'} group standards only",
        )
    if group_only:
        return Term(
            f"{total} 项均无现行的行业及以上标准，其中 {group_only} 项有团体（企业）标准",
            f"none of {total} members has a standard above group level in force, "
            f"{group_only} {_have(group_only)} group standards",
        )
    return Term(
        f"{total} 项{'' if one else '均'}无现行标准",
        "its one member has no standard in force" if one else f"none of {total} members has a standard in force",
    )


def _have(count: int) -> str:
    return "have" if count > 1 else "has"


def _remedy(facts: Facts, language: Language) -> str:
    if language is Language.ZH:
        return "按完备度分析给出的次序，为链上尚缺的成员制定标准。"
    return "Bring the members that are missing into force, in the order that the readiness of the chain gives."


KIND = Kind(
    derive=_derive,
    of=PAIR,
    needs_index=True,
    weigh=_weigh,
    unlocks=_unlocks,
    details=PAIR_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("inForce", f"{facts['inForce']}/{facts['total']}"),
    cites=Cites.DEMANDS,
)
