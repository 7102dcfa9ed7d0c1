"""A seed that is loaded again closes and opens records, by its events where it leaves any."""

from __future__ import annotations

from pathlib import Path

import pytest_asyncio

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.graphql import build_schema
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.datasets.small_seed import replace, write_small
from tests.gap_records.tracker import Tracker

ITEMS, REVIEW = "UNITEMISED:X2024", "REVIEW_OVERDUE:S001"


class Seeder(Tracker):
    """Loads the small seed, with a text replaced in one of its files."""

    async def load(self, folder: Path, file: str = "", old: str = "", new: str = "") -> None:
        seed = write_small(folder)
        if file:
            replace(seed, file, old, new)
        await load_seed(self.graph, read_seed(seed))


@pytest_asyncio.fixture(loop_scope="session")
async def seeder(graph: Graph, engine_settings: Settings) -> Seeder:
    return Seeder(graph, engine_settings, build_schema(engine_settings))


async def test_a_corrected_system_closes_by_the_load_that_tells_of_it(seeder: Seeder, tmp_path: Path) -> None:
    await seeder.load(tmp_path)
    await seeder.tracked(ITEMS, status="MOVING")
    await seeder.load(tmp_path, "X2024/system.yaml", "declared: 9", "declared: 1")
    assert (await seeder.settled()).closed == (ITEMS,)
    record = await seeder.record(ITEMS)
    assert record is not None
    last = record["history"][-1]
    assert last["cause"]["kind"] == "LOADED"
    assert last["note"] == f"缺口已不存在：数据集 {tmp_path.name} 装入（变更 {last['cause']['sequence']}）。"
    await seeder.load(tmp_path)
    assert (await seeder.settled()).reopened == (ITEMS,)


async def test_a_corrected_row_closes_with_the_event_it_leaves(seeder: Seeder, tmp_path: Path) -> None:
    await seeder.load(tmp_path)
    await seeder.tracked(REVIEW)
    await seeder.load(
        tmp_path, "X2024/standards.csv", "60.60,,,2020-01-01,2020-07-01,", "60.60,,,2021-12-31,2022-07-01,"
    )
    assert (await seeder.settled()).closed == (REVIEW,)
    record = await seeder.record(REVIEW)
    assert record is not None
    cause = record["history"][-1]["cause"]
    assert cause["kind"] == "CORRECTED"
    assert "GB/T 10-2020" in record["history"][-1]["note"]
    await seeder.load(tmp_path)
    assert (await seeder.settled()).reopened == (REVIEW,)
    assert not (await seeder.settled()).reopened
