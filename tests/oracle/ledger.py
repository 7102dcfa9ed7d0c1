"""A catalogue as it was changed, in plain Python: every fact with the days on which it holds and the instants between which it was believed.

Written from the definitions alone: what is said once is never edited. A change from a day on ends what held and begins the new; a
correction retracts; taking a change back retracts what it said and says again what it ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

FactKey = tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """That something holds between two days, as it was believed between two instants."""

    kind: str
    key: FactKey
    value: Any
    since: date | None
    until: date | None
    recorded: datetime | None
    retracted: datetime | None = None

    def is_believed(self, known: datetime | None) -> bool:
        """Whether it was believed at an instant; without one whether it is at last."""
        if known is None:
            return self.retracted is None
        begun = self.recorded is None or self.recorded <= known
        return begun and (self.retracted is None or self.retracted > known)


class Ledger:
    """Facts, and what each change did to them."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._done: dict[int, tuple[list[Fact], list[Fact]]] = {}
        """By change the facts that it retracted, and those that it added."""
        self.change = 0

    def begin(self, change: int) -> None:
        """What follows is one change."""
        self.change = change
        self._done[change] = ([], [])

    def say(
        self, kind: str, key: FactKey, value: Any, since: date | None, at: datetime, until: date | None = None
    ) -> None:
        """From now on it is believed that a fact holds from a day on."""
        self._add(Fact(kind, key, value, since, until, at))

    def end(self, kind: str, key: FactKey, on: date, at: datetime) -> None:
        """What holds ends on a day: it is believed from now on that it held until then, if it had begun by then."""
        for fact in self._believed(kind, key):
            if fact.until is not None and fact.until <= on:
                continue
            self._retract(fact, at)
            if fact.since is None or fact.since < on:
                self._add(replace(fact, until=on, recorded=at))

    def correct(self, fact: Fact, at: datetime) -> None:
        """One of the facts that are believed never was so."""
        self._retract(fact, at)

    def take_back(self, change: int, at: datetime, by: int) -> None:
        """Everything is believed again as before a change, from now on."""
        retracted, added = self._done[change]
        self.begin(by)
        for fact in added:
            for held in [one for one in self.facts if one == fact]:
                self._retract(held, at)
        for fact in retracted:
            self._add(replace(fact, recorded=at, retracted=None))

    def believed(self, kind: str, known: datetime | None) -> Iterator[Fact]:
        """The facts of a kind that are believed, on whatever days they hold."""
        return (fact for fact in self.facts if fact.kind == kind and fact.is_believed(known))

    def _believed(self, kind: str, key: FactKey) -> list[Fact]:
        return [fact for fact in self.facts if (fact.kind, fact.key) == (kind, key) and fact.retracted is None]

    def _add(self, fact: Fact) -> None:
        self.facts.append(fact)
        self._done[self.change][1].append(fact)

    def _retract(self, fact: Fact, at: datetime) -> None:
        place = self.facts.index(fact)
        self.facts[place] = replace(fact, retracted=at)
        retracted, added = self._done[self.change]
        if fact in added:
            added.remove(fact)
        else:
            retracted.append(fact)
