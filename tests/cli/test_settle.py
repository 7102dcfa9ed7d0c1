"""``stdgraph settle``, and ``stdgraph seed`` that settles: on a catalogue that nobody serves."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from stdgraph.cli import main
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.graphql import build_schema
from stdgraph.store.session import Graph
from tests.datasets.small_seed import replace, write_small
from tests.engines import embedded_settings
from tests.gap_records.tracker import Tracker

ITEMS, PLAN = "UNITEMISED:X2024", "UNSTARTED:S004"


async def _tracked(data_dir: Path, seed: Path) -> None:
    """The small seed with two tracked gaps, of which one is gone and nobody has looked since."""
    settings = embedded_settings(data_dir)
    async with await Graph.open(settings) as graph:
        await load_seed(graph, read_seed(seed))
        tracker = Tracker(graph, settings, build_schema(settings))
        for gap in (ITEMS, PLAN):
            await tracker.tracked(gap)
        await tracker.done("abandonStandard", standard="S004")


def test_what_is_gone_is_closed_by_hand_and_by_a_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed, data_dir = write_small(tmp_path / "seed"), tmp_path / "data"
    asyncio.run(_tracked(data_dir, seed))
    assert main(["settle", "--data-dir", str(data_dir)]) == 0
    assert capsys.readouterr().out == f"closed    {PLAN}\n"
    replace(seed, "X2024/system.yaml", "declared: 9", "declared: 1")
    assert main(["seed", str(seed), "--format", "json", "--data-dir", str(data_dir)]) == 0
    assert json.loads(capsys.readouterr().out)["settled"] == {"closed": [ITEMS], "reopened": [], "moved": []}
    replace(seed, "X2024/system.yaml", "declared: 1", "declared: 9")
    assert main(["seed", str(seed), "--data-dir", str(data_dir)]) == 0
    assert capsys.readouterr().out.endswith(f"\nreopened  {ITEMS}\n")
