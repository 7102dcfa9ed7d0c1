"""A dataset that places things otherwise than before: the days before keep what stood then, and what people placed stays where they put it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.audit import audit
from stdgraph.commands.command_handler import apply_commands
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.reader import read_seed
from stdgraph.datasets.undo import undo_load
from stdgraph.domain.scope import ScopeFilter
from stdgraph.progress.coverage import FRAME, FrameRow, load_network
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.targets import measure_targets
from stdgraph.progress.tree import load_trees
from stdgraph.stewardship.commands.move_subsystem import MoveSubsystem
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.status_cypher import day_parameters
from tests.calendar_day import TODAY
from tests.commands.workspace import ADMINISTRATOR
from tests.datasets.small_seed import put, replace, write_small
from tests.engines import wipe

YESTERDAY = TODAY - timedelta(days=1)
SUBSYSTEMS = "X2024/subsystems.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "x-seed")


@pytest.fixture
async def empty(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    yield graph
    await wipe(graph)


async def load(graph: Graph, folder: Path) -> Any:
    report = await load_seed(graph, read_seed(folder), retire=True)
    assert await graph.read(audit) == []
    assert await owner_differences(graph) == []
    return report


async def structure(graph: Graph, on: date) -> dict[str, object]:
    """What stands where on a day, and what follows from it."""

    async def work(tx: Transaction) -> dict[str, object]:
        (nodes,) = await load_trees(tx, ["X2024"], on)
        frame = await tx.row(FRAME, FrameRow, system="X2024", **day_parameters(on))
        assert frame is not None
        scopes = [[ScopeFilter(subsystem=("X2024", "A"))], [ScopeFilter(committee="SAC/TC1")]]
        counts = [(await compute_progress(tx, one, on))[0]["listed"] for one in scopes]
        return {
            "tree": [
                (one["subsystem"].key.partition("/")[2], one["parentCode"], one["total"]["listed"]) for one in nodes
            ],
            "kinds": dict((await load_network(tx, on)).kinds),
            "watched": sorted(frame["watched"]),
            "targets": [one.target.id for one in await measure_targets(tx, on, systems=["X2024"])],
            "listed": counts,
        }

    return await graph.read(work)


BEFORE = {
    "tree": [("A", None, 3), ("AA", "A", 3), ("B", None, 3)],
    "kinds": {"BATTERY": ["LI_BATTERY"]},
    "watched": ["CATHODE"],
    "targets": ["X2024-T1"],
    "listed": [3, 2],
}
AFTER = {
    "tree": [("A", None, 0), ("B", None, 5), ("AA", "B", 3)],
    "kinds": {"CATHODE": ["LI_BATTERY"]},
    "watched": ["BATTERY"],
    "targets": [],
    "listed": [0, 1],
}


def change(folder: Path) -> None:
    """State everything of the structure otherwise."""
    put(folder, SUBSYSTEMS, 4, "parent", "B")
    put(folder, "committees.csv", 3, "parent", "")
    put(folder, "X2024/standards.csv", 4, "committees", "SAC/TC1/SC2")
    put(folder, "product-categories.csv", 3, "parent", "CATHODE")
    path = folder / "X2024" / "system.yaml"
    text = path.read_text(encoding="utf-8").replace("watches: [CATHODE]", "watches: [BATTERY]")
    path.write_text(text.partition("targets:")[0] + "targets: []\n", encoding="utf-8")


async def test_another_place_holds_from_the_day_on_which_it_is_stated(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    assert await structure(empty, TODAY) == BEFORE
    change(folder)
    await load(empty, folder)
    assert await structure(empty, TODAY) == AFTER
    assert await structure(empty, YESTERDAY) == {**BEFORE, "watched": ["BATTERY", "CATHODE"], "kinds": both_kinds()}
    again = await load(empty, folder)
    assert not again.changed, "nothing else is stated"


def both_kinds() -> dict[str, list[str]]:
    """A kind of another category is one on all days, until it is stated no more."""
    return {"BATTERY": ["LI_BATTERY"], "CATHODE": ["LI_BATTERY"]}


async def test_taken_back_it_never_was(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    change(folder)
    report = await load(empty, folder)
    await undo_load(empty, report.load, actor="somebody")
    assert [await structure(empty, on) for on in (YESTERDAY, TODAY)] == [BEFORE, BEFORE]
    assert await owner_differences(empty) == []
    assert await empty.read(audit) == []


async def test_a_subsystem_that_comes_and_goes_stands_in_one_place_a_day(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    for parent in ("B", "", "A", "B"):
        put(folder, SUBSYSTEMS, 4, "parent", parent)
        await load(empty, folder)
    (row,) = await empty.read(
        lambda tx: tx.rows(
            "MATCH (:Subsystem {id: 'X2024/AA'})-[r:PART_OF|WAS_PART_OF]->(p) WHERE r.retracted IS NULL "
            "WITH p, r ORDER BY r.from RETURN collect([coalesce(p.id, p.code), toString(r.from), toString(r.until)]) AS places"
        )
    )
    assert sorted(row["places"], key=str) == [["X2024/A", None, str(TODAY)], ["X2024/B", str(TODAY), None]]


async def test_where_people_put_it_it_stays(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    moved = MoveSubsystem(system="X2024", code="AA", parent="B", effective_on=date(2026, 3, 1))
    assert (await apply_commands(empty, ADMINISTRATOR, [moved], today=TODAY)).applied
    replace(folder, SUBSYSTEMS, "AA,A,术语", "AA,,术语与定义")
    await load(empty, folder)
    places = {}
    for on in (date(2026, 2, 28), date(2026, 3, 1), TODAY):
        places[on] = [row[:2] for row in (await structure(empty, on))["tree"]]  # type: ignore[attr-defined]
    assert places[TODAY] == places[date(2026, 3, 1)] == [("A", None), ("B", None), ("AA", "B")]
    assert places[date(2026, 2, 28)] == [("A", None), ("AA", "A"), ("B", None)]
