"""The service reconciles records by itself: beside its requests, at no cost while nothing is tracked, and whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from stdgraph.domain.identity import Role
from stdgraph.errors import Unavailable
from stdgraph.gap_records.reconciler import IDLE, RETRY, Reconciler
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from tests.contract.operations import document
from tests.gap_records.tracker import Tracker
from tests.graphql.live_service import live
from tests.tokens import issue
from tests.waiting import eventually


async def test_while_nothing_is_tracked_it_asks_one_thing_and_rests(seeded: Graph) -> None:
    reconciler = Reconciler(lambda: seeded)
    assert await reconciler._reconcile() == IDLE  # the day is turned first
    with count_statements() as counter:
        assert await reconciler._reconcile() == IDLE
    assert len(counter.texts) == 1


async def test_a_service_closes_and_opens_records_by_itself(tracker: Tracker, engine_settings: Settings) -> None:
    place = {"subsystem": {"system": "PV2024", "code": "BA"}}
    item = await tracker.register(title="一项", stage="10", listedIn=[place])
    gap = f"UNSTARTED:{item}"

    async def is_closed() -> bool:
        record = await tracker.record(gap)
        return record is not None and record["status"] == "CLOSED"

    async def is_open() -> bool:
        return not await is_closed()

    await tracker.tracked(gap)
    moved = await tracker.done("advanceStandard", standard=item, to="20")
    async with live(tracker.graph, engine_settings):
        await eventually(is_closed)
        await tracker.done("revokeEvent", standard=item, sequence=moved["change"]["sequence"], reason="误登")
        await eventually(is_open)
    record = await tracker.record(gap)
    assert record is not None
    assert [one["actor"] for one in record["history"]] == ["管理员", "stdgraph", "stdgraph"]


async def test_a_decision_over_http_has_the_service_look_from_then_on(
    tracker: Tracker, engine_settings: Settings
) -> None:
    place = {"subsystem": {"system": "PV2024", "code": "BA"}}
    item = await tracker.register(title="另一项", stage="10", listedIn=[place])
    gap = f"UNSTARTED:{item}"
    token = await issue(tracker.graph, "跟踪者", Role.STEWARD, systems=["PV2024"])
    body = {"query": document("12-track-gap"), "variables": {"input": {"gapId": gap, "status": "MOVING"}}}

    async def is_closed() -> bool:
        record = await tracker.record(gap)
        return record is not None and record["status"] == "CLOSED"

    async with live(tracker.graph, engine_settings) as address, httpx.AsyncClient(timeout=60) as client:
        nobody = await client.post(f"http://{address}/graphql", json=body)
        assert nobody.status_code == 401
        headers = {"Authorization": f"Bearer {token}"}
        told = (await client.post(f"http://{address}/graphql", json=body, headers=headers)).json()["data"]["trackGap"]
        assert (told["__typename"], told["record"]["history"][0]["actor"]) == ("GapTracked", "跟踪者")
        await tracker.done("advanceStandard", standard=item, to="20")
        await eventually(is_closed)


async def test_it_is_woken_by_what_is_tracked(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    async def look(_: Reconciler) -> float:
        nonlocal looks
        looks += 1
        return IDLE

    async def looked(times: int) -> bool:
        return looks >= times

    monkeypatch.setattr(Reconciler, "_reconcile", look)
    reconciler = Reconciler(lambda: tracker.graph)
    reconciler.start()
    await eventually(lambda: looked(1))
    assert looks == 1
    reconciler.soon()
    await eventually(lambda: looked(2))
    await reconciler.stop()


async def test_what_goes_wrong_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    def away() -> Graph:
        raise Unavailable("the engine is away")

    def broken() -> Graph:
        raise RuntimeError("not expected")

    with caplog.at_level(logging.INFO, "stdgraph.gap_records"):
        for graph in (away, broken):
            reconciler = Reconciler(graph)
            assert await reconciler._reconcile() == RETRY
            reconciler.start()
            await asyncio.sleep(0)
            await reconciler.stop()
            await reconciler.stop()
    assert "the engine is away" in caplog.text
    assert "could not be reconciled" in caplog.text
