"""Gaps in the order of their rank, kept in order when some come and others go."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Self

from stdgraph.gaps.gap import RANK, DetectedGap

FEW = 200
"""Up to so many are put in their places one by one; more are sorted with all others."""


class RankedGaps(list[DetectedGap]):
    """Gaps, highest rank first, and how many there are of each kind. Nobody changes one that is there: ``with_changes`` makes another."""

    __slots__ = ("by_kind",)

    by_kind: Counter[str]

    @classmethod
    def of(cls, gaps: Iterable[DetectedGap]) -> Self:
        """Gaps in any order."""
        found = cls(sorted(gaps, key=RANK))
        found.by_kind = Counter([gap.kind for gap in found])
        return found

    def with_changes(self, gone: Collection[DetectedGap], come: Collection[DetectedGap]) -> RankedGaps:
        """Without those that are gone, which are among them, and with those that come; itself where nothing does."""
        if not gone and not come:
            return self
        counts = self.by_kind.copy()
        counts.subtract(gap.kind for gap in gone)
        counts.update(gap.kind for gap in come)
        if len(gone) + len(come) > FEW:
            ids = {id(gap) for gap in gone}
            found = RankedGaps(gap for gap in self if id(gap) not in ids)
            found += come
            found.sort(key=RANK)
        else:
            found = RankedGaps(self)
            for gap in gone:
                del found[bisect_left(found, gap.rank, key=RANK)]
            for gap in come:
                insort(found, gap, key=RANK)
        found.by_kind = counts
        return found
