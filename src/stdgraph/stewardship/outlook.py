"""What would be once a change is taken back, and what stands in the way of that: the same that commands refuse, whoever brings it about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from stdgraph.commands.change_record import ChangeRecord, Edge, EdgeChange, Key, ThingChange
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.stewardship.demands import overlapping
from stdgraph.stewardship.plan_unit import off_the_plan
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import circle
from stdgraph.stewardship.vocabulary_unit import EndedEdge

UPWARDS: Mapping[str, str] = {"Subsystem": "PART_OF", "ProductCategory": "KIND_OF", "Committee": "SUBCOMMITTEE_OF"}
"""The type of relation by which things of a label stand above each other."""
RESTING = (*UPWARDS.values(), "MET_IN", "DEMANDS_FOR", "LISTED_IN", "WATCHES")
"""The relations by which one thing rests on another: it is never on the plan longer than that."""
SPAN = ("on", "until", "retiredOn")
"""The properties that say when a thing is on the plan."""


class Outlook:
    """Things and relations as they would be."""

    def __init__(
        self, unit: SystemUnit, record: ChangeRecord, ended: Collection[EndedEdge], retired_by: Mapping[Key, int]
    ) -> None:
        self.unit = unit
        self.ended = ended
        self.retired_by = retired_by
        """The changes by which things left the plan, as far as these can be taken back."""
        self.restored: dict[Key, Mapping[str, Any]] = {}
        self.made: dict[Edge, Mapping[str, Any]] = {}
        self.gone: set[Edge] = set()
        created = {
            one.thing for one in record.changes if isinstance(one, ThingChange) and one.before is None
        }  # they leave the plan, and keep their relations
        for one in record.net:
            match one:
                case ThingChange(thing, before):
                    self.restored[thing] = {"retiredOn": date.min} if before is None else before
                case EdgeChange(edge, before, after) if edge.start not in created:
                    if before is None:
                        self.gone.add(edge)
                    elif after is None:
                        self.made[edge] = before

    def obstacles(self) -> Iterator[Problem]:
        """What stands in the way."""
        yield from self._without_ground()
        yield from self._circles()
        yield from self._conflicts()

    def _seen(self, key: Key) -> Thing | None:
        """A thing as it would be; None for what is not loaded."""
        thing = self.unit.things.get(key)
        return thing and replace(thing, properties={**thing.properties, **self.restored.get(key, {})})

    def _leading(self, start: Key) -> Iterator[Edge]:
        """The relations by which a thing would rest on others."""
        yield from (edge for edge, _ in self.unit.edges.leading(start, RESTING) if edge not in self.gone)

    def _prolonged(self) -> Iterator[Key]:
        """The things that would be on the plan on other days than they are."""
        yield from (key for key, values in self.restored.items() if values.keys() & {*SPAN})

    def _without_ground(self) -> Iterator[Problem]:
        """That something would be on the plan longer, or earlier, than what it rests on."""
        resting = dict.fromkeys(self.made)
        resting |= dict.fromkeys(edge for key in self._prolonged() for edge in self._leading(key))
        for edge in resting:
            whole, left = self._seen(edge.end), self._left(edge.start)
            if whole is None:
                continue
            off = _end(whole)
            if off is not None and (left is None or off < left):
                yield Problem("sequence", self._off(edge.start, whole))
            elif edge.kind == "PART_OF" and _too_early(self._seen(edge.start), whole, self.made.get(edge, {})):
                yield Problem("sequence", self._not_yet(edge.start, whole))

    def _left(self, key: Key) -> date | None:
        """When a thing would leave the plan; what is not loaded never does."""
        thing = self._seen(key)
        return None if thing is None else _end(thing)

    def _off(self, start: Key, whole: Thing) -> Message:
        left, by = off_the_plan(whole, date.max), self.retired_by.get(whole.ref)
        assert left is not None  # noqa: S101  it has left it
        (zh, en), (zh_first, en_first) = self._named(start), ("请先使其恢复", "bring that back first")
        if by is not None:
            zh_first, en_first = f"请先撤销变更 {by}", f"take change {by} back first"
        return Message(
            f"{left.zh}，而撤销后{zh}仍以其为依托：{zh_first}", f"{left.en}, and {en} would rest on it: {en_first}"
        )

    def _not_yet(self, start: Key, whole: Thing) -> Message:
        since, (zh, en) = whole.properties["since"], self._named(start)
        return Message(
            f"“{whole.name}”自 {since} 起才在体系中，而撤销后{zh}早于该日即在其下：请先移动其一",
            f"{whole.name!r} is on the plan only since {since}, and {en} would be part of it before: move that first",
        )

    def _named(self, key: Key) -> tuple[str, str]:
        """A thing as messages name it: a demand by its subsystem and its category."""
        term, thing = LABEL_TERMS[key.label], self.unit.things.get(key)
        name = key.key if thing is None else thing.name
        if thing is not None and key.label == "Demand":
            name = " / ".join(self.unit.cell_of(thing))
        return f"{term.zh}“{name}”", f"{term.en} {name!r}"

    def _circles(self) -> Iterator[Problem]:
        """That something would stand above itself, today or on another day."""
        held = [edge for edge in self.unit.edges if edge not in self.gone]
        for edge, details in self.made.items():
            if UPWARDS.get(edge.end.label) != edge.kind:
                continue
            since = details.get("from") or date.min
            was = (one.edge for one in self.ended if one.until > since and one.edge not in self.made)
            there = [
                one for one in (*held, *was, *self.made) if (one.kind, one.end.label) == (edge.kind, edge.end.label)
            ]
            ways = [(one.start.key, one.end.key) for one in there]
            yield from circle("sequence", edge.end.label, ways, [(edge.start.key, edge.end.key)])

    def _conflicts(self) -> Iterator[Problem]:
        """That two demands would hold for one subsystem and category."""
        for key in self._prolonged():
            demand = self._seen(key)
            if key.label != "Demand" or demand is None or _end(demand) == date.min:
                continue
            others = [self._seen(one.ref) for one in self.unit.demands_in(*self.unit.cell_of(demand)) if one.ref != key]
            days = demand.properties.get("on"), _end(demand)
            yield from overlapping("sequence", days, [one for one in others if one is not None])


def _end(thing: Thing) -> date | None:
    """The day from which on a thing is off the plan."""
    known = [day for name in ("until", "retiredOn") if (day := thing.properties.get(name)) is not None]
    return min(known, default=None)


def _too_early(part: Thing | None, whole: Thing, place: Mapping[str, Any]) -> bool:
    """Whether a subsystem would be part of another one before that is on the plan."""
    since = whole.properties.get("since") if whole.label == "Subsystem" else None
    begun = place.get("from") or (None if part is None else part.properties.get("since"))
    return since is not None and begun is not None and begun < since
