"""A load that is being prepared keeps others from writing until it is applied, and is refused where they wrote all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.register import Register
from stdgraph.datasets import load_journal
from stdgraph.datasets.load_journal import Journal, LoadFinish, Overtaken
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import ADMINISTRATOR
from tests.engines import wipe
from tests.waiting import eventually

LEASE = "MATCH (c:Catalogue) RETURN c.stagingUntil AS until, c.stagingLoad AS load"


@pytest.fixture
async def empty(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    yield graph
    await wipe(graph)


async def begun(graph: Graph) -> Journal:
    async def unchecked(tx: Transaction) -> None:
        pass

    journal = Journal(graph, "load-1", "x", "tester", {})
    await journal.begin(unchecked)
    return journal


async def read(graph: Graph, text: str) -> list[tuple[Any, ...]]:
    async def work(tx: Transaction) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in await tx.rows(text)]

    return await graph.read(work)


async def test_a_load_that_is_prepared_for_long_keeps_its_turn(empty: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_journal, "LEASE", 0.6)
    journal = await begun(empty)
    ((first, _),) = await read(empty, LEASE)

    async def renewed() -> bool:
        return bool((await read(empty, LEASE))[0][0] > first)

    await eventually(renewed)
    await journal.discard()
    assert await read(empty, LEASE) == [(None, None)]


async def test_a_load_that_others_overtook_writes_nothing(empty: Graph) -> None:
    journal = await begun(empty)

    async def lapse(tx: Transaction) -> None:
        await tx.run("MATCH (c:Catalogue) SET c.stagingUntil = 0.0")

    await empty.write(lapse)
    assert (await apply_commands(empty, ADMINISTRATOR, [Register("一")], today=date(2026, 11, 23))).applied
    finish = LoadFinish({"name": "x"}, (), {})
    with pytest.raises(Overtaken, match="nothing was loaded"):
        await journal.apply(finish, [("x:Standard:S1", None)], lambda applied, total: None)
    assert await read(empty, "MATCH (n) WHERE n:Load OR n:LoadPart OR n:Dataset RETURN n") == []
    assert await read(empty, "MATCH (c:Catalogue) RETURN c.unfinishedLoad AS load, c.stagingLoad AS staging") == [
        (None, None)
    ]
