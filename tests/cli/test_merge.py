"""``stdgraph merge``: on a catalogue that nobody serves."""

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
from tests.datasets.small_seed import write_small
from tests.engines import embedded_settings
from tests.gap_records.tracker import Tracker

PLAN = "UNSTARTED:S004"


async def _tracked(data_dir: Path, seed: Path) -> None:
    settings = embedded_settings(data_dir)
    async with await Graph.open(settings) as graph:
        await load_seed(graph, read_seed(seed))
        await Tracker(graph, settings, build_schema(settings)).tracked(PLAN, priority="HIGH")


async def _history(data_dir: Path) -> tuple[list[str], list[str]]:
    """The gap ids of all records, and what happened to S003, by whom."""
    settings = embedded_settings(data_dir)
    async with await Graph.open(settings) as graph:
        records = await graph.read(lambda tx: tx.rows("MATCH (g:GapRecord) RETURN g.gapId AS gap ORDER BY gap"))
        events = await graph.read(
            lambda tx: tx.rows(
                "MATCH (:Standard {id: 'S003'})<-[:CONCERNS]-(e:Event {kind: 'MERGED'}) RETURN e.actor + ' ' + e.note AS told"
            )
        )
    return [row["gap"] for row in records], [row["told"] for row in events]


def test_a_standard_is_merged_and_its_gap_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seed, data_dir = write_small(tmp_path / "seed"), tmp_path / "data"
    monkeypatch.setenv("LOGNAME", "secretary")
    asyncio.run(_tracked(data_dir, seed))
    where = ["--data-dir", str(data_dir)]

    assert main(["merge", "S004", "20260001-T-339", "--dry-run", *where]) == 0
    assert capsys.readouterr().out == "S004 can be merged into S003 (20260001-T-339) (dry run, nothing written)\n"
    assert main(["merge", "S004", "S003", "--reason", "one project", *where]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ["S004 is merged into S003 (20260001-T-339)", "closed    UNSTARTED:S003"]
    assert asyncio.run(_history(data_dir)) == (["UNSTARTED:S003"], ["secretary one project"])

    assert main(["merge", "S004", "S003", *where]) == 2
    assert capsys.readouterr().err == "stdgraph: S004 and S003 are one standard already\n"
    assert main(["merge", "S900", "S003", *where]) == 2
    assert "no such standard: 'S900'" in capsys.readouterr().err
    assert main(["merge", "S002", "S001", *where]) == 2
    assert "GB/T 10-2020 replaces GB/T 10-2010" in capsys.readouterr().err
    assert main(["doctor", "--format", "json", *where]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["catalogue"]["differences"], report["catalogue"]["findings"]) == (0, 0)
