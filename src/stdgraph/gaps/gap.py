"""A gap: something missing, late or broken, computed for a day, and the score that ranks it (``docs/definitions.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from stdgraph.domain.network import Network
from stdgraph.domain.vocabulary import Severity

SEVERITY_POINTS = {Severity.CRITICAL: 80, Severity.HIGH: 60, Severity.MEDIUM: 40, Severity.LOW: 20, Severity.INFO: 5}
POINTS_PER_UNLOCKED, MOST_UNLOCKED_POINTS = 2, 30
MOST_YEARS = 9
MANDATORY_POINTS, BASIC_POINTS, DEMANDED_POINTS = 5, 3, 3
"""What it counts that a gap is about a mandatory standard, about a basic one (基础通用), and about one that applies to a demanded cell."""
UNSOURCED_POINTS = -5
"""What it counts that a gap rests on an arrangement of the compiler, which no source states."""

Facts = Mapping[str, Any]
"""What a gap states, by name. Names and types depend on the kind: its detector query declares them, its message reads them."""


class Weight(NamedTuple):
    """How severe a gap is, and what else its kind lets it weigh."""

    severity: Severity
    nearness: int = 0
    """How many stages the nearest standard that would close it has completed; it orders what scores alike."""
    urgency: int = 0
    """Points for a day that comes near, or was missed."""
    basis: int = 0
    """Points, none or fewer, for resting on what no source states."""


class Score(NamedTuple):
    """The parts of a score, and the nearness that orders equal ones."""

    severity: int
    unlocked: int
    lateness: int
    importance: int = 0
    urgency: int = 0
    basis: int = 0
    nearness: int = 0

    @property
    def total(self) -> int:
        """The score itself: the sum of its parts, nearness apart."""
        return sum(self) - self.nearness


def score_gap(weight: Weight, unlocks: int, importance: int, since: date | None, on: date) -> Score:
    """The score of a gap: its weight, the categories closing it unlocks, what it is about, the whole years it has been open."""
    late = 0 if since is None else min(whole_years(since, on), MOST_YEARS)
    unlocked = min(POINTS_PER_UNLOCKED * unlocks, MOST_UNLOCKED_POINTS)
    points = SEVERITY_POINTS[weight.severity]
    return _score(points, unlocked, late, importance, weight.urgency, weight.basis, weight.nearness)


@lru_cache(maxsize=4096)
def _score(*parts: int) -> Score:
    """The one score of all gaps that score alike."""
    return Score(*parts)


def whole_years(since: date | None, on: date) -> int:
    """Whole years from one day to another; 0 where the first is unknown or later."""
    if since is None or since > on:
        return 0
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


DAY_MARK = "@"
"""Stands before the day in the id of a gap whose request named one."""


def split_gap_id(identifier: str) -> tuple[str, date | None]:
    """The key in the id of a gap and the day that it bears; None where it bears none."""
    key, mark, day = identifier.rpartition(DAY_MARK)
    try:
        return (key, date.fromisoformat(day)) if mark else (identifier, None)
    except ValueError:
        return identifier, None


NO_FACTS = cast("dict[str, Any]", MappingProxyType({}))
"""The facts of a gap whose kind states none: one mapping for tens of thousands of gaps, which nobody writes to."""
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
    """The subsystems that it belongs to, by id."""
    facts: dict[str, Any]
    """What was detected, by name; ``messages`` adds the titles that a message needs."""
    network: Network
    committees: tuple[str, ...] = ()
    """The committees that own its standard, by code."""
    mandatory: bool = False
    """Whether it is about a mandatory standard."""
    scope: int = 0
    """The position, in the query, of the scope it was found in."""
    weighed: bool = False
    severity: Severity = Severity.INFO
    unlocked: int = 0
    score: Score = field(default=NO_SCORE)
    rank: tuple[int, int, str] = (0, 0, "")
    """Sorts gaps: highest score first, of equal ones the nearest to closing, then by id."""

    def unweighed(self) -> DetectedGap:
        """The same without a weight."""
        return replace(self, weighed=False) if self.weighed else self

    @property
    def id(self) -> str:
        """Kind and key: the same gap has the same id in every run, on every engine."""
        return f"{self.kind}:{self.key}"

    @property
    def systems(self) -> list[str]:
        """The codes of the systems that it belongs to, in order."""
        if self.places:
            return sorted({place.partition("/")[0] for place in self.places})
        named = self.facts.get("system") or (self.subject if self.label == "StandardsSystem" else None)
        return [named] if named else []

    @property
    def concerned(self) -> list[str]:
        """Codes of the categories that it concerns, in order."""
        return self.network.names(self.categories)

    @property
    def unlocks(self) -> list[str]:
        """Codes of the categories that closing it completes or brings nearer, in order."""
        return self.network.names(self.unlocked)
