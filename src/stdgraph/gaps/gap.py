"""A gap: something missing, late or broken, computed for a day, and the score that ranks it (``docs/definitions.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.domain.vocabulary import Severity

SEVERITY_POINTS = {Severity.CRITICAL: 80, Severity.HIGH: 60, Severity.MEDIUM: 40, Severity.LOW: 20, Severity.INFO: 5}
POINTS_PER_UNLOCKED, MOST_UNLOCKED_POINTS = 2, 30
MOST_YEARS = 9

Facts = Mapping[str, Any]
"""What a gap states, by name. Names and types depend on the kind: its detector query declares them, its message reads them."""


class Score(NamedTuple):
    """The parts of a score."""

    severity: int
    unlocked: int
    lateness: int
    nearness: int = 0

    @property
    def total(self) -> int:
        """The score itself."""
        return self.severity + self.unlocked + self.lateness + self.nearness


def score_gap(severity: Severity, unlocks: int, since: date | None, on: date, nearness: int = 0) -> Score:
    """The score of a gap: its severity, the categories closing it unlocks, the whole years it has been open, its nearness to closing."""
    late = 0 if since is None else min(whole_years(since, on), MOST_YEARS)
    unlocked = min(POINTS_PER_UNLOCKED * unlocks, MOST_UNLOCKED_POINTS)
    return Score(SEVERITY_POINTS[severity], unlocked, late, nearness)


def whole_years(since: date | None, on: date) -> int:
    """Whole years from one day to another; 0 where the first is unknown or later."""
    if since is None or since > on:
        return 0
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


NO_SCORE = Score(0, 0, 0)
RANK = attrgetter("rank")
"""The sort key of gaps."""


@dataclass(slots=True, eq=False)
class DetectedGap:
    """One gap. A catalogue may hold tens of thousands, so titles and sources are loaded for the gaps of a page only (``messages``)."""

    kind: str
    label: str
    """The label of the node it is about."""
    subject: str
    """The key of that node."""
    key: str
    """Identifies the gap among those of its kind: the subject and, where needed, a subsystem, a field or another standard."""
    since: date | None
    categories: int
    """The product categories it concerns, as a set of ``network``."""
    places: tuple[str, ...]
    """The subsystems of its subject; empty unless they were asked for."""
    facts: dict[str, Any]
    """What was detected, by name; ``messages`` adds the titles that a message needs."""
    network: Network
    scope: int = 0
    """The position, in the query, of the scope it was found in."""
    weighed: bool = False
    severity: Severity = Severity.INFO
    unlocked: int = 0
    score: Score = field(default=NO_SCORE)
    rank: tuple[int, str] = (0, "")
    """Sorts gaps: highest score first, then by id."""

    @property
    def id(self) -> str:
        """Kind and key: the same gap has the same id in every run, on every engine."""
        return f"{self.kind}:{self.key}"

    @property
    def unlocks(self) -> list[str]:
        """Codes of the categories that closing it completes or brings nearer, in order."""
        return self.network.names(self.unlocked)
