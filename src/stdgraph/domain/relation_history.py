"""What the events of a standard tell of its relations: since when each was believed, and from which day to which it held.

Catalogues that were written before relationships had times have these events all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from stdgraph.domain.timeline import fields

LABELS: Mapping[str, str] = {
    "LISTED_IN": "Subsystem",
    "OWNED_BY": "Committee",
    "APPLIES_TO": "ProductCategory",
    "ADOPTS": "Standard",
    "REFERENCES": "Standard",
    "REPLACES": "Standard",
}
"""The label at the other end of each type of relation that events tell of."""
REGISTERED = {"committees": "OWNED_BY", "listedIn": "LISTED_IN", "productCategories": "APPLIES_TO"}
"""The relations that a registration names."""
OFFERED = {"offeredTo": "OFFERED_TO", "offeredBy": "OFFERED_BY"}
"""The relations that a transfer names, besides committees."""
SINGLE = frozenset({"PART_OF", "SUBCOMMITTEE_OF"})
"""The types of relations of which a thing has one at a time: the next one holds from the day on which the last one ended."""
ENDING = frozenset({"LISTED_IN", "OWNED_BY", "APPLIES_TO", "DEPENDS_ON", "KIND_OF", "AIMS_AT", "WATCHES", *SINGLE})
"""The types of relations that end where nothing else is said. The others are facts of a document's text: true, or an error."""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as far as relations are concerned."""

    kind: str
    recorded: datetime
    effective_on: date | None
    before: str | None
    after: str | None
    left: str | None = None
    """The present key of what a relation that was taken away led to."""


@dataclass(frozen=True, slots=True)
class ToldRelation:
    """A relation as it was believed for a while."""

    kind: str
    target: str
    details: Mapping[str, Any] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    recorded: datetime | None = None
    retracted: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is believed and has not ended: the graph holds it as it is."""
        return self.until is None and self.retracted is None


def relations_named(event: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The relations of which an event tells, by type and what it calls the other end."""
    before, after = fields(event["before"]), fields(event["after"])
    named = {(str(side["relation"]), str(side["target"])) for side in (before, after) if "relation" in side}
    for name, kind in REGISTERED.items():
        named |= {(kind, target) for side in (before, after) for target in side.get(name) or ()}
    named |= {(kind, side[name]) for name, kind in OFFERED.items() for side in (before, after) if side.get(name)}
    for kind in LABELS:
        named |= {(kind, str(end[1])) for side in (before, after) for end in side.get(kind) or ()}
    return named


def relations_told(events: Iterable[ToldEvent]) -> list[ToldRelation]:
    """All that the events, in their order, tell of relations, those that are open last."""
    history = _History()
    for event in events:
        before, after = fields(event.before), fields(event.after)
        if event.kind in ("RELATED", "UNRELATED") and after.get("relation", before.get("relation")) in LABELS:
            history.changed(event, before, after)
        elif event.kind == "REGISTERED":
            for name, kind in REGISTERED.items():
                for target in after.get(name) or ():
                    since = event.effective_on if kind == "LISTED_IN" else None
                    history.open[kind, target] = ToldRelation(kind, target, {}, since, recorded=event.recorded)
        else:
            for kind in sorted((before.keys() | after.keys()) & LABELS.keys()):
                history.loaded(event, kind, before.get(kind) or (), after.get(kind) or ())
    return [*history.past, *history.open.values()]


class _History:
    def __init__(self) -> None:
        self.open: dict[tuple[str, str], ToldRelation] = {}
        self.past: list[ToldRelation] = []

    def changed(self, event: ToldEvent, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """A relation that somebody made, changed, took away or, of a listing, moved to another subsystem."""
        kind = str((after or before)["relation"])
        target = str((after or before)["target"])
        former = str((before or after)["target"])
        was = self.open.pop((kind, former), None)
        day = None if kind == "REPLACES" else event.effective_on
        if before:
            was = was or ToldRelation(kind, former)
            was = replace(was, details=_details(before), target=event.left or former)
            ends = day or (event.recorded.date() if not after and kind in ENDING else None)
            self._close(was, event, ends)
        if after:
            since = day or (was.since if was is not None else None)
            self.open[kind, target] = ToldRelation(kind, target, _details(after), since, recorded=event.recorded)

    def loaded(self, event: ToldEvent, kind: str, before: Iterable[Any], after: Iterable[Any]) -> None:
        """The relations of one type that datasets stated before a load and after it."""
        now = {str(key): values for _, key, values in after}
        was = {str(key): values for _, key, values in before}
        for target, values in was.items():
            if now.get(target) == values:
                continue
            held = self.open.pop((kind, target), None) or ToldRelation(kind, target)
            ends = event.recorded.date() if target not in now and kind in ENDING else None
            self._close(replace(held, details=dict(values)), event, ends)
        for target, values in now.items():
            if was.get(target) != values:
                self.open[kind, target] = ToldRelation(kind, target, dict(values), recorded=event.recorded)

    def _close(self, was: ToldRelation, event: ToldEvent, ends: date | None) -> None:
        self.past.append(replace(was, retracted=event.recorded))
        if ends is not None and (was.since is None or was.since < ends):
            self.past.append(replace(was, until=ends, recorded=event.recorded))


def _details(relation: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in relation.items() if name not in ("relation", "target")}
