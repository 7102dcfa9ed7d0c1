"""TARGET_SHORTFALL: a numeric target of a system that was missed by its day, or that the pace since its baseline will not reach.

HIGH once it is missed and in its last year, before that MEDIUM; it weighs more as its day comes near. A target that the catalogue cannot
count is not a gap, because its outcome is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import Language, Severity, TargetState
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import Candidate, Kind, named_systems, title_in
from stdgraph.progress.targets import measure_targets
from stdgraph.store.session import Transaction

_SHORT = (TargetState.MISSED, TargetState.AT_RISK)


async def _short_targets(
    tx: Transaction, scopes: Sequence[ScopeFilter], on: date, among: Collection[str] | None
) -> list[list[Candidate]]:
    systems = named_systems(scopes, among, "system")
    if systems == []:
        return [[] for _ in scopes]
    short = [one for one in await measure_targets(tx, on, systems=systems) if one.state in _SHORT]
    return [[_candidate(one) for one in short if scope.system in (None, one.target.system)] for scope in scopes]


def _candidate(one: Measured) -> Candidate:
    target = one.target
    facts = {
        "achieved": one.achieved,
        "required": target.required,
        "by": target.by and target.by.isoformat(),
        "state": str(one.state),
        "pace": one.pace,
        "requiredPace": one.required_pace,
        "system": target.system,
        "levels": list(target.levels),
    }
    since = target.by if one.state is TargetState.MISSED else None
    return Candidate("Target", target.id, f"{target.system}:{target.id}", since, facts=facts)


_NEAR = ((90, 20), (365, 10))
"""Days left until the target's day, and what it counts that no more are left."""


def _weigh(gap: DetectedGap, _: CoverageIndex, on: date) -> Weight:
    by = gap.facts["by"]
    left = (date.fromisoformat(by) - on).days if by else None
    urgency = 0 if left is None else next((points for days, points in _NEAR if left <= days), 0)
    missed = gap.facts["state"] == TargetState.MISSED
    gap.facts["daysLeft"] = None if missed else left
    return Weight(Severity.HIGH if missed or urgency else Severity.MEDIUM, urgency=urgency)


def _message(facts: Facts, language: Language) -> str:
    name, got, all_ = title_in(facts, language), facts["achieved"], facts["required"]
    missed = facts["state"] == TargetState.MISSED
    if language is Language.ZH:
        if missed:
            return f"目标“{name}”到期（{facts['by']}）未达成：{got}/{all_} 项。"
        left = f"距期限 {facts['daysLeft']} 天，" if facts["daysLeft"] is not None else ""
        return f"目标“{name}”进度不足：{got}/{all_} 项，{left}每年 {facts['pace']:.1f} 项，按期需每年 {facts['requiredPace']:.1f} 项。"
    if missed:
        return f"The target “{name}” was missed on {facts['by']}: {got} of {all_}."
    return (
        f"The target “{name}” falls behind: {got} of {all_}, {facts['pace']:.1f} a year where "
        f"{facts['requiredPace']:.1f} are needed until {facts['by']}, in {facts['daysLeft']} days."
    )


def _remedy(facts: Facts, language: Language) -> str:
    remaining = facts["required"] - facts["achieved"]
    if language is Language.ZH:
        return f"尚需发布 {remaining} 项；优先推进已进入报批、审查阶段的项目。"
    return f"{remaining} more have to be published: bring forward what is being approved or reviewed."


KIND = Kind(
    compute=_short_targets,
    weigh=_weigh,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("achieved", f"{facts['achieved']}/{facts['required']}"),
)
