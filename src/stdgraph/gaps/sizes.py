"""What a detection takes in memory: told by a part of its gaps and cells, because there are tens of thousands."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from stdgraph.gaps.coverage_index import SubsystemCoverage
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.plan_facts import PlanFacts
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
    about_standards: Sequence[DetectedGap],
    found: Sequence[Sequence[DetectedGap]],
    plan: PlanFacts,
    coverage: Mapping[str, SubsystemCoverage],
    merged: Mapping[str, str],
) -> int:
    """The bytes of a detection, about; not those of the network, which others hold as well."""
    total = sum(map(len, found))
    several = max((about_standards, *found), key=len)
    distinct = max(len(about_standards), total)
    gaps = sampled_size(several, gap_size) * distinct // max(1, len(several))
    cells = sampled_size(list(coverage.values()), _coverage_size)
    demanded = sampled_size(list(plan.demanded_at.values()), lambda pairs: DICTIONARY + REFERENCE * len(pairs))
    names = len(plan.unsourced) + len(plan.basic) + len(plan.arranged) + 2 * len(merged)
    lists = REFERENCE * (len(about_standards) + total)
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
    levels = sys.getsizeof(own.levels) + sum(sys.getsizeof(one) for one in own.levels if one)
    demands = sys.getsizeof(own.demands) + len(own.demands) * (TUPLE + TEXT)
    return TUPLE + 2 * TEXT + levels + demands
