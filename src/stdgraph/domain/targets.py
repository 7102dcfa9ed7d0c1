"""Targets: a number of standards to be reached by a day, and the progress towards it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from stdgraph.domain.vocabulary import TargetCounts, TargetState

YEAR = 365.25
"""Days of a year, for paces."""
EARLY = 10
"""Until one part in so many of its time has passed, a pace that falls short says nothing of a target."""


@dataclass(frozen=True, slots=True)
class TargetDefinition:
    """A target of a system, as far as it can be counted."""

    id: str
    system: str
    counts: TargetCounts | None = None
    """What it counts; None where the catalogue cannot count it."""
    required: int | None = None
    by: date | None = None
    levels: tuple[str, ...] = ()
    """Levels that count; none means all."""
    baseline: date | None = None
    """The day after which publications count: its own, or that of the system's document."""
    stated: bool = False
    """Whether the target itself states the baseline."""
    measure: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    """All that is said of it, under the names of the graph."""

    @property
    def countable(self) -> bool:
        """Whether the catalogue can count it: it says what, and since when."""
        return self.counts is not None and self.baseline is not None


@dataclass(frozen=True, slots=True)
class Measured:
    """A target measured on a day."""

    target: TargetDefinition
    on: date
    days: Mapping[date, int]
    """How many standards were published on which day, after the baseline and by the day asked about."""
    possible: int = 0
    """How many more may have been, their publication not being known exactly."""

    @property
    def achieved(self) -> int | None:
        """How many there are by the day; None where it is not counted."""
        return sum(self.days.values()) if self.target.countable else None

    @property
    def imprecise(self) -> int | None:
        """How many may count besides; None where it is not counted."""
        return self.possible if self.target.countable else None

    @property
    def remaining(self) -> int | None:
        """How many are still missing; None where nothing is counted or no number is required."""
        if self.achieved is None or self.target.required is None:
            return None
        return max(self.target.required - self.achieved, 0)

    @property
    def pace(self) -> float | None:
        """Standards a year since the baseline; None where it is not counted, and up to the day of the baseline."""
        if self.achieved is None or self.target.baseline is None or self.on <= self.target.baseline:
            return None
        return self.achieved * YEAR / (self.on - self.target.baseline).days

    @property
    def required_pace(self) -> float | None:
        """Standards a year that are needed until its day; 0 once it is reached, None where no time is left or no day is stated."""
        if self.remaining is None:
            return None
        if self.remaining == 0:
            return 0.0
        if self.target.by is None or self.on >= self.target.by:
            return None
        return self.remaining * YEAR / (self.target.by - self.on).days

    @property
    def is_early(self) -> bool:
        """Whether less than a tenth of the time from the baseline to its day has passed."""
        since, by = self.target.baseline, self.target.by
        return since is not None and by is not None and (self.on - since).days * EARLY < (by - since).days

    @property
    def falls_short(self) -> bool:
        """Whether the pace is below the one required; False where either is unknown."""
        return self.pace is not None and self.required_pace is not None and self.pace < self.required_pace

    @property
    def reached_on(self) -> date | None:
        """The day on which the required number was reached; None where it is not."""
        if self.target.required is None or self.target.baseline is None or not self.target.countable:
            return None
        if self.target.required == 0:  # reached before anything happened
            return min(self.target.baseline, self.target.by or self.target.baseline)
        seen = 0
        for day, count in sorted(self.days.items()):
            seen += count
            if seen >= self.target.required:
                return day
        return None

    @property
    def state(self) -> TargetState:
        """MET and MISSED by the day it is due, before that by the pace: ON_TRACK where it is at least the one required.

        A pace that falls short early on says nothing.
        """
        by, reached = self.target.by, self.reached_on
        if self.remaining is None:
            return TargetState.NOT_MEASURED
        if reached is not None and (by is None or reached <= by):
            return TargetState.MET
        if by is not None and self.on >= by:
            return TargetState.MISSED
        if self.pace is None or self.required_pace is None or (self.falls_short and self.is_early):
            return TargetState.NOT_MEASURED
        return TargetState.AT_RISK if self.falls_short else TargetState.ON_TRACK
