"""The needs behind gaps, and how much they weigh: what a need is does not change while work for it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

POINTS = {"CRITICAL": 80, "HIGH": 60, "MEDIUM": 40, "LOW": 20, "INFO": 5}
PAIRS = ("UNMET_DEMAND", "GROUP_ONLY")
"""A demand, at one rung of the ladder or another."""
KINDS = (*PAIRS, "INCOMPLETE_CHAIN", "NO_METHOD", "UNCOVERED_SUBSYSTEM")


class Weighed(NamedTuple):
    """A gap of such a kind, whoever found it."""

    key: str
    severity: str
    score: int
    places: frozenset[str]


def needs_of(gaps: Iterable[Weighed]) -> dict[str, tuple[int, int]]:
    """For each need the severity and the score of its gap: of a demand, a chain, a watched category, or an uncovered subsystem."""
    found: dict[str, tuple[int, int]] = {}
    for gap in gaps:
        kind, _, key = gap.key.partition(":")
        weight = POINTS[gap.severity], gap.score
        if kind in PAIRS:
            found[f"demand {key}"] = weight
        elif kind == "UNCOVERED_SUBSYSTEM":
            found |= {f"subsystem {place}": weight for place in gap.places}
        elif kind in KINDS:
            found[f"{kind} {key}"] = weight
    return found


def worsened(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]) -> dict[str, object]:
    """The needs that are new, more severe, or of a higher score, with what they weighed before and weigh now."""
    return {
        need: (before.get(need), weight)
        for need, weight in after.items()
        if need not in before or weight[0] > before[need][0] or weight[1] > before[need][1]
    }
