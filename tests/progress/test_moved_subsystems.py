"""Subsystems that are moved: each day follows the tree of that day, and what was known before a move was recorded stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from stdgraph.commands.command_handler import apply_commands
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.gaps.detection import find_gaps
from stdgraph.progress.branch_history import compute_branch_histories
from stdgraph.progress.history import compute_history
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.tree import load_trees
from stdgraph.stewardship.commands.create_subsystem import CreateSubsystem
from stdgraph.stewardship.commands.move_subsystem import MoveSubsystem
from stdgraph.stewardship.commands.revoke_change import RevokeChange
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import ADMINISTRATOR, TODAY, Workspace
from tests.datasets.small_seed import write_small
from tests.progress.test_history import figures
from tests.stewardship.whole_graph import Kept, keep, restore
from tests.waiting import instant_between

FIRST = date(2026, 1, 1)
SCOPES = tuple(ScopeFilter(subsystem=("X2024", code)) for code in ("A", "AA", "B", "C"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def loaded(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    await load_seed(graph, read_seed(write_small(tmp_path_factory.mktemp("any") / "small")))
    return await keep(graph)


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(graph: Graph, loaded: Kept) -> AsyncIterator[Workspace]:
    yield Workspace(graph)
    await restore(graph, loaded)


async def change(workspace: Workspace, wish: Any) -> int:
    """Carry out a change of the plan; its sequence."""
    bulk = await apply_commands(workspace.graph, ADMINISTRATOR, [wish], today=TODAY)
    assert bulk.applied, bulk.outcomes
    sequence = bulk.outcomes[0].sequence  # type: ignore[union-attr]
    assert sequence is not None
    return sequence


def moves() -> list[Any]:
    """A subsystem goes from one place to another, to a new one, and back; the last way is told late."""
    return [
        MoveSubsystem(system="X2024", code="AA", parent="B", effective_on=date(2026, 3, 1)),
        CreateSubsystem(system="X2024", code="C", title_zh="其他", effective_on=date(2026, 4, 1)),
        MoveSubsystem(system="X2024", code="AA", parent="C", effective_on=date(2026, 5, 1)),
        MoveSubsystem(system="X2024", code="AA", parent="A", effective_on=date(2026, 6, 1)),
        MoveSubsystem(system="X2024", code="B", parent="AA", effective_on=date(2026, 7, 1)),
    ]


async def history(
    workspace: Workspace, scope: ScopeFilter, plan: HistoryPlan, at: datetime | None = None
) -> list[Answer]:
    async def work(tx: Transaction) -> list[Answer]:
        return [figures(point) for point in await compute_history(tx, scope, FIRST, TODAY, Interval.WEEK, at, plan)]

    return await workspace.graph.read(work)


async def tree(workspace: Workspace, on: date) -> list[tuple[str, str | None, int]]:
    (nodes,) = await workspace.graph.read(lambda tx: load_trees(tx, ["X2024"], on))
    return [(one["subsystem"].key[6:], one["parentCode"], one["total"]["listed"]) for one in nodes]


async def test_each_day_has_the_tree_of_that_day(workspace: Workspace) -> None:
    before = await tree(workspace, TODAY)
    assert before == [("A", None, 3), ("AA", "A", 3), ("B", None, 3)]
    for wish in moves():
        await change(workspace, wish)
    assert await tree(workspace, date(2026, 2, 28)) == before
    assert await tree(workspace, date(2026, 3, 1)) == [("A", None, 0), ("B", None, 5), ("AA", "B", 3)]
    assert await tree(workspace, date(2026, 5, 1)) == [("A", None, 0), ("B", None, 3), ("C", None, 3), ("AA", "C", 3)]
    assert await tree(workspace, date(2026, 6, 1)) == [("A", None, 3), ("AA", "A", 3), ("B", None, 3), ("C", None, 0)]
    assert await tree(workspace, TODAY) == [("A", None, 5), ("AA", "A", 5), ("B", "AA", 3), ("C", None, 0)]


async def test_histories_follow_and_what_was_known_stays(workspace: Workspace) -> None:
    kept: list[tuple[datetime, list[list[Answer]]]] = []
    for wish in moves():
        found = [await history(workspace, scope, plan) for scope in SCOPES for plan in HistoryPlan]
        kept.append((await instant_between(), found))
        await change(workspace, wish)
    for at, then in kept:
        assert [await history(workspace, scope, plan, at) for scope in SCOPES for plan in HistoryPlan] == then
    points = {scope: await history(workspace, scope, HistoryPlan.ON_DAY) for scope in SCOPES}

    async def progress_agrees(tx: Transaction) -> None:
        for scope, found in points.items():
            for point in found:
                (told,) = await compute_progress(tx, [scope], point["on"])
                assert point == {**{name: told[name] for name in point if name != "on"}, "on": point["on"]}, scope

    await workspace.graph.read(progress_agrees)
    assert [point["listed"] for point in points[SCOPES[0]]][:: len(points[SCOPES[0]]) - 1] == [3, 5]


async def test_branches_are_those_of_the_last_day(workspace: Workspace) -> None:
    for wish in moves():
        await change(workspace, wish)
    for last in (date(2026, 3, 31), date(2026, 5, 31), TODAY):
        work = partial(compute_branch_histories, system="X2024", first=FIRST, last=last, interval=Interval.MONTH)
        told = await workspace.graph.read(work)
        found = [(one["subsystem"].key[6:], one["points"][-1]["listed"]) for one in told]
        assert found == [(code, listed) for code, _, listed in await tree(workspace, last)]


async def test_gaps_belong_to_the_branch_of_the_day(workspace: Workspace) -> None:
    async def inside(code: str, on: date) -> set[str]:
        scope = ScopeFilter(subsystem=("X2024", code))
        (gaps,) = await workspace.graph.read(lambda tx: find_gaps(tx, [scope], None, on))
        return {gap.id for gap in gaps}

    day = date(2026, 3, 1)
    own = await inside("AA", day)
    assert own
    assert own <= await inside("A", day)
    await change(workspace, moves()[0])
    assert await inside("A", day - timedelta(days=1)) >= await inside("AA", day - timedelta(days=1))
    assert not {one for one in await inside("A", day) if "S00" in one}
    assert {one for one in await inside("AA", day) if "S00" in one} <= await inside("B", day)


async def test_a_move_that_is_taken_back_never_was(workspace: Workspace) -> None:
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 1), TODAY]
    before = [await tree(workspace, on) for on in days]
    sequences = [await change(workspace, wish) for wish in moves()]
    for sequence in reversed(sequences):
        await change(workspace, RevokeChange(sequence=sequence, reason="误操作"))
    assert [await tree(workspace, on) for on in days] == before
