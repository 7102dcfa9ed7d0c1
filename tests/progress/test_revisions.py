"""Targets that count new standards leave out what replaces another document and what has an earlier edition."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.progress.targets import measure_targets
from stdgraph.store.session import Graph, Transaction
from tests.oracle.day import Day
from tests.oracle.records import Listing, Replacement, Standard, Subsystem, System, Target, World
from tests.oracle.targets import standing
from tests.oracle.writing import write_world

ON, SINCE = date(2026, 1, 1), date(2023, 12, 31)


def published(key: str, number: str, year: int) -> Standard:
    return Standard(key, "60.60", "NATIONAL", published_on=date(year, 6, 1), number=number)


WORLD = World(
    systems=(
        System(
            "X2024",
            targets=(
                Target("T1", "PUBLISHED", 9, ON, (), SINCE),
                Target("T2", "NEW", 9, ON, (), SINCE),
            ),
        ),
    ),
    subsystems=(Subsystem("X2024", "A"),),
    standards=(
        published("S1", "GB/T 1-2024", 2024),
        published("S2", "GB/T 2-2024", 2024),
        published("S3", "GB/T 2-2018", 2018),
        published("S4", "GB/T 4-2024", 2024),
        published("S5", "GB/T 5-2018", 2018),
        published("S6", "GB/T 6-2024", 2024),
        published("S7", "GB/T 7-2024", 2024),
        published("S8", "GB/T 7-2025", 2025),
    ),
    listings=tuple(Listing(f"S{n}", "X2024/A") for n in (1, 2, 4, 6, 7)),
    replacements=(Replacement("S4", "S5", "WHOLE"), Replacement("S6", "S5", "PART")),
)
"""Of the listed ones S2 has an earlier edition, S4 and S6 replace others, S7 has a later edition alone."""


async def test_new_standards_are_those_that_revise_none(graph: Graph, tmp_path: Path) -> None:
    write_world(WORLD, tmp_path)
    await load_seed(graph, read_seed(tmp_path))

    async def work(tx: Transaction) -> list[int | None]:
        return [one.achieved for one in await measure_targets(tx, ON)]

    assert await graph.read(work) == [5, 2]
    day, system = Day(WORLD, ON), WORLD.systems[0]
    assert [standing(day, system, target).achieved for target in system.targets] == [5, 2]
