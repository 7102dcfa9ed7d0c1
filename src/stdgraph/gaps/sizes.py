"""What a detection takes in memory: told by a part of its gaps and cells, because there are tens of thousands."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from stdgraph.gaps.coverage_index import NOTHING, CoverageIndex, SubsystemCoverage
from stdgraph.gaps.gap import DetectedGap
from stdgraph.store.memory import sampled_size

REFERENCE = 8
TUPLE = 56
DICTIONARY = 230
"""A dictionary of a few entries."""
TEXT = 75
"""An id or a code of the catalogue."""
DETECTION = 2000
"""What there is of a detection without a gap."""


def detection_size(
    found: Sequence[Sequence[DetectedGap]],
    dependent: Sequence[DetectedGap],
    index: CoverageIndex,
    merged: Mapping[str, str],
) -> int:
    """The bytes of a detection, about; not those of the network, which others hold as well."""
    plan = index.plan
    several = max((dependent, *found), key=len)
    total, hidden = sum(map(len, found)), sum(not gap.weighed for gap in dependent)
    gaps = sampled_size(several, gap_size) * (total + hidden) // max(1, len(several))
    cells = sampled_size(list(index.subsystems.values()), _coverage_size)
    cells += sampled_size(list(index.levels.values()), _levels_size)
    demanded = sampled_size(list(plan.demanded_below.values()), lambda places: DICTIONARY + REFERENCE * len(places))
    names = len(plan.unsourced) + len(plan.basic) + len(plan.arranged) + 2 * len(merged) + 2 * len(index.demands)
    lists = 2 * REFERENCE * (len(dependent) + total)
    return DETECTION + gaps + lists + cells + demanded + 2 * TEXT * names


def gap_size(gap: DetectedGap) -> int:
    """The bytes of a gap; what many gaps share is not counted."""
    facts = sys.getsizeof(gap.facts) + sum(map(_fact_size, gap.facts.values())) if gap.facts else 0
    keys = sys.getsizeof(gap.subject) + (0 if gap.key is gap.subject else sys.getsizeof(gap.key))
    rank = 2 * TUPLE + sys.getsizeof(gap.rank[2])
    return sys.getsizeof(gap) + keys + rank + facts


def _fact_size(value: object) -> int:
    own = sys.getsizeof(value) if isinstance(value, str | list) else 0
    return own + sum(map(_fact_size, value)) if isinstance(value, list) else own


def _coverage_size(own: SubsystemCoverage) -> int:
    return TUPLE + 2 * TEXT + _levels_size(own.levels) + len(own.demands) * (TUPLE + TEXT)


def _levels_size(levels: Sequence[int]) -> int:
    return 0 if levels is NOTHING else sys.getsizeof(levels) + sum(sys.getsizeof(one) for one in levels if one)
