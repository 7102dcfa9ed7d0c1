"""What gaps weigh: severity by their kind, what closing them unlocks, what they are about; and the order that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stdgraph.domain.vocabulary import Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import BASIC_POINTS, DEMANDED_POINTS, MANDATORY_POINTS, DetectedGap, score_gap
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plan_facts import PlanFacts


def weigh(gap: DetectedGap, index: CoverageIndex, on: date) -> DetectedGap | None:
    """A gap with its weight; None where it turns out not to be a gap."""
    kind = kinds()[gap.kind]
    weight = kind.weigh(gap, index, on)
    if weight is None:
        return None
    unlocked = gap.unlocked if gap.weighed else kind.unlocks(gap.network, gap)
    score = score_gap(weight, unlocked.bit_count(), _importance(gap, weight.severity, index.plan), gap.since, on)
    if gap.weighed:
        if gap.severity is weight.severity and gap.score == score:
            return gap
        gap = replace(gap)  # a concurrent reader may hold the gap as it is
    gap.weighed = True
    gap.severity = weight.severity
    gap.unlocked = unlocked
    gap.score = score
    gap.rank = -score.total, -score.nearness, gap.id
    return gap


def _importance(gap: DetectedGap, severity: Severity, plan: PlanFacts) -> int:
    """What counts of what a gap is about; nothing for one that is only to be known."""
    if severity is Severity.INFO:
        return 0
    points = BASIC_POINTS if not plan.basic.isdisjoint(gap.places) else 0
    if gap.mandatory:
        points += MANDATORY_POINTS
    if gap.label == "Standard" and any(gap.categories & plan.categories_at(place) for place in gap.places):
        points += DEMANDED_POINTS
    return points


def is_same(gap: DetectedGap, other: DetectedGap) -> bool:
    """Whether two weighed gaps of one id tell the same."""
    return (
        gap.rank == other.rank
        and gap.severity is other.severity
        and gap.score == other.score
        and gap.since == other.since
        and gap.facts == other.facts
        and gap.places == other.places
        and gap.categories == other.categories
        and gap.unlocked == other.unlocked
    )
