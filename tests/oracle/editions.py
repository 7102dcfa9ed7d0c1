"""Two systems compared: which items and which subsystems are in both, and which in one alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.day import Day
from tests.oracle.items import Row, furthest, rows_of
from tests.oracle.records import Subsystem, World
from tests.oracle.scopes import subsystems_of


@dataclass(frozen=True)
class Place:
    """An item as one of the systems has it: what stands for it, its state, and the subsystems that list it."""

    shown: str
    state: str
    subsystems: frozenset[str]


@dataclass(frozen=True)
class Shared:
    """An item of both systems, or of one alone."""

    before: Place | None
    after: Place | None
    moved: bool = False
    """Whether other subsystems list it."""


def plan_day(world: World, system: str, on: date) -> date:
    """The day whose plan counts: of a system that had left the plan its last one on it."""
    left = world.retired.get(("StandardsSystem", system))
    return on if left is None or left > on else left - timedelta(days=1)


class Editions:
    """Two systems on a day."""

    def __init__(self, world: World, before: str, after: str, on: date) -> None:
        self._systems = (before, after)
        self._days = [Day(world, on, plan_day(world, system, on)) for system in self._systems]

    def subsystems(self) -> list[tuple[Subsystem | None, Subsystem | None]]:
        """The subsystems of both by code: those of the second in its order, then those that only the first has."""
        was, now = (
            {one.code: one for key in subsystems_of(day.world, system) for one in day.world.subsystems if one.id == key}
            for day, system in zip(self._days, self._systems, strict=True)
        )
        return [(was.get(code), one) for code, one in now.items()] + [
            (one, None) for code, one in was.items() if code not in now
        ]

    def items(self) -> list[Shared]:
        """The items of both: two are one where a document fills either."""
        rows = [
            (n, row)
            for n, (day, system) in enumerate(zip(self._days, self._systems, strict=True))
            for row in rows_of(day, system)
        ]
        found = []
        while rows:
            group = [rows.pop()]
            while more := [one for one in rows if any(one[1].able & other[1].able for other in group)]:
                group += more
                rows = [one for one in rows if one not in more]
            before, after = (self._place(n, [row for m, row in group if m == n]) for n in (0, 1))
            found.append(Shared(before, after, self._moved(before, after)))
        return found

    def _place(self, n: int, rows: list[Row]) -> Place | None:
        if not rows:
            return None
        day, system = self._days[n], self._systems[n]
        listed = {key for row in rows for key in row.listed}
        own = frozenset(
            entry.subsystem
            for entry in day.world.listings
            if entry.standard in listed and entry.subsystem.partition("/")[0] == system
        )
        state = min((row.state for row in rows), key=("MET", "OPEN", "LEFT").index)
        return Place(furthest(day, listed, listed), state, own)

    def _moved(self, before: Place | None, after: Place | None) -> bool:
        if before is None or after is None:
            return False
        codes = {one.code for _, one in self.subsystems() if one is not None}
        was, now = ({key.partition("/")[2] for key in place.subsystems} for place in (before, after))
        return not was <= codes or was != now
