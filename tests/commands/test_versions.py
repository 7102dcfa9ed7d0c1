"""Facts through time: of every day it is told what is believed of it, and what was believed of it at any instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from stdgraph.commands.audit import Check, Finding, audit
from stdgraph.commands.versions import FactChange, change_facts, load_versions
from stdgraph.domain import calendar
from stdgraph.domain.versions import Version, held_since
from stdgraph.store.plan_cypher import as_known
from stdgraph.store.session import Graph, Transaction, native
from stdgraph.store.versions_cypher import VERSIONED, facts, version
from tests.examples import MORE, chance

SEQUENCES, STEPS = 4 * MORE, 12
DAYS = (date(1990, 1, 1), *(date(2026, month, 1) for month in (1, 2, 3, 5, 8)))
"""The days that are asked about; the first stands for ever since."""
DRAWN: Mapping[str, tuple[object, ...]] = {
    "required": (None, 5, 10),
    "levels": (None, ["NATIONAL"], ["NATIONAL", "INDUSTRY"]),
    "by": (None, date(2026, 12, 31), date(2027, 12, 31)),
}
"""Facts of a target, and the values that they are given."""
BEGUN = datetime(2026, 9, 1, 8, tzinfo=UTC)

Belief = dict[tuple[str, date], object]
"""The value of each fact on each day."""


@dataclass
class Clock:
    """The instants at which things are recorded."""

    now: datetime = BEGUN

    def tick(self) -> datetime:
        self.now += timedelta(seconds=10)
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "now", lambda: clock.now)
        yield clock


@dataclass
class Told:
    """What somebody said of a target, when, and what had been believed before."""

    values: dict[str, object]
    on: date | None
    at: datetime
    before: Belief


@dataclass
class Ledger:
    """What was believed when, in plain Python: a value for every fact and day."""

    belief: Belief
    kept: list[tuple[datetime, Belief]]
    undoable: list[Told] = field(default_factory=list)

    def told(self, one: Told) -> None:
        """A change from its day on, or a correction of all days since which a fact has its last value."""
        late = any(one.on and one.on < self.held_since(name) for name in one.values)
        self.undoable = [] if late else [*self.undoable, one]
        for name, value in one.values.items():
            for day in [day for day in DAYS if day >= (one.on or self.held_since(name))]:
                self.belief[name, day] = value

    def held_since(self, name: str) -> date:
        """The first of the days since which a fact has its last value."""
        first = DAYS[-1]
        for day in reversed(DAYS):
            if self.belief[name, day] != self.belief[name, DAYS[-1]]:
                break
            first = day
        return first

    def take_back(self, random: Random) -> Told:
        """Take back something upon which nobody has built: of every day its facts are believed again to be as before it."""
        later = [{name for other in self.undoable[n + 1 :] for name in other.values} for n in range(len(self.undoable))]
        free = [one for one, names in zip(self.undoable, later, strict=True) if names.isdisjoint(one.values)]
        one = random.choice(free)
        self.undoable.remove(one)
        self.belief |= {(name, day): one.before[name, day] for name in one.values for day in DAYS}
        return one


def drawn(random: Random, ledger: Ledger, at: datetime) -> Told:
    names = random.sample(list(DRAWN), random.randint(1, 2))
    day = random.choice((None, *DAYS[1:]))
    return Told({name: random.choice(DRAWN[name]) for name in names}, day, at, dict(ledger.belief))


async def test_every_day_is_told_as_it_was_believed_at_every_instant(graph: Graph, clock: Clock) -> None:
    taken_back = 0
    for number in range(SEQUENCES):
        random = chance(20261127 + number)
        key = f"T{number}"
        await graph.write(lambda tx, key=key: tx.run("CREATE (t:Target {id: $id, statement: '目标'})", id=key))  # type: ignore[misc]
        ledger = Ledger({(name, day): None for name in DRAWN for day in DAYS}, [])
        ledger.kept.append((clock.now, dict(ledger.belief)))
        for _ in range(STEPS):
            at = clock.tick()
            if ledger.undoable and random.random() < 0.4:
                one = ledger.take_back(random)
                former = {name: one.before[name, DAYS[-1]] for name in one.values}
                await change(graph, FactChange(key, former, undoes=one.at.isoformat()))
                taken_back += 1
            else:
                one = drawn(random, ledger, at)
                ledger.told(one)
                await change(graph, FactChange(key, one.values, one.on))
            ledger.kept.append((at, dict(ledger.belief)))
        for at, belief in ledger.kept:
            assert await believed(graph, key, at + timedelta(seconds=5)) == belief, (number, at)
            assert await believed(graph, key, at) == belief, "what is recorded at an instant is known at it"
        assert await believed(graph, key) == ledger.belief
        versions = await versions_of(graph, "Target", key)
        assert [one.since for one in versions[1:]] == [one.until for one in versions[:-1]], "no day is left out"
        assert versions[0].since is versions[-1].until is None
    assert taken_back > SEQUENCES


async def change(graph: Graph, *changes: FactChange, label: str = "Target") -> None:
    await graph.write(lambda tx: change_facts(tx, label, changes))


async def versions_of(graph: Graph, label: str, key: str) -> list[Version]:
    return (await graph.read(lambda tx: load_versions(tx, label, [key])))[key]


async def believed(graph: Graph, key: str, at: datetime | None = None) -> Belief:
    """What the graph tells of a target, as known at an instant if one is given."""
    text = f"UNWIND $days AS day MATCH (t:Target {{id: $id}}) {version('t', 'w', 'day')} RETURN day, {facts('Target', 't', 'w')} AS facts"

    async def read(tx: Transaction) -> Belief:
        known = {} if at is None else {"at": at.isoformat()}
        rows = await tx.rows(as_known(text) if known else text, id=key, days=list(DAYS), **known)
        assert len(rows) == len(DAYS), "at most one version holds on a day"
        told = {native(row["day"]): dict(zip(VERSIONED["Target"], row["facts"], strict=True)) for row in rows}
        assert {one["statement"] for one in told.values()} == {"目标"}
        return {(name, day): native(told[day][name]) for name in DRAWN for day in DAYS}

    return await graph.read(read)


async def test_several_changes_of_one_thing_follow_each_other(graph: Graph, clock: Clock) -> None:
    """Changes of one transaction are of one instant; they are taken back one by one all the same."""
    await graph.write(lambda tx: tx.run("CREATE (:Demand {id: 'D1', priority: 'HIGH'}), (:Demand {id: 'D2'})"))
    at = clock.tick().isoformat()
    first, second = date(2026, 2, 1), date(2026, 5, 1)
    await change(
        graph,
        FactChange("D1", {"priority": "LOW"}, first),
        FactChange("D2", {"priority": "LOW"}),
        FactChange("D1", {"priority": "MEDIUM"}, second),
        label="Demand",
    )
    assert await priorities(graph, "D1") == [("HIGH", None), ("LOW", first), ("MEDIUM", second)]
    assert held_since(await versions_of(graph, "Demand", "D1"), "priority") == second
    assert await priorities(graph, "D2") == [("LOW", None)]
    assert await graph.read(broken) == []
    for former, expected in (("LOW", [("HIGH", None), ("LOW", first)]), ("HIGH", [("HIGH", None)])):
        clock.tick()
        await change(graph, FactChange("D1", {"priority": former}, undoes=at), label="Demand")
        assert await priorities(graph, "D1") == expected


async def priorities(graph: Graph, key: str) -> list[tuple[object, date | None]]:
    return [(one.values["priority"], one.since) for one in await versions_of(graph, "Demand", key)]


async def broken(tx: Transaction) -> list[Finding]:
    """What the audit finds wrong with what things were."""
    return [one for one in await audit(tx) if one.check in (Check.BROKEN_PAST, Check.WRONG_RELATIONS)]


async def test_what_changes_nothing_writes_nothing(graph: Graph, clock: Clock) -> None:
    await graph.write(lambda tx: tx.run("CREATE (:Demand {id: 'D3', priority: 'HIGH'})"))
    before = await structure(graph)
    await change(graph, FactChange("D3", {"priority": "HIGH"}, date(2026, 2, 1)), label="Demand")
    assert await structure(graph) == before
    await change(graph, FactChange("D3", {"priority": None}, date(2026, 2, 1)), label="Demand")
    assert await structure(graph) != before, "nothing that was remembered of demands holds any longer"


async def structure(graph: Graph) -> object:
    row = await graph.read(lambda tx: tx.row("MATCH (c:Catalogue) RETURN c.structureVersion AS version"))
    return row and row["version"]


async def test_a_system_is_on_the_plan_since_its_first_day(graph: Graph, clock: Clock) -> None:
    """A date that a system gets takes nothing off the plan that was on it; one that was wrong is put right on every day."""
    text = "CREATE (:StandardsSystem {code: 'N', declared: 10}), (:Subsystem {id: 'N/A', system: 'N', code: 'A'})"
    await graph.write(lambda tx: tx.run(text))
    issued, other = date(2026, 6, 1), date(2026, 7, 1)
    at = clock.tick().isoformat()
    await change(graph, FactChange("N", {"issuedOn": issued}, issued), label="StandardsSystem")
    assert await plan_since(graph) == {None}
    clock.tick()
    await change(graph, FactChange("N", {"issuedOn": None}, undoes=at), label="StandardsSystem")
    clock.tick()
    await change(graph, FactChange("N", {"issuedOn": issued}), label="StandardsSystem")
    assert await plan_since(graph) == {issued}
    clock.tick()
    await change(graph, FactChange("N", {"declared": 12}, date(2026, 8, 1)), label="StandardsSystem")
    clock.tick()
    await change(graph, FactChange("N", {"issuedOn": other}), label="StandardsSystem")
    assert await plan_since(graph) == {other}


async def plan_since(graph: Graph) -> set[date | None]:
    """Since when a system and its subsystems are on the plan."""
    rows = await graph.read(lambda tx: tx.rows("MATCH (n) WHERE n.code = 'N' OR n.system = 'N' RETURN n.since AS day"))
    assert len(rows) == 2
    return {native(row["day"]) for row in rows}
