"""Ranking: the score of a gap, as a formula whose parts anybody can recompute (``docs/definitions.md``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdgraph.model.vocabulary import Severity

WEIGHT = {Severity.CRITICAL: 80, Severity.HIGH: 60, Severity.MEDIUM: 40, Severity.LOW: 20, Severity.INFO: 5}
PER_UNLOCKED, MOST_UNLOCKED = 2, 30
MOST_YEARS = 9


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a score and their sum."""

    severity: int
    unlocked: int
    lateness: int

    @property
    def total(self) -> int:
        """What gaps are ordered by."""
        return self.severity + self.unlocked + self.lateness


def score(severity: Severity, unlocks: int, since: date | None, on: date) -> Score:
    """The score of a gap: its severity, what closing it unlocks, and for how many whole years it has stood open."""
    return Score(WEIGHT[severity], min(PER_UNLOCKED * unlocks, MOST_UNLOCKED), min(whole_years(since, on), MOST_YEARS))


def whole_years(since: date | None, on: date) -> int:
    """Whole years from one day to another; 0 where the first is unknown or lies ahead."""
    if since is None or since > on:
        return 0
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
