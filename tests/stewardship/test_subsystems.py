"""Subsystems that leave the plan: nothing leaves it before it was there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept

__all__ = ["desk", "kept", "schema", "seeded"]

P = {"system": "PV2024"}
HB = {**P, "code": "HB", "effectiveOn": "2026-03-01"}
ITEM = {"standard": "GB/T 25074-2017", "relation": "LISTED_IN"}
DAYS = ("2026-02-28", "2026-04-01", "2026-07-01")
LISTED = 'query ($on: Date!) { subsystem(system: "PV2024", code: "H") { progress(asOf: $on) { listed items } } }'
FEED = "query ($after: String!) { changes(first: 200, after: $after) { edges { node { kind after } } } }"
RELATE = "mutation ($i: RelateStandardInput!) { relateStandard(input: $i) { __typename } }"


async def relate(desk: Desk, target: str, on: str) -> None:
    told = await desk.ask(RELATE, i={**ITEM, "target": target, "effectiveOn": on})
    assert told == {"__typename": "StandardAdvanced"}


@pytest.mark.parametrize("into", [{}, {"into": "HA"}])
async def test_what_came_to_a_subsystem_later_is_named(desk: Desk, into: dict[str, Any]) -> None:
    await relate(desk, "PV2024/HB", "2026-06-01")
    cell = {**P, "subsystem": "HB", "productCategory": "LI_CATHODE"}
    await desk.done("addDemand", {**cell, "effectiveOn": "2026-07-01"})
    told = await desk.send("retireSubsystem", {**HB, **into})
    assert [one["message"] for one in told["problems"]] == [
        "'GB/T 25074-2017' is listed in 'HB' only since 2026-06-01: expected no earlier day",
        "'HB' demands 'LI_CATHODE' only since 2026-07-01: expected no earlier day",
    ]
    await desk.done("retireSubsystem", {**HB, **into, "effectiveOn": "2026-08-01"})


async def test_a_demand_that_nobody_made_is_in_nobodys_way(desk: Desk) -> None:
    cell = {**P, "subsystem": "HB", "productCategory": "LI_CATHODE"}
    await desk.take_back(await desk.done("addDemand", {**cell, "effectiveOn": "2026-07-01"}))
    await desk.done("retireSubsystem", HB)


@pytest.mark.parametrize("into", [{}, {"into": "HA"}])
async def test_so_is_a_part(desk: Desk, into: dict[str, Any]) -> None:
    made = await desk.done(
        "createSubsystem", {**P, "code": "J", "parent": "HB", "titleZh": "其他", "effectiveOn": "2026-06-01"}
    )
    since = "is there only since 2026-06-01: expected " + ("no earlier day" if into else "a later day")
    assert await desk.refused("retireSubsystem", {**HB, **into}) == {"effectiveOn": f"'J' {since}"}
    await desk.take_back(made)
    await desk.done("moveSubsystem", {**P, "code": "IB", "parent": "HB", "effectiveOn": "2026-06-01"})
    assert await desk.refused("retireSubsystem", {**HB, **into}) == {"effectiveOn": f"'IB' {since}"}


async def test_what_the_heir_has_later_it_has_from_that_day_on(desk: Desk) -> None:
    await relate(desk, "PV2024/HB", "2026-01-01")
    await relate(desk, "PV2024/HA", "2026-06-01")
    for code, on in (("HB", "2026-01-01"), ("HA", "2026-06-01")):
        cell = {**P, "subsystem": code, "productCategory": "LI_CATHODE"}
        await desk.done("addDemand", {**cell, "effectiveOn": on})
    before = [await desk.ask(LISTED, on=on) for on in DAYS]
    told = await desk.done("retireSubsystem", {**HB, "into": "HA"})
    assert [await desk.ask(LISTED, on=on) for on in DAYS] == before
    feed = await desk.ask(FEED, after=str(told["change"]["sequence"]))
    made = [one["node"]["after"] for one in feed["edges"] if one["node"]["kind"] == "CREATED"]
    assert [(one["on"], one["until"]) for one in made] == [("2026-03-01", "2026-06-01")]
    await desk.take_back(told)
    assert [await desk.ask(LISTED, on=on) for on in DAYS] == before
