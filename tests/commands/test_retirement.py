"""What leaves the plan and comes back: days, events, what is kept, what is refused, what the feed says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.events import NewEvent, record
from stdgraph.commands.feed import changes
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.retirement import KeptItem, PlanItem, Retirement, restore, retire
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.detection import find_gaps
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.tree import load_trees
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import acquire_write_lock
from tests.commands.workspace import TODAY, YESTERDAY, Workspace

LEFT = date(2026, 6, 1)
BEFORE = LEFT - timedelta(days=1)


async def recorded(tx: Transaction, events: Sequence[NewEvent]) -> None:
    await record(tx, events, actor="loader")


async def left(workspace: Workspace, *items: tuple[str, str], on: date = LEFT) -> Retirement:
    """Take things off the plan, with their events."""

    async def work(tx: Transaction) -> Retirement:
        await acquire_write_lock(tx)
        found = await retire(tx, [PlanItem(*item) for item in items], on)
        await recorded(tx, found.events)
        return found

    return await workspace.graph.write(work)


async def back(workspace: Workspace, *items: tuple[str, str]) -> list[NewEvent]:
    """Bring things back to the plan, with their events."""

    async def work(tx: Transaction) -> list[NewEvent]:
        await acquire_write_lock(tx)
        found = await restore(tx, [PlanItem(*item) for item in items], TODAY)
        await recorded(tx, found)
        return found

    return await workspace.graph.write(work)


async def listed(workspace: Workspace, on: date, **scope: Any) -> int:
    (found,) = await workspace.graph.read(lambda tx: compute_progress(tx, [ScopeFilter(**scope)], on))
    return int(found["listed"])


async def gaps(workspace: Workspace, on: date = TODAY) -> set[str]:
    (found,) = await workspace.graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], None, on))
    return {gap.id for gap in found}


async def test_a_standard_is_listed_until_the_day_before(workspace: Workspace) -> None:
    revision = (await workspace.standard("S004"))["revision"]
    assert await listed(workspace, TODAY, system="X2024") == 5
    found = await left(workspace, ("Standard", "S004"), ("Standard", "unknown"))
    assert [(one.label, one.subject, one.kind, one.effective_on) for one in found.events] == [
        ("Standard", "S004", "RETIRED", LEFT)
    ]
    assert found.kept == ()
    assert [await listed(workspace, day, system="X2024") for day in (BEFORE, LEFT, TODAY)] == [5, 4, 4]
    assert "UNSTARTED:S004" in await gaps(workspace, BEFORE)
    assert "UNSTARTED:S004" not in await gaps(workspace)
    assert (await workspace.standard("S004"))["revision"] == revision + 1
    assert (await workspace.events("S004"))[-1]["after"] == {"retiredOn": "2026-06-01"}
    assert (await left(workspace, ("Standard", "S004"))).events == (), "it has left already"
    assert [one.kind for one in await back(workspace, ("Standard", "S004"))] == ["RESTORED"]
    assert [await listed(workspace, day, system="X2024") for day in (BEFORE, LEFT, TODAY)] == [5, 5, 5]
    assert await back(workspace, ("Standard", "S004")) == []


async def test_a_subsystem_leaves_with_the_last_that_it_holds(workspace: Workspace) -> None:
    held = await left(workspace, ("StandardsSystem", "X2024"), ("Subsystem", "X2024/A"), ("Subsystem", "X2024/B"))
    assert held.kept == (
        KeptItem(PlanItem("StandardsSystem", "X2024"), "X2024/AA"),
        KeptItem(PlanItem("Subsystem", "X2024/A"), "X2024/AA"),
    )
    assert [one.subject for one in held.events] == ["X2024/B"]
    assert await listed(workspace, TODAY, system="X2024") == 3, "those of AA"
    await left(workspace, ("Subsystem", "X2024/AA"), on=YESTERDAY)
    late = await left(workspace, ("StandardsSystem", "X2024"), ("Subsystem", "X2024/A"))
    assert [(one.subject, one.effective_on) for one in late.events] == [("X2024", YESTERDAY), ("X2024/A", YESTERDAY)]
    (tree,) = await workspace.graph.read(lambda tx: load_trees(tx, ["X2024"], BEFORE))
    assert [node["subsystem"].key for node in tree] == ["X2024/A", "X2024/AA", "X2024/B"]
    assert await workspace.graph.read(lambda tx: load_trees(tx, ["X2024"], TODAY)) == [[]]
    assert {gap for gap in await gaps(workspace) if "X2024" in gap} == set()
    restored = await back(workspace, ("Subsystem", "X2024/AA"))
    assert [one.subject for one in restored] == ["X2024", "X2024/A", "X2024/AA"], "with all that it is part of"


async def test_what_nobody_demands_any_more_is_no_gap(workspace: Workspace) -> None:
    unmet = "UNMET_DEMAND:X2024/B:CATHODE"
    assert unmet in await gaps(workspace)
    await left(workspace, ("Demand", "D002"))
    assert unmet not in await gaps(workspace)
    assert unmet in await gaps(workspace, BEFORE)
    await back(workspace, ("Demand", "D002"))
    await left(workspace, ("ProductCategory", "CATHODE"))
    assert unmet not in await gaps(workspace)


async def test_only_what_can_leave_the_plan_is_named(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="Source 'page' cannot leave the plan: expected one of StandardsSystem"):
        await left(workspace, ("Source", "page"))


async def test_nothing_is_changed_of_what_has_left(workspace: Workspace) -> None:
    await left(workspace, ("Standard", "S003"), ("Subsystem", "X2024/B"), ("Committee", "SAC/TC1/SC2"))
    why = "standard 'S003' has been off the plan since 2026-06-01: bring it back first by loading a dataset that states it"
    for wish in (
        Advance("S003", "30.00"),
        Correct("S003", "titleEn", "Three more", "https://example.org", "read"),
        Relate("S003", Relation.APPLIES_TO, "BATTERY", {}),
    ):
        assert await workspace.problems(wish) == {"standard": why}
    assert (await workspace.problems(Relate("S004", Relation.LISTED_IN, "X2024/B", {})))["target"].startswith(
        "subsystem 'X2024/B' has been off the plan since 2026-06-01"
    )
    item = Register(title_zh="一项", listings=[("X2024", "B", None)], committees=["SAC/TC1/SC2"])
    assert set(await workspace.problems(item)) == {"listedIn", "committees"}
    await back(workspace, ("Standard", "S003"))
    await workspace.done(Advance("S003", "30.00"))


async def test_what_is_to_leave_later_is_changed_until_then(workspace: Workspace) -> None:
    await left(workspace, ("Standard", "S003"), on=TODAY + timedelta(days=1))
    await workspace.done(Advance("S003", "30.00"))


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ({}, ["X2024", "X2024/A", "X2024/AA", "X2024/B", "S003", "D001", "X2024-T1", "CATHODE", "SAC/TC1"]),
        ({"system": "X2024"}, ["X2024", "X2024/A", "X2024/AA", "X2024/B", "S003", "D001", "X2024-T1"]),
        ({"subsystem": ("X2024", "A")}, ["X2024/A", "X2024/AA", "S003"]),
        ({"subsystem": ("X2024", "B")}, ["X2024/B", "S003", "D001"]),
        ({"committee": "SAC/TC1"}, ["S003", "SAC/TC1"]),
        ({"product_category": "CATHODE"}, ["S003", "CATHODE"]),
        ({"product_category": "BATTERY"}, ["D001"]),
    ],
)
async def test_a_follower_of_a_scope_sees_what_leaves_it(
    workspace: Workspace, scope: dict[str, Any], seen: list[str]
) -> None:
    start = (await workspace.counters())[1]
    items = [("StandardsSystem", "X2024"), *(("Subsystem", f"X2024/{code}") for code in ("A", "AA", "B"))]
    items += [("Standard", "S003"), ("Demand", "D001"), ("Target", "X2024-T1")]
    found = await left(workspace, *items, ("ProductCategory", "CATHODE"), ("Committee", "SAC/TC1"))
    page = await workspace.graph.read(lambda tx: changes(tx, str(start), 100, ScopeFilter(**scope)))
    sequences = [edge["node"].key for edge in page["edges"]]
    assert [found.events[sequence - start - 1].subject for sequence in sequences] == seen
