"""A catalogue made by the code at commit 0b03fae is backed up first and migrated once.

Then its histories and records of gaps are as they were, and all else is answered as of a catalogue that today's code made of the
same facts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.audit import audit
from stdgraph.commands.replay import differences
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.opening import open_catalogue
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store import migrations
from stdgraph.store.session import Graph, Transaction
from tests.upgrades.made import ADVANCE, Made, answers
from tests.upgrades.old_code import Code, ask, todays_source


async def test_it_is_backed_up_and_migrated_once_and_answers_as_a_fresh_one(
    old: tuple[Settings, Made], fresh: Made
) -> None:
    settings, made = old
    called: list[tuple[int, int]] = []

    async def note(graph: Graph, version: int) -> None:
        called.append((version, await migrations.schema_version(graph)))

    async def refuse(graph: Graph, version: int) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        await Graph.open(settings, before_migration=refuse)
    for _ in range(2):
        async with await Graph.open(settings, before_migration=note) as graph:
            assert await migrations.schema_version(graph) == migrations.LATEST
            assert await graph.read(_applied) == [one.version for one in migrations.MIGRATIONS]
    assert called == [(3, 3)]  # the old code's version, before anything was changed

    with Code(todays_source(), settings).serving() as service:
        found = answers(service.client, made)
        assert made.answers.keys() <= found.keys()
        for name, answer in found.items():
            expected = (made if name.startswith(RECORDED) else fresh).answers[name]
            assert comparable(answer) == comparable(expected), name
        given = {"standard": made.item, "to": "30", "effectiveOn": "2024-04-01"}
        done = ask(service.client, ADVANCE, made.token, input=given)["advanceStandard"]
        assert done["__typename"] == "StandardAdvanced"


async def test_its_seed_takes_over_what_it_loaded_before_there_were_datasets(
    old: tuple[Settings, Made], old_source: Path
) -> None:
    settings, _ = old
    seed = old_source.parent / "seed"
    async with await open_catalogue(settings) as graph:
        planned = await load_seed(graph, read_seed(seed), dry_run=True)
        done = await load_seed(graph, read_seed(seed), retire=True)
        for report in (planned, done):
            assert not any((*report.created.values(), *report.updated.values(), *report.retired.values()))
            assert sum(report.unchanged.values()) > 600
            assert report.changes == []
        assert await graph.read(differences) == []
        assert await graph.read(audit) == []
        assert await owner_differences(graph) == []
        assert not (await load_seed(graph, read_seed(seed), retire=True)).changed


RECORDED = ("history ", "records")
"""Answers that tell when something was recorded."""

WORDED = ("message", "messageEn", "assumptions")
"""Fields whose sentences the code makes: they may be put otherwise today. What they tell of stands beside them."""


INSTANTS = ("recordedAt", "updatedAt")
"""Fields that tell when this catalogue was told, which is another moment in each."""


def comparable(answer: Any) -> Any:
    """The answer without its sentences and instants; that each is there is kept. A list of nothing is as good as none."""
    if isinstance(answer, list):
        return [comparable(one) for one in answer] or None
    if not isinstance(answer, dict):
        return answer
    return {name: bool(value) if name in (*WORDED, *INSTANTS) else comparable(value) for name, value in answer.items()}


async def _applied(tx: Transaction) -> list[int]:
    rows: list[dict[str, Any]] = await tx.rows("MATCH (m:Migration) RETURN m.version AS version ORDER BY version")
    return [row["version"] for row in rows]
