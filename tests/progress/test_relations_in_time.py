"""Relations through time: what ended stays in the past, and what was recorded later changes nothing that was known before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.domain.answers import Answer
from stdgraph.domain.relation_history import LABELS
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.gaps.detection import find_gaps
from stdgraph.progress.history import compute_history
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.workload import compute_workloads
from stdgraph.store.plan_cypher import past
from stdgraph.store.relation_migration import give_times
from stdgraph.store.session import Transaction
from tests.commands.workspace import TODAY, YESTERDAY, Workspace
from tests.progress.test_history import figures
from tests.waiting import instant_between

WHOLE = ScopeFilter(system="X2024")
AA = ScopeFilter(subsystem=("X2024", "AA"))
FIRST, LAST = date(2026, 1, 1), TODAY + timedelta(days=10)


async def listed(workspace: Workspace, scope: ScopeFilter, on: date) -> int:
    """How many standards are in a scope on a day."""

    async def work(tx: Transaction) -> int:
        return int((await compute_progress(tx, [scope], on))[0]["listed"])

    return await workspace.graph.read(work)


async def history(
    workspace: Workspace, scope: ScopeFilter, plan: HistoryPlan, at: datetime | None = None
) -> list[Answer]:
    async def work(tx: Transaction) -> list[Answer]:
        return [figures(point) for point in await compute_history(tx, scope, FIRST, LAST, Interval.WEEK, at, plan)]

    return await workspace.graph.read(work)


def related(standard: str, relation: Relation, target: str, on: date | None = None, *, away: bool = False) -> Relate:
    return Relate(standard, relation, target, {}, away=away, effective_on=on)


async def moves(workspace: Workspace) -> list[Relate]:
    """A standard changes hands and places; some of it is told late, some of it ahead, some of it was wrong."""
    standard = (await workspace.done(Register(title_zh="一项", effective_on=FIRST))).key
    return [
        related(standard, Relation.LISTED_IN, "X2024/AA", date(2026, 2, 1)),
        related(standard, Relation.OWNED_BY, "SAC/TC1", date(2026, 2, 1)),
        related(standard, Relation.LISTED_IN, "X2024/B", date(2026, 4, 1)),
        related(standard, Relation.LISTED_IN, "X2024/AA", date(2026, 5, 1), away=True),
        related(standard, Relation.OWNED_BY, "SAC/TC1/SC2", date(2026, 5, 15)),
        related(standard, Relation.OWNED_BY, "SAC/TC1", date(2026, 5, 15), away=True),
        related(standard, Relation.APPLIES_TO, "CATHODE", date(2026, 3, 1)),
        related(standard, Relation.APPLIES_TO, "CATHODE", YESTERDAY, away=True),
        related(standard, Relation.LISTED_IN, "X2024/AA", date(2026, 7, 1)),
        related(standard, Relation.LISTED_IN, "X2024/AA", date(2026, 6, 1)),
        related(standard, Relation.LISTED_IN, "X2024/B", date(2026, 4, 1), away=True),
        related(standard, Relation.LISTED_IN, "X2024/AA", LAST - timedelta(days=3), away=True),
    ]


SCOPES = (
    WHOLE,
    AA,
    ScopeFilter(committee="SAC/TC1"),
    ScopeFilter(committee="SAC/TC1/SC2"),
    ScopeFilter(product_category="CATHODE"),
)


async def test_what_is_taken_away_stays_in_the_past(workspace: Workspace) -> None:
    before = await listed(workspace, AA, YESTERDAY)
    standard = (await workspace.done(Register(title_zh="一项", effective_on=FIRST))).key
    await workspace.done(related(standard, Relation.LISTED_IN, "X2024/AA"))
    assert await listed(workspace, AA, TODAY) == before + 1
    await workspace.done(related(standard, Relation.LISTED_IN, "X2024/AA", away=True))
    assert await listed(workspace, AA, YESTERDAY) == before + 1
    assert await listed(workspace, AA, TODAY) == before
    await workspace.done(related(standard, Relation.LISTED_IN, "X2024/AA"))
    assert [await listed(workspace, AA, on) for on in (YESTERDAY, TODAY)] == [before + 1] * 2


async def test_a_transfer_leaves_the_past_with_who_had_it(workspace: Workspace) -> None:
    standard = await workspace.item(listings=(("X2024", "AA", None),))
    day = date(2026, 6, 1)
    old, new = (ScopeFilter(committee=code) for code in ("SAC/TC1/SC2", "SAC/TC1"))
    held = [await listed(workspace, scope, day) for scope in (old, new)]
    await workspace.done(related(standard, Relation.OWNED_BY, "SAC/TC1/SC2", FIRST))
    await workspace.done(related(standard, Relation.OWNED_BY, "SAC/TC1/SC2", day, away=True))
    await workspace.done(related(standard, Relation.OWNED_BY, "SAC/TC1", day))
    assert [await listed(workspace, scope, day - timedelta(days=1)) for scope in (old, new)] == [
        held[0] + 1,
        held[1] + 1,
    ]
    assert [await listed(workspace, scope, day) for scope in (old, new)] == [held[0], held[1] + 1]

    async def desks(tx: Transaction) -> list[int]:
        return [
            sum(stage["count"] for (load,) in [await compute_workloads(tx, [old], on)] for stage in load)
            for on in (day - timedelta(days=1), day)
        ]

    earlier, later = await workspace.graph.read(desks)
    assert earlier == later + 1


async def test_each_day_follows_its_listings_and_what_was_known_stays(workspace: Workspace) -> None:
    """A history ``ON_DAY`` is the progress of every day; with every change it is kept, and is the same at the end."""
    kept: list[tuple[datetime, list[list[Answer]]]] = []
    for wish in await moves(workspace):
        kept.append(
            (
                await instant_between(),
                [await history(workspace, scope, plan) for scope in SCOPES for plan in HistoryPlan],
            )
        )
        await workspace.done(wish)
    for at, then in kept:
        assert [await history(workspace, scope, plan, at) for scope in SCOPES for plan in HistoryPlan] == then
    points = {scope: await history(workspace, scope, HistoryPlan.ON_DAY) for scope in SCOPES}

    async def progress_agrees(tx: Transaction) -> None:
        for scope, found in points.items():
            for point in found:
                (told,) = await compute_progress(tx, [scope], point["on"])
                assert point == {**{name: told[name] for name in point if name != "on"}, "on": point["on"]}, scope

    await workspace.graph.read(progress_agrees)
    assert len({point["listed"] for point in points[AA]}) > 1


async def test_an_older_catalogue_gets_its_times_from_its_events(workspace: Workspace) -> None:
    for wish in await moves(workspace):
        await workspace.done(wish)
    standard = wish.standard
    wanted = await times(workspace, standard)
    assert any(kind.startswith("WAS_") for kind, *_ in wanted)
    kinds = "|".join(past(kind) for kind in LABELS)

    async def forget(tx: Transaction) -> None:
        await tx.run(f"MATCH (:Standard {{id: $id}})-[r:{kinds}]->() DELETE r", id=standard)
        await tx.run(
            "MATCH (:Standard {id: $id})-[r]->() WHERE type(r) <> 'REPLACES' SET r.recorded = null, r.from = null",
            id=standard,
        )

    await workspace.graph.write(forget)
    assert await times(workspace, standard) != wanted
    for _ in range(2):
        await give_times(workspace.graph)
        assert await times(workspace, standard) == wanted


async def times(workspace: Workspace, standard: str) -> list[tuple[Any, ...]]:
    """All relations of a standard with their days, and which of their instants are known."""
    rows = await workspace.rows(
        "MATCH (:Standard {id: $id})-[r]->(t) WHERE r.recorded IS NOT NULL OR r.until IS NOT NULL OR r.from IS NOT NULL "
        "RETURN type(r) AS kind, coalesce(t.id, t.code) AS far, toString(r.from) AS since, toString(r.until) AS until, "
        "r.recorded IS NOT NULL AS recorded, r.retracted IS NOT NULL AS retracted",
        id=standard,
    )
    return sorted(tuple(map(str, row.values())) for row in rows)


async def test_nothing_is_on_the_plan_before_its_system(workspace: Workspace) -> None:
    day = date(2026, 3, 1)

    async def begin(tx: Transaction) -> None:
        await tx.run("MATCH (x) WHERE x.code = 'X2024' OR x.system = 'X2024' SET x.since = $day", day=day)

    await workspace.graph.write(begin)

    async def found(tx: Transaction) -> list[tuple[int, int]]:
        return [
            ((await compute_progress(tx, [WHOLE], on))[0]["listed"], len((await find_gaps(tx, [WHOLE], None, on))[0]))
            for on in (day - timedelta(days=1), day)
        ]

    (none, no_gap), (some, gaps) = await workspace.graph.read(found)
    await workspace.graph.write(lambda tx: tx.run("MATCH (x) WHERE x.since IS NOT NULL SET x.since = null"))
    assert (none, no_gap) == (0, 0)
    assert some > 0
    assert gaps > 0
