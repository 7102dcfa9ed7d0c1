"""What people do to the items of a plan, from the definitions: the catalogue as it is on a day once something was told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tests.oracle.records import Listing, Standard, World


@dataclass(frozen=True)
class Told:
    """Something that is so from a day on."""

    on: date

    def holds(self, day: date) -> bool:
        return self.on <= day

    def applied(self, world: World, day: date) -> World:
        raise NotImplementedError


@dataclass(frozen=True)
class Listed(Told):
    standard: str
    subsystem: str

    def applied(self, world: World, day: date) -> World:
        return replace(world, listings=(*world.listings, Listing(self.standard, self.subsystem)))


@dataclass(frozen=True)
class Unlisted(Told):
    standard: str
    subsystem: str

    def applied(self, world: World, day: date) -> World:
        place = (self.standard, self.subsystem)
        return replace(world, listings=tuple(one for one in world.listings if _place(one) != place))


@dataclass(frozen=True)
class Moved(Told):
    """It stands in another subsystem, by what somebody states."""

    standard: str
    subsystem: str
    into: str

    def applied(self, world: World, day: date) -> World:
        place, there = (self.standard, self.subsystem), Listing(self.standard, self.into)
        return replace(world, listings=tuple(there if _place(one) == place else one for one in world.listings))


@dataclass(frozen=True)
class Registered(Told):
    """A document is known, whatever the day; a subsystem lists it from the day on which that was told."""

    standard: Standard
    subsystem: str

    def holds(self, day: date) -> bool:
        return True

    def applied(self, world: World, day: date) -> World:
        listings = (Listing(self.standard.id, self.subsystem),) if self.on <= day else ()
        return replace(world, standards=(*world.standards, self.standard), listings=(*world.listings, *listings))


@dataclass(frozen=True)
class Split(Told):
    """The item ends in the stage that it is in, or goes on. The parts have been in that stage for as long; they are listed where it was, and
    its committees', from the day of the split on."""

    item: str
    parts: tuple[str, ...]
    ends: bool
    stage: str
    stage_on: date

    def holds(self, day: date) -> bool:
        return True

    def applied(self, world: World, day: date) -> World:
        item = next(one for one in world.standards if one.id == self.item)
        parts = [replace(item, id=part, stage=self.stage, stage_on=self.stage_on) for part in self.parts]
        if day < self.on:
            return replace(world, standards=(*world.standards, *(replace(one, committees=()) for one in parts)))
        ended = replace(item, stage=f"{self.stage[:2]}.98", stage_on=self.on) if self.ends else item
        taken = [
            replace(one, standard=part) for part in self.parts for one in world.listings if one.standard == self.item
        ]
        others = [ended if one.id == self.item else one for one in world.standards]
        return replace(world, standards=(*others, *parts), listings=(*world.listings, *taken))


@dataclass(frozen=True)
class Merged(Told):
    """Two items were one all along: it stands wherever either stood, and is as far as the one that is further on."""

    lost: str
    kept: str

    def holds(self, day: date) -> bool:
        return True

    def applied(self, world: World, day: date) -> World:
        by_id = {one.id: one for one in world.standards}
        lost, kept = by_id[self.lost], by_id[self.kept]
        shown = _further(kept, lost, day)
        committees = tuple({*kept.committees, *lost.committees})
        one = replace(kept, stage=shown.stage, stage_on=shown.stage_on, committees=committees)
        listings = {
            (self.kept, other.subsystem): replace(other, standard=self.kept)
            for other in world.listings
            if other.standard == lost.id
        }
        listings |= {_place(other): other for other in world.listings if other.standard == self.kept}
        rest = [other for other in world.listings if other.standard not in (self.lost, self.kept)]
        standards = [one if other.id == self.kept else other for other in world.standards if other.id != self.lost]
        return replace(world, standards=tuple(standards), listings=(*rest, *listings.values()))


def _further(kept: Standard, lost: Standard, day: date) -> Standard:
    """Which of both has the stage that one of both had entered last by a day, of what fits together: the earlier stage on the earlier day."""
    first, last = sorted((lost, kept), key=lambda one: (one.stage, one is kept))
    fits = first.stage < last.stage and _day(first) < _day(last)
    return first if fits and _day(last) > day else last


def _day(standard: Standard) -> date:
    assert isinstance(standard.stage_on, date)
    return standard.stage_on


@dataclass(frozen=True)
class Transferred(Told):
    standard: str
    committee: str

    def applied(self, world: World, day: date) -> World:
        def now(one: Standard) -> Standard:
            return replace(one, committees=(self.committee,)) if one.id == self.standard else one

        return replace(world, standards=tuple(map(now, world.standards)))


def _place(listing: Listing) -> tuple[str, str]:
    return listing.standard, listing.subsystem


def world_on(world: World, told: Iterable[Told], day: date) -> World:
    """The catalogue of a day, by all that was told, in the order in which it was told."""
    for one in told:
        if one.holds(day):
            world = one.applied(world, day)
    return world
