"""Items are registered, listed, moved, split, merged and transferred at random: every figure of every day equals the second opinion, and
once it is taken back what it was before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.item_parts import ItemPart
from stdgraph.commands.register import Register
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.secretariat.accept_transfer import AcceptTransfer
from stdgraph.commands.secretariat.list_standard import ListStandard
from stdgraph.commands.secretariat.merge_items import MergeItems
from stdgraph.commands.secretariat.move_item import MoveItem
from stdgraph.commands.secretariat.split_item import SplitItem
from stdgraph.commands.secretariat.transfer_standard import TransferStandard
from stdgraph.commands.secretariat.unlist_standard import UnlistStandard
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.scope import ScopeFilter
from stdgraph.progress.tally import compute_progress
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import TODAY, Workspace
from tests.engines import wipe
from tests.examples import MORE, chance
from tests.oracle.answers import progress_of
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.item_changes import Listed, Merged, Moved, Registered, Split, Told, Transferred, Unlisted, world_on
from tests.oracle.records import Listing, Replacement, Standard, Subsystem, System, World
from tests.oracle.writing import write_world

FIRST = date(2026, 3, 1)
PLACES = ("X2024/A", "X2024/AA", "X2024/B", "Y2024/A")
COMMITTEES = {"SAC/TC1": None, "SAC/TC1/SC1": "SAC/TC1", "SAC/TC2": None}
STAGES = ("00.00", "10.20", "20.00", "30.00", "40.20")
WORLD = World(
    systems=(System("X2024", 9, date(2024, 1, 1)), System("Y2024")),
    subsystems=(
        Subsystem("X2024", "A"),
        Subsystem("X2024", "B"),
        Subsystem("X2024", "AA", "A"),
        Subsystem("Y2024", "A"),
    ),
    standards=(
        *(
            Standard(f"S{n:02}", stage, "NATIONAL", date(2025, 1, 1) + timedelta(days=40 * n), committees=(one,))
            for n, (stage, one) in enumerate(zip(STAGES * 2, tuple(COMMITTEES) * 4, strict=False))
        ),
        Standard("S90", "60.60", "NATIONAL", published_on=date(2010, 1, 1), number="GB/T 90-2010"),
        Standard("S91", "60.60", "NATIONAL", published_on=date(2026, 5, 1), number="GB/T 90-2026"),
    ),
    listings=(
        *(Listing(f"S{n:02}", PLACES[n % 4], membership="INFERRED" if n % 2 else "STATED") for n in range(10)),
        *(Listing(f"S{n:02}", PLACES[(n + 1) % 4]) for n in (2, 5, 7)),
        Listing("S90", "X2024/B"),
        Listing("S91", "X2024/AA"),
    ),
    replacements=(Replacement("S91", "S90", "WHOLE"),),
    committees=COMMITTEES,
)
SCOPES = (
    *(Scope(system=code) for code in ("X2024", "Y2024")),
    *(Scope(subsystem=place) for place in PLACES),
    *(Scope(committee=code) for code in COMMITTEES),
)
DAYS = [date(2025, 6, 1), *(FIRST + timedelta(days=n * 23) for n in range(9)), TODAY, TODAY + timedelta(days=400)]
FIGURES = {
    **{name: name for name in ("listed", "items", "planned", "drafting", "published", "withdrawn", "abandoned")},
    "itemsMet": "items_met",
    "itemsOpen": "items_open",
    "itemsLeft": "items_left",
    "inForce": "in_force",
    "upcoming": "upcoming",
    "superseded": "superseded",
    "imprecise": "imprecise",
    "inferred": "inferred",
}


def filter_of(scope: Scope) -> ScopeFilter:
    place = None if scope.subsystem is None else tuple(scope.subsystem.split("/"))
    return ScopeFilter(system=scope.system, subsystem=place, committee=scope.committee)  # type: ignore[arg-type]


@dataclass
class Desk:
    """Draws what is done next, and keeps what it means."""

    workspace: Workspace
    random: Random
    told: list[Told] = field(default_factory=list)
    done: list[tuple[str, list[int]]] = field(default_factory=list)
    """For each of them the standard and the events to be taken back; none for a merger."""
    names: dict[str, str] = field(default_factory=dict)
    """The ids of standards that were made here, by what the second opinion calls them."""
    made: int = 0

    async def step(self, on: date) -> None:
        """Carry out something that is possible, on a day after all before."""
        world = world_on(WORLD, self.told, on)
        wishes = list(self._wishes(world, on))
        wish, told = self.random.choice([one for one in wishes if self.random.random() < 0.5] or wishes)
        await self._carry_out(wish, told, on)

    async def _carry_out(self, wish: AnyCommand, told: Told, on: date) -> None:
        sequences = []
        if isinstance(told, Transferred):
            name = self.names.get(told.standard, told.standard)
            offer = TransferStandard(standard=name, to_committee=told.committee, effective_on=on)
            sequences.append(await self.workspace.sequence(offer))
        outcome = await self.workspace.done(wish)
        sequences.append(outcome.sequence or 0)
        self.told.append(told)
        self.done.append((outcome.key, [] if isinstance(told, Merged) else sequences))
        if isinstance(told, Registered):
            self.names[told.standard.id] = outcome.key
        if isinstance(told, Split):
            rows = await self.workspace.rows(
                "MATCH (p:Standard)-[:SPLIT_FROM]->(:Standard {id: $id}) WHERE p.planNumber IN $numbers "
                "RETURN p.id AS id ORDER BY p.planNumber",
                id=outcome.key,
                numbers=list(told.parts),
            )
            self.names |= {part: row["id"] for part, row in zip(told.parts, rows, strict=True)}

    def _wishes(self, world: World, on: date) -> Iterator[tuple[AnyCommand, Told]]:
        items = [one for one in world.standards if one.stage < "60" and not one.stage.endswith("98")]
        one = self.random.choice(items)
        standard = self.names.get(one.id, one.id)
        places = [entry.subsystem for entry in world.listings if entry.standard == one.id]
        given: dict[str, Any] = {"standard": standard, "effective_on": on}
        for place in PLACES:
            system, _, code = place.partition("/")
            where: dict[str, Any] = {"system": system, "subsystem": code}
            if place not in places:
                yield ListStandard(**given, **where), Listed(on, one.id, place)
                continue
            yield UnlistStandard(**given, **where), Unlisted(on, one.id, place)
            for other in PLACES:
                if other not in places and other.startswith(system):
                    yield MoveItem(**given, **where, into=other.partition("/")[2]), Moved(on, one.id, place, other)
        yield from self._splits(one, given, on)
        for code in sorted(COMMITTEES.keys() - set(one.committees)):
            if len(one.committees) == 1 and not code.startswith(one.committees[0]):
                yield AcceptTransfer(**given), Transferred(on, one.id, code)
        other_item, merged = self.random.choice(items), {told.kept for told in self.told if isinstance(told, Merged)}
        if other_item.id != one.id and not merged & {
            one.id,
            other_item.id,
        }:  # the second opinion knows one stage before the last
            lost = self.names.get(other_item.id, other_item.id)
            yield MergeItems(standard=standard, items=(lost,)), Merged(on, other_item.id, one.id)
        yield self._registered(on)

    def _splits(self, one: Standard, given: dict[str, Any], on: date) -> Iterator[tuple[AnyCommand, Told]]:
        for ends in (True, False):
            self.made += 10
            numbers = [f"2026{self.made + n:04}-T-339" for n in range(3)]
            parts = tuple(ItemPart(title=f"第{n}部分", plan_number=number) for n, number in enumerate(numbers))
            new = numbers if ends else numbers[1:]
            assert isinstance(one.stage_on, date)
            told = Split(on, one.id, tuple(new), ends, one.stage, one.stage_on)
            yield SplitItem(**given, parts=parts, goes_on=not ends), told

    def _registered(self, on: date) -> tuple[AnyCommand, Told]:
        self.made += 1
        number, place = f"GB/T {5000 + self.made}-2015", self.random.choice(PLACES)
        system, _, code = place.partition("/")
        published = self.random.choice((None, "2015", "2015-06", "2015-06-30"))
        withdrawn = self.random.choice((None, None, "2026-06-15"))
        wish = Register(
            title_zh="一项",
            number=number,
            published_on=None if published is None else PartialDate(published),
            withdrawn_on=None if withdrawn is None else PartialDate(withdrawn),
            listings=((system, code, None),),
        )
        exact = published is not None and len(published) == len("2015-06-30")
        record = Standard(
            number,
            "60.60" if withdrawn is None else "95.99",
            "NATIONAL",
            published_on=date.fromisoformat(published) if exact and published else published,
            withdrawn_on=None if withdrawn is None else date.fromisoformat(withdrawn),
            number=number,
            told_on=TODAY,
        )
        return wish, Registered(TODAY, record, place)

    async def agrees(self, days: Sequence[date]) -> None:
        """Every figure of every scope on some days."""

        async def figures(tx: Transaction, day: date) -> list[dict[str, Any]]:
            return [(await compute_progress(tx, [filter_of(scope)], day))[0] for scope in SCOPES]

        merged = any(isinstance(told, Merged) for told in self.told)
        names = FIGURES.keys() - ({"inferred"} if merged else set())  # of a place of both it keeps what the one says
        for day in days:
            found = await self.workspace.graph.read(lambda tx, day=day: figures(tx, day))  # type: ignore[misc]
            known = Day(world_on(WORLD, self.told, day), day)
            for scope, told in zip(SCOPES, found, strict=True):
                expected = progress_of(known, scope)
                figures_told = {name: getattr(expected, FIGURES[name]) for name in names}
                assert {name: told[name] for name in names} == figures_told, (day, scope, self.told)


@pytest.mark.parametrize("seed", range(5 * MORE))
async def test_every_figure_of_every_day(graph: Graph, tmp_path: Path, seed: int) -> None:
    await wipe(graph)
    write_world(WORLD, tmp_path / "world")
    await load_seed(graph, read_seed(tmp_path / "world"))
    desk = Desk(Workspace(graph), chance(seed))
    await desk.agrees(DAYS)
    for n in range(14):
        await desk.step(FIRST + timedelta(days=7 * n))
    await desk.agrees(DAYS)
    while desk.done and desk.done[-1][1]:
        standard, sequences = desk.done.pop()
        desk.told.pop()
        for sequence in reversed(sequences):
            await desk.workspace.done(Revoke(standard, sequence, "误操作"))
        await desk.agrees(desk.random.sample(DAYS, 4))
    await desk.workspace.sound()
