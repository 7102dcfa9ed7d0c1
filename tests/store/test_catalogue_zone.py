"""The zone is the catalogue's: stored once, the same for every process; no day and no instant goes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import pytest_asyncio

from stdgraph.commands.events import NewEvent, record
from stdgraph.domain import calendar, zone
from stdgraph.domain.vocabulary import EventKind
from stdgraph.errors import BadInput
from stdgraph.settings import Settings
from stdgraph.store import catalogue_zone
from stdgraph.store.session import Graph, Transaction, native
from stdgraph.store.transaction import acquire_write_lock

EARLY = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
"""The first of April in Beijing, still March in UTC."""


@pytest_asyncio.fixture(loop_scope="session")
async def without_zone(graph: Graph) -> AsyncIterator[Graph]:
    """A catalogue as earlier versions left it."""
    before = zone.name()
    await _ask(graph, "MATCH (c:Catalogue) SET c.zone = null, c.day = null, c.recordedAt = null RETURN 1 AS n")
    yield graph
    zone.adopt(before)


async def _ask(graph: Graph, text: str) -> list[dict[str, Any]]:
    async def work(tx: Transaction) -> list[dict[str, Any]]:
        return await tx.rows(text)

    return await graph.write(work)


async def _catalogue(graph: Graph) -> dict[str, Any]:
    (row,) = await _ask(graph, "MATCH (c:Catalogue) RETURN c.zone AS zone, c.day AS day")
    return {name: native(value) for name, value in row.items()}


async def _change(graph: Graph) -> datetime:
    """Record that something happened; the instant that it has."""

    async def work(tx: Transaction) -> datetime:
        await acquire_write_lock(tx)
        await tx.run("MERGE (s:Standard {id: 'S1'})")
        done = await record(tx, [NewEvent("S1", EventKind.CORRECTED)], actor="somebody")
        row = await tx.row("MATCH (e:Event {sequence: $n}) RETURN e.recordedAt AS at", n=done.first_sequence)
        assert row is not None
        instant: datetime = native(row["at"])
        return instant.replace(tzinfo=instant.tzinfo or UTC)

    return await graph.write(work)


async def test_the_first_process_stores_its_zone_and_others_go_by_it(
    without_zone: Graph, engine_settings: Settings
) -> None:
    in_beijing = engine_settings.model_copy(update={"timezone": "Asia/Shanghai"})
    async with await Graph.open(in_beijing):
        assert await _catalogue(without_zone) == {"zone": "Asia/Shanghai", "day": None}
    async with await Graph.open(engine_settings):
        assert zone.name() == "Asia/Shanghai"
    with pytest.raises(
        BadInput, match=r"turn in Asia/Shanghai, and STDGRAPH_TIMEZONE is Europe/Berlin: .* stdgraph timezone"
    ):
        await Graph.open(engine_settings.model_copy(update={"timezone": "Europe/Berlin"}))
    await catalogue_zone.change(without_zone, "Europe/Berlin")
    async with await Graph.open(engine_settings.model_copy(update={"timezone": "Europe/Berlin"})):
        assert zone.name() == "Europe/Berlin"
    with pytest.raises(BadInput, match="unknown time zone 'Mars/Base'"):
        await catalogue_zone.change(without_zone, "Mars/Base")


async def test_a_day_that_has_come_stays_and_instants_never_go_back(
    without_zone: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "today", lambda: zone.day(calendar.now()))
    await catalogue_zone.change(without_zone, "Asia/Shanghai")
    readings = [
        EARLY,
        EARLY.replace(month=1),
        EARLY.replace(hour=15),
        EARLY,
        EARLY.replace(hour=17),
        EARLY.replace(year=2020),
    ]
    instants, days = [], []
    for reading in readings:
        monkeypatch.setattr(calendar, "now", lambda at=reading: at)
        instants.append(await _change(without_zone))
        days.append((await _catalogue(without_zone))["day"])
    assert instants == [EARLY, EARLY, EARLY, EARLY, EARLY.replace(hour=17), EARLY.replace(hour=17)]
    assert days == [date(2026, 4, 1)] * len(readings)
    zone.adopt("UTC")  # another process, whose clock is years behind
    async with await Graph.open(engine_settings):
        assert calendar.today() == date(2026, 4, 1)
    await catalogue_zone.change(without_zone, "America/New_York")
    assert calendar.today() == date(2026, 4, 1)


async def test_the_instant_of_the_last_change_of_earlier_versions_counts(
    without_zone: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "now", lambda: EARLY.replace(year=2027))
    await _change(without_zone)
    await _ask(without_zone, "MATCH (c:Catalogue) SET c.recordedAt = null RETURN 1 AS n")
    await catalogue_zone.note_last_instant(without_zone)
    monkeypatch.setattr(calendar, "now", lambda: EARLY.replace(year=2001))
    assert await _change(without_zone) == EARLY.replace(year=2027)
