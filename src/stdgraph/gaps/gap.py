"""A gap: something missing, late or broken, as computed for a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from stdgraph.gaps.ranking import Score
from stdgraph.model.network import Network
from stdgraph.model.vocabulary import Severity

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
