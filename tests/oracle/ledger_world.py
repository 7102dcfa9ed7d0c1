"""What a ledger holds as a catalogue: everything that is believed, with documents as far as they had come by a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tests.oracle.ledger import Fact, Ledger
from tests.oracle.records import (
    Dated,
    Demand,
    Dependency,
    Listing,
    Replacement,
    Standard,
    Subsystem,
    System,
    Target,
    Tie,
    World,
)

TIES = {"part of": "PART_OF", "watches": "WATCHES", "aims at": "AIMS_AT", "subcommittee of": "SUBCOMMITTEE_OF"}
"""By the kind of a fact the relationship that it is."""


@dataclass
class Present:
    """What is no fact of a day: how things are called now that had other codes when facts were told of them, and in which place among its
    siblings each subsystem stands."""

    now: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def rename(self, former: str, code: str) -> None:
        self.now[former] = code

    def system(self, code: str) -> str:
        return self.now.get(code, code)

    def subsystem(self, key: str) -> str:
        system, _, code = self.now.get(key, key).partition("/")
        return f"{self.system(system)}/{code}"


class LedgerWorld:
    """The catalogue of a day as it was known at an instant; without one as it is known at last."""

    def __init__(self, ledger: Ledger, present: Present, known: datetime | None = None) -> None:
        self._present, self._facts = present, defaultdict[str, list[Fact]](list)
        for kind in {fact.kind for fact in ledger.facts}:
            self._facts[kind] = sorted(ledger.believed(kind, known), key=lambda fact: fact.since or date.min)

    def on(self, day: date, plan: date | None = None) -> World:
        """The catalogue with documents as they were on a day, and with who owns them, what they apply to and what depends on what on
        the plan's day."""
        world = World(
            systems=tuple(self._systems()),
            subsystems=tuple(self._subsystems()),
            standards=tuple(self._standard(key, day, plan or day) for key in self._keys("standard")),
            listings=tuple(self._listings()),
            replacements=tuple(self._replacements()),
            categories={key: fact.value for key, fact in self._last("category").items()},
            dependencies=tuple(Dependency(*fact.key) for fact in self._facts["depends"] if _stands(fact, plan or day)),
            demands=tuple(self._demand(fact) for fact in self._facts["demand"]),
            committees=dict.fromkeys(self._keys("committee")),
            retired=dict(self._retired()),
            ties={(type_, key): ties for kind, type_ in TIES.items() for key, ties in self._ties(kind, type_).items()},
        )
        return replace(world, earlier=self._earlier(world))

    def _keys(self, kind: str) -> list[str]:
        return list(dict.fromkeys(fact.key[0] for fact in self._facts[kind]))

    def _last(self, kind: str) -> dict[str, Fact]:
        return {fact.key[0]: fact for fact in self._facts[kind]}

    def _systems(self) -> Iterable[System]:
        for code, fact in self._last("system").items():
            columns = tuple(one.key[1] for one in self._facts["watches"] if one.key[0] == code)
            targets = tuple(
                replace(self._last("target")[one.key[1]].value, id=one.key[1])
                for one in self._facts["aims at"]
                if one.key[0] == code
            )
            yield replace(fact.value, code=self._present.system(code), watched=columns, targets=targets)

    def _subsystems(self) -> Iterable[Subsystem]:
        for fact in self._facts["subsystem"]:
            system, _, code = self._present.subsystem(fact.key[0]).partition("/")
            yield Subsystem(system, code, title=fact.value, created_on=fact.since)

    def _ties(self, kind: str, type_: str) -> Mapping[str, tuple[Tie, ...]]:
        found: defaultdict[str, list[Tie]] = defaultdict(list)
        for fact in self._facts[kind]:
            if type_ == "PART_OF":
                parent, left = fact.value
                place = left if fact.until is not None else self._present.places[fact.key[0]]
                end = None if parent is None else self._present.subsystem(parent).partition("/")[2]
                tie = Tie(end, fact.since, fact.until, place=place)
                found[self._present.subsystem(fact.key[0])].append(tie)
            else:
                found[self._present.system(fact.key[0])].append(Tie(fact.key[1], fact.since, fact.until))
        return {key: tuple(ties) for key, ties in found.items()}

    def _listings(self) -> Iterable[Listing]:
        for fact in self._facts["listing"]:
            standard, subsystem = fact.key
            yield Listing(standard, self._present.subsystem(subsystem), fact.since, fact.until, fact.value)

    def _replacements(self) -> Iterable[Replacement]:
        for fact in self._facts["replaces"]:
            successor, predecessor = fact.key
            yield Replacement(successor, predecessor, fact.value, fact.since)

    def _demand(self, fact: Fact) -> Demand:
        subsystem, category = fact.value
        key = fact.key[0]
        priority = self._last("priority")[key].value
        return Demand(key, self._present.subsystem(subsystem), category, priority, fact.since, fact.until)

    def _standard(self, key: str, day: date, plan: date) -> Standard:
        """A document in the last stage that it had entered by a day; before its first one in that, which lies ahead."""
        stages = [fact for fact in self._facts["stage"] if fact.key[0] == key]
        reached = [fact for fact in stages if fact.since is None or fact.since <= day] or stages[:1]
        told: dict[str, Any] = {}
        for fact in reached:
            told |= fact.value
        last = reached[-1]
        passed = [(fact.value["stage"], fact.since) for fact in reached[:-1] if fact.since and fact.since != last.since]
        return Standard(
            key,
            **{**self._last("standard")[key].value, **told},
            stage_on=last.since,
            passed=tuple((stage, on) for stage, on in passed if stage != "60.60"),
            committees=self._related("owned by", key, plan),
            categories=self._related("applies to", key, plan),
        )

    def _related(self, kind: str, key: str, day: date) -> tuple[str, ...]:
        return tuple(fact.key[1] for fact in self._facts[kind] if fact.key[0] == key and _stands(fact, day))

    def _retired(self) -> Iterable[tuple[tuple[str, str], date]]:
        for fact in self._facts["retired"]:
            label, key = fact.key
            called = {"Subsystem": self._present.subsystem, "StandardsSystem": self._present.system}.get(label, str)
            yield (label, called(key)), fact.since or date.min

    def _earlier(self, world: World) -> dict[tuple[str, str], tuple[tuple[date, Dated], ...]]:
        present: dict[tuple[str, str], Dated] = {("Demand", one.id): one for one in world.demands}
        for system in world.systems:
            present["StandardsSystem", system.code] = system
            present |= {("Target", target.id): target for target in system.targets}
        found: defaultdict[tuple[str, str], list[tuple[date, Dated]]] = defaultdict(list)
        for kind, label in (("system", "StandardsSystem"), ("target", "Target"), ("priority", "Demand")):
            for fact in self._facts[kind]:
                key = self._present.system(fact.key[0]) if kind == "system" else fact.key[0]
                if fact.until is not None and (label, key) in present:
                    found[label, key].append((fact.until, _as_said(present[label, key], fact.value)))
        return {key: tuple(sorted(said, key=lambda one: one[0])) for key, said in found.items()}


def _as_said(now: Dated, said: Any) -> Dated:
    """A thing as it was said to be before."""
    match now:
        case Demand():
            return replace(now, priority=said)
        case Target():
            assert isinstance(said, Target)
            return replace(said, id=now.id)
        case System():
            assert isinstance(said, System)
            return replace(now, declared=said.declared, issued_on=said.issued_on)


def _stands(fact: Fact, day: date) -> bool:
    return (fact.since is None or fact.since <= day) and (fact.until is None or day < fact.until)
