"""A new edition of a system: what of the old one goes over to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from stdgraph.commands.change_record import Edge, Key
from stdgraph.stewardship.system_unit import CARRIED, SystemUnit, holds_on
from stdgraph.stewardship.things import Thing

TARGET_FACTS = ("statement", "measure", "counts", "operator", "required", "by", "levels", "baseline")
LISTING_FACTS = ("itemNumber", "membership", "note")


@dataclass(slots=True)
class Edition:
    """A new edition being made of an old one, which stays as it is. Counts what went over."""

    unit: SystemUnit
    old: Thing
    new: Thing
    on: date
    """The day from which on what goes over stands in the new one."""
    counts: dict[str, int] = field(default_factory=dict)
    _parts: dict[Key, Thing] = field(default_factory=dict)
    """The subsystems of the new edition, by those of the old one."""

    def carry_parts(self, wanted: Collection[Key]) -> None:
        """Let subsystems go over with those above them, under their codes, in their order."""
        self._parts[self.old.ref] = self.new
        chosen = set(wanted)
        for part in list(chosen):
            chosen.update(above(self.unit, part))
        self._carry_below(self.old, chosen)

    def _carry_below(self, whole: Thing, chosen: Collection[Key]) -> None:
        parts = [one for one in self.unit.parts_of(whole) if one.ref in chosen]
        for position, one in enumerate(parts):
            place = self._parts[whole.ref]
            identity = {"system": self.new.key, "code": one.properties["code"], "createdOn": self.on}
            titles = {name: one.properties.get(name) for name in ("titleZh", "titleEn")}
            given = {**identity, **titles, "note": None, "since": self.new.properties.get("since")}
            part = self.unit.create("Subsystem", f"{self.new.key}/{one.properties['code']}", given)
            part.properties |= {"position": position, "depth": place.properties.get("depth", 0) + 1}
            self.unit.relate(Edge("PART_OF", part.ref, place.ref), {"from": self.on})
            self._parts[one.ref] = part
            self._count("subsystems")
            self._carry_below(one, chosen)

    def carry_items(self, full: Collection[Key], chosen: Collection[str]) -> None:
        """Let items go over: all that some subsystems list, and those chosen wherever they are listed."""
        for part, copy in list(self._parts.items()):
            for edge, held in self.unit.edges.arriving(part, ("LISTED_IN",)):
                if part in full or edge.start.key in chosen:
                    details = {name: held.get(name) for name in LISTING_FACTS}
                    self.unit.relate(Edge("LISTED_IN", edge.start, copy.ref), {**details, "from": self.on})
                    self._count("items")

    def carry_demands(self, today: date) -> None:
        """Let the demands go over that hold today, of the subsystems that do, with their sources."""
        for demand in self.unit.demands_of(self.old):
            subsystem, category = self.unit.cell_of(demand)
            part = self._parts.get(Key("Subsystem", subsystem))
            if part is None or not holds_on(demand, today):
                continue
            kept = {name: demand.properties.get(name) for name in CARRIED}
            self.unit.carry_demand(demand, part.key, category, {**kept, "on": self.on})
            self._count("demands")

    def carry_targets(self) -> None:
        """Let the targets go over that are on the plan, as new ones in the same order."""
        aims = sorted(edge.end for edge, _ in self.unit.edges_from(self.old, "AIMS_AT"))
        targets = [self.unit.things[aim] for aim in aims if self.unit.things[aim].properties.get("retiredOn") is None]
        for target, key in zip(targets, sorted(str(uuid4()) for _ in targets), strict=True):
            made = self.unit.create("Target", key, {name: target.properties.get(name) for name in TARGET_FACTS})
            self.unit.relate(Edge("AIMS_AT", self.new.ref, made.ref), {"from": self.on})
            self._count("targets")

    def carry_columns(self) -> None:
        """Let the columns of the coverage go over."""
        for edge, _ in self.unit.edges_from(self.old, "WATCHES"):
            self.unit.relate(Edge("WATCHES", self.new.ref, edge.end), {"from": self.on})
            self._count("columns")

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1


def above(unit: SystemUnit, part: Key) -> Iterator[Key]:
    """The subsystems of which one is a part, directly or through others."""
    place, _ = unit.place_of(unit.things[part])
    while place.end.label == "Subsystem":
        yield place.end
        place, _ = unit.place_of(unit.things[place.end])
