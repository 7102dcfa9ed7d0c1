"""Ranking: the score of a gap, as a formula whose parts anybody can recompute (``docs/definitions.md``)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from stdgraph.model.vocabulary import Severity

WEIGHT = {Severity.CRITICAL: 80, Severity.HIGH: 60, Severity.MEDIUM: 40, Severity.LOW: 20, Severity.INFO: 5}
PER_UNLOCKED, MOST_UNLOCKED = 2, 30
MOST_YEARS = 9


class Score(NamedTuple):
    """The parts of a score."""

    severity: int
    unlocked: int
    lateness: int
    nearness: int = 0

    @property
    def total(self) -> int:
        """What gaps are ordered by."""
        return self.severity + self.unlocked + self.lateness + self.nearness


def score(severity: Severity, unlocks: int, since: date | None, on: date, nearness: int = 0) -> Score:
    """The score of a gap: its severity, what closing it unlocks, for how many whole years it has stood open, how near it is to closing."""
    late = 0 if since is None else min(whole_years(since, on), MOST_YEARS)
    return Score(WEIGHT[severity], min(PER_UNLOCKED * unlocks, MOST_UNLOCKED), late, nearness)


def whole_years(since: date | None, on: date) -> int:
    """Whole years from one day to another; 0 where the first is unknown or lies ahead."""
    if since is None or since > on:
        return 0
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
