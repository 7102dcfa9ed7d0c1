"""A gap: something missing, late or broken, as computed for a day, and the score it is ranked by (``docs/definitions.md``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.domain.vocabulary import Severity

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


NOTHING = Score(0, 0, 0)
RANK = attrgetter("rank")
"""What gaps are sorted by."""


@dataclass(slots=True, eq=False)
class Gap:
    """One gap. A catalogue may hold tens of thousands: what only a page shows is read for the gaps of the page (``telling``)."""

    kind: str
    label: str
    """What kind of node it is about, and the key of that node."""
    subject: str
    key: str
    """What tells it from others of its kind: the subject, and what else it takes (a subsystem, a field, another standard)."""
    since: date | None
    categories: int
    """The product categories it concerns, as a set of ``network``."""
    places: tuple[str, ...]
    """The subsystems that its subject stands in; empty where nobody asked for them."""
    facts: dict[str, Any]
    """What was found, by name; what a message says besides is added when the gap is told."""
    network: Network
    scope: int = 0
    """Which of the scopes that were asked about it was found in, by place."""
    weighed: bool = False
    severity: Severity = Severity.INFO
    unlocked: int = 0
    score: Score = field(default=NOTHING)
    rank: tuple[int, str] = (0, "")
    """Gaps stand in this order: highest score first, then by id."""

    @property
    def id(self) -> str:
        """Kind and subject: the same gap has the same id in every run, on every engine."""
        return f"{self.kind}:{self.key}"

    @property
    def unlocks(self) -> list[str]:
        """Codes of the categories that closing it completes or brings nearer, in order."""
        return self.network.names(self.unlocked)
