"""Targets and columns of the coverage that stewards add, change and take away: what was so on a day stays answerable."""

from __future__ import annotations

from typing import Any

from tests.graphql.client import key_of
from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept

__all__ = ["desk", "kept", "schema", "seeded"]

FIELDS = "id statement measure counts operator required by levels baseline state achieved retiredOn"
TARGETS = (
    'query ($on: Date) { system(code: "PV2024") { targets(asOf: $on) { id statement required by levels achieved } } }'
)
NEW = {
    "system": "PV2024",
    "statement": "到2027年发布国家标准200项以上",
    "counts": "PUBLISHED",
    "operator": ">=",
    "required": 200,
    "by": "2027",
    "levels": ["NATIONAL", "NATIONAL"],
    "effectiveOn": "2026-03-01",
}


async def targets(desk: Desk, on: str | None = None) -> dict[str, dict[str, Any]]:
    found = (await desk.ask(TARGETS, on=on))["targets"]
    return {key_of(one["id"]).partition("@")[0]: one for one in found}


async def test_one_is_set_and_measured(desk: Desk) -> None:
    told = (await desk.done("addTarget", NEW, FIELDS))["target"]
    assert (told["by"], told["levels"], told["baseline"]) == ("2027-12-31", ["NATIONAL"], None)
    assert told["achieved"] is not None
    name = key_of(told["id"])
    assert name in await targets(desk)
    assert name in await targets(desk, "2026-03-01")
    assert name not in await targets(desk, "2026-02-28")
    gaps = 'query ($on: Date) { gaps(scope: {system: "PV2024"}, kinds: [TARGET_SHORTFALL], asOf: $on) { edges { node { key } } } }'
    for on, found in (("2026-02-28", False), ("2026-11-23", True)):
        keys = {edge["node"]["key"] for edge in (await desk.ask(gaps, on=on))["edges"]}
        assert (f"TARGET_SHORTFALL:PV2024:{name}" in keys) is found, on


async def test_what_is_no_target(desk: Desk) -> None:
    wrong = {"statement": " ", "operator": "<", "required": -1, "by": "2026-01", "baseline": "2026"}
    assert await desk.refused("addTarget", {**NEW, **wrong}) == {
        "statement": "a statement is required",
        "operator": "invalid operator '<': expected one of >=, =",
        "required": "required -1: expected 0 or more",
        "by": "by 2026-01-31: expected a day after the baseline, 2026-12-31",
    }
    assert set(await desk.refused("addTarget", {**NEW, "statement": "长" * 10_001})) == {"statement"}
    assert set(await desk.refused("addTarget", {**NEW, "effectiveOn": "2099-01-01"})) == {"effectiveOn"}


async def test_what_was_aimed_at_on_a_day_stays_answerable(desk: Desk) -> None:
    own = {"system": "PV2024", "target": "PV2024-T1"}
    first = (await targets(desk))["PV2024-T1"]
    given = {**own, "statement": "到2026年新制定80项以上", "required": 80, "levels": [], "effectiveOn": "2026-03-01"}
    told = await desk.done("changeTarget", given, FIELDS)
    assert (told["target"]["required"], told["target"]["levels"]) == (80, [])
    assert told["change"]["before"] == {name: first[name] for name in ("statement", "required", "levels")}
    before, after = [(await targets(desk, on))["PV2024-T1"] for on in ("2026-02-28", "2026-03-01")]
    assert (before["required"], sorted(before["levels"])) == (60, sorted(first["levels"]))
    assert (after["required"], after["statement"]) == (80, "到2026年新制定80项以上")
    assert (await desk.done("changeTarget", {**own, "required": 80}))["change"] is None
    await desk.take_back(told)
    assert (await targets(desk))["PV2024-T1"] == first


DAYS = ("2026-02-28", "2026-03-01", "2026-05-01")


async def required(desk: Desk, target: str = "PV2024-T1") -> list[int]:
    """What a target requires on each of the days."""
    return [(await targets(desk, on))[target]["required"] for on in DAYS]


async def test_changes_of_one_request_are_taken_back_one_by_one(desk: Desk) -> None:
    own = {"system": "PV2024", "target": "PV2024-T1"}
    changes = [{**own, "required": 80, "effectiveOn": DAYS[1]}, {**own, "required": 90, "effectiveOn": DAYS[2]}]
    first, second = await desk.together(*(("changeTarget", given) for given in changes))
    assert await required(desk) == [60, 80, 90]
    early = await desk.refused("changeTarget", {**own, "required": 70, "effectiveOn": DAYS[1]})
    assert set(early) == {"effectiveOn"}
    await desk.take_back(second)
    assert await required(desk) == [60, 80, 80]
    await desk.take_back(first)
    assert await required(desk) == [60, 60, 60]


async def test_a_correction_to_what_was_said_before_is_taken_back(desk: Desk) -> None:
    own = {"system": "PV2024", "target": "PV2024-T1"}
    await desk.done("changeTarget", {**own, "required": 80, "effectiveOn": DAYS[1]})
    never = await desk.done("changeTarget", {**own, "required": 60, "correction": True})
    assert await required(desk) == [60, 60, 60]
    await desk.take_back(never)
    assert await required(desk) == [60, 80, 80]


async def test_what_cannot_be_changed(desk: Desk) -> None:
    own = {"system": "PV2024", "target": "PV2024-T1"}
    assert await desk.refused("changeTarget", {**own, "clear": ["statement", "by"], "by": "2027"}) == {
        "clear[0]": "'statement' cannot be cleared: expected some of counts, operator, required, by, baseline",
        "clear[1]": "'by' is both cleared and given: expected one of them",
    }
    assert await desk.refused("changeTarget", {**own, "target": "ICN2024-T1"}) == {
        "target": "target 'ICN2024-T1' is none of 'PV2024'"
    }
    assert await desk.refused("changeTarget", {**own, "target": "none"}) == {"target": "no such target: 'none'"}
    assert set(await desk.refused("changeTarget", {**own, "baseline": "2027"})) == {"by"}
    assert set(await desk.refused("changeTarget", {**own, "statement": ""})) == {"statement"}
    added = key_of((await desk.done("addTarget", NEW, "id"))["target"]["id"])
    early = {"system": "PV2024", "target": added, "required": 30, "effectiveOn": "2026-02-28"}
    assert await desk.refused("changeTarget", early) == {
        "effectiveOn": f"target '{added}' is there only since 2026-03-01: expected no earlier day"
    }


async def test_a_withdrawn_target_is_aimed_at_on_the_days_before(desk: Desk) -> None:
    before = await targets(desk)
    told = await desk.done(
        "withdrawTarget", {"system": "PV2024", "target": "PV2024-T1", "effectiveOn": "2026-03-01"}, FIELDS
    )
    assert told["target"]["retiredOn"] == "2026-03-01"
    assert "PV2024-T1" in await targets(desk, "2026-02-28")
    assert "PV2024-T1" not in await targets(desk, "2026-03-01")
    gone = await desk.refused("changeTarget", {"system": "PV2024", "target": "PV2024-T1", "required": 1})
    assert gone == {"target": "target 'PV2024-T1' is off the plan since 2026-03-01"}
    await desk.take_back(told)
    assert await targets(desk) == before
    never = await desk.done("withdrawTarget", {"system": "PV2024", "target": "PV2024-T1", "correction": True})
    assert "PV2024-T1" not in await targets(desk, "2025-01-01")
    await desk.take_back(never)
    assert await targets(desk) == before


COLUMN = {"system": "PV2024", "productCategory": "LI_CATHODE"}


async def columns(desk: Desk, on: str) -> bool:
    found = await desk.ask('query ($on: Date) { coverage(system: "PV2024", asOf: $on) { columns { code } } }', on=on)
    return "LI_CATHODE" in {one["code"] for one in found["columns"]}


async def test_a_column_comes_and_goes(desk: Desk) -> None:
    added = await desk.done("addCoverageColumn", {**COLUMN, "effectiveOn": "2026-03-01"}, "revision")
    assert added["change"]["after"] == {"relation": "WATCHES", "target": "LI_CATHODE"}
    assert (await desk.done("addCoverageColumn", COLUMN))["change"] is None
    assert [await columns(desk, on) for on in ("2026-02-28", "2026-03-01")] == [False, True]
    earlier = await desk.done("addCoverageColumn", {**COLUMN, "effectiveOn": "2026-02-01"}, "revision")
    assert earlier["system"]["revision"] == added["system"]["revision"] + 1
    assert [await columns(desk, on) for on in ("2026-01-31", "2026-02-28")] == [False, True]
    removed = await desk.done("removeCoverageColumn", {**COLUMN, "effectiveOn": "2026-05-01"})
    assert [await columns(desk, on) for on in ("2026-02-28", "2026-04-30", "2026-05-01")] == [True, True, False]
    assert await desk.refused("removeCoverageColumn", COLUMN) == {
        "productCategory": "'PV2024' does not watch 'LI_CATHODE'"
    }
    await desk.take_back(removed)
    assert await columns(desk, "2026-05-01")
    never = await desk.done("removeCoverageColumn", {**COLUMN, "correction": True})
    assert not await columns(desk, "2026-04-30")
    await desk.take_back(never)
    await desk.take_back(earlier)
    assert [await columns(desk, on) for on in ("2026-02-28", "2026-03-01")] == [False, True]
