"""Demands that stewards add, change and withdraw: what they say, when they hold, and what is refused."""

from __future__ import annotations

from typing import Any

from tests.graphql.client import key_of
from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept

__all__ = ["desk", "kept", "schema", "seeded"]

CELL = {"system": "PV2024", "subsystem": "CA", "productCategory": "LI_CATHODE"}
FIELDS = (
    "id priority on until untilIn note state sources { id url locator } subsystem { code } productCategory { code }"
)
GAPS = """
query ($on: Date) { gaps(scope: {system: "PV2024"}, kinds: [UNMET_DEMAND], asOf: $on, first: 100) {
  edges { node { key severity since } } } }
"""
COVERAGE = 'query ($on: Date) { coverage(system: "PV2024", asOf: $on, depth: 2) { summary { demanded missing } } }'


async def gap(desk: Desk, on: str | None = None) -> dict[str, Any] | None:
    found = await desk.ask(GAPS, on=on)
    return next(
        (edge["node"] for edge in found["edges"] if edge["node"]["key"] == "UNMET_DEMAND:PV2024/CA:LI_CATHODE"), None
    )


async def test_one_is_added_with_its_source_and_its_term(desk: Desk) -> None:
    given = {**CELL, "priority": "HIGH", "until": "2027", "effectiveOn": "2026-03-01", "note": "行业来函"}
    given |= {"source": "https://example.org/letter", "locator": "第2页"}
    told = await desk.done("addDemand", given, FIELDS)
    demand = told["demand"]
    assert (demand["priority"], demand["on"], demand["until"], demand["untilIn"]) == (
        "HIGH",
        "2026-03-01",
        None,
        "2027",
    )
    assert (demand["note"], demand["state"]) == ("行业来函", "MISSING")
    assert (demand["subsystem"]["code"], demand["productCategory"]["code"]) == ("CA", "LI_CATHODE")
    assert [(one["url"], one["locator"]) for one in demand["sources"]] == [("https://example.org/letter", "第2页")]
    assert told["change"]["kind"] == "CREATED"
    assert told["change"]["after"]["until"] == "2027-12-31"
    for on, held in (("2026-02-28", 0), ("2026-03-01", 1), ("2027-12-30", 1), ("2027-12-31", 0)):
        assert (await desk.ask(COVERAGE, on=on))["summary"] == {"demanded": held, "missing": held}, on
    assert await gap(desk, "2026-02-28") is None
    assert (
        await gap(desk, "2026-03-01")
        == await gap(desk)
        == {"key": "UNMET_DEMAND:PV2024/CA:LI_CATHODE", "severity": "HIGH", "since": "2026-03-01"}
    )


async def test_a_source_that_is_known_by_its_address_or_id_is_named_once(desk: Desk) -> None:
    (known, *_) = (await desk.ask('{ system(code: "PV2024") { sources { id url } } }'))["sources"]
    ids = []
    for n, name in enumerate((known["id"], known["url"], key_of(known["id"]))):
        given = {**CELL, "source": name, "effectiveOn": f"2026-0{n + 1}-01", "until": f"2026-0{n + 2}-01"}
        (source,) = (await desk.done("addDemand", given, FIELDS))["demand"]["sources"]
        ids.append(source["url"])
    assert ids == [known["url"]] * 3


async def test_one_demand_at_a_time_holds_for_a_cell(desk: Desk) -> None:
    first = await desk.done("addDemand", {**CELL, "effectiveOn": "2025-06-01", "until": "2026-01-01"}, "id")
    name = key_of(first["demand"]["id"])
    message = f"demand '{name}' holds for the same since 2025-06-01 until 2026-01-01"
    for days in ({"effectiveOn": "2025-12-31"}, {"effectiveOn": "2025-01-01"}, {"effectiveOn": "2025-06-01"}):
        assert await desk.refused("addDemand", {**CELL, **days}) == {"productCategory": message}, days
    before = await desk.done("addDemand", {**CELL, "effectiveOn": "2025-01-01", "until": "2025-06-01"}, "id")
    await desk.done("addDemand", {**CELL, "effectiveOn": "2026-01-01"})
    longer = {"system": "PV2024", "demand": key_of(before["demand"]["id"]), "until": "2025-07-01"}
    assert await desk.refused("changeDemand", longer) == {"until": message}


async def test_what_cannot_be_demanded(desk: Desk) -> None:
    assert await desk.refused("addDemand", {**CELL, "source": "nowhere"}) == {
        "source": "no such source: 'nowhere', expected the id of a source or an http(s) address"
    }
    assert set(await desk.refused("addDemand", {**CELL, "effectiveOn": "2099-01-01"})) == {"effectiveOn"}
    assert await desk.refused("addDemand", {**CELL, "effectiveOn": "2026-03-01", "until": "2026-03-01"}) == {
        "until": "until 2026-03-01: expected a day after 2026-03-01, the first on which it holds"
    }
    assert set(await desk.refused("addDemand", {**CELL, "source": "https://a.example", "locator": "a\nb"})) == {
        "locator"
    }
    await desk.done("retireSubsystem", {"system": "PV2024", "code": "CB"})
    assert set(await desk.refused("addDemand", {**CELL, "subsystem": "CB"})) == {"subsystem"}


async def test_a_term_is_set_moved_and_taken_away(desk: Desk) -> None:
    name = key_of((await desk.done("addDemand", {**CELL, "effectiveOn": "2026-03-01"}, "id"))["demand"]["id"])
    own = {"system": "PV2024", "demand": name}
    told = await desk.done("changeDemand", {**own, "until": "2026-10", "remark": "先行"}, FIELDS)
    assert (told["demand"]["until"], told["demand"]["untilIn"], told["demand"]["note"]) == (None, "2026-10", "先行")
    again = await desk.done("changeDemand", {**own, "until": "2026-10"}, FIELDS)
    assert (again["change"], again["demand"]["untilIn"]) == (None, "2026-10")
    assert await gap(desk, "2026-10-30") is not None
    assert await gap(desk, "2026-10-31") is None
    open_again = await desk.done("changeDemand", {**own, "clear": ["until"], "remark": ""}, FIELDS)
    assert (open_again["demand"]["untilIn"], open_again["demand"]["note"]) == (None, None)
    assert await gap(desk) is not None
    await desk.take_back(open_again)
    assert await gap(desk) is None
    await desk.take_back(told)
    assert await gap(desk) is not None


async def test_a_demand_is_named_in_one_way(desk: Desk) -> None:
    added = (await desk.done("addDemand", {**CELL, "effectiveOn": "2026-03-01"}, "id"))["demand"]["id"]
    by_id = await desk.done("changeDemand", {"system": "PV2024", "demand": added, "priority": "LOW"}, "priority")
    assert by_id["demand"]["priority"] == "LOW", "a global id does as well"
    assert set(await desk.refused("changeDemand", {**CELL, "demand": added})) == {"demand"}
    assert set(await desk.refused("changeDemand", {"system": "PV2024", "subsystem": "CA"})) == {"demand"}
    assert await desk.refused("changeDemand", {"system": "NP2024", "demand": added}) == {
        "demand": f"demand '{key_of(added)}' is none of 'NP2024'"
    }
    assert await desk.refused("changeDemand", {"system": "PV2024", "demand": "nobody's"}) == {
        "demand": 'no such demand: "nobody\'s"'
    }
    empty = {"system": "PV2024", "subsystem": "CB", "productCategory": "LI_CATHODE", "priority": "LOW"}
    assert set(await desk.refused("changeDemand", empty)) == {"productCategory"}


async def test_a_withdrawn_demand_holds_on_the_days_before(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "effectiveOn": "2025-01-01"})
    told = await desk.done("withdrawDemand", {**CELL, "effectiveOn": "2026-03-01", "note": "不再需要"}, FIELDS)
    assert told["demand"]["until"] == "2026-03-01"
    assert told["change"]["kind"] == "RETIRED"
    assert [await gap(desk, on) is None for on in ("2024-12-31", "2025-01-01", "2026-02-28", "2026-03-01")] == [
        True,
        False,
        False,
        True,
    ]
    assert (await desk.done("withdrawDemand", {**CELL, "effectiveOn": "2026-03-01"}))["change"] is None
    assert (await desk.done("withdrawDemand", {**CELL, "effectiveOn": "2026-05-01"}))["change"] is None
    await desk.done("addDemand", {**CELL, "effectiveOn": "2026-03-01"})
    assert await gap(desk, "2026-03-01") is not None
    assert set(await desk.refused("withdrawDemand", {**CELL, "effectiveOn": "2026-03-01"})) == {"effectiveOn"}


async def test_a_demand_that_nobody_made_is_corrected_away(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "effectiveOn": "2025-01-01"})
    assert set(await desk.refused("withdrawDemand", {**CELL, "correction": True, "effectiveOn": "2026-01-01"})) == {
        "effectiveOn"
    }
    told = await desk.done("withdrawDemand", {**CELL, "correction": True}, "retiredOn")
    assert told["demand"]["retiredOn"] == "0001-01-01"
    assert told["change"]["at"] is None
    assert await gap(desk, "2025-06-01") is None
    await desk.take_back(told)
    assert await gap(desk, "2025-06-01") is not None


async def test_a_term_goes_over_with_the_demand(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "effectiveOn": "2025-01-01", "until": "2026-09"})
    await desk.done("retireSubsystem", {"system": "PV2024", "code": "CA", "into": "CB", "effectiveOn": "2026-03-01"})
    demands = (await desk.ask('{ subsystem(system: "PV2024", code: "CB") { demands { on untilIn } } }'))["demands"]
    assert demands == [{"on": "2026-03-01", "untilIn": "2026-09"}]


async def test_priority_is_that_of_the_day(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "priority": "HIGH", "effectiveOn": "2025-01-01"})
    lower = await desk.done("changeDemand", {**CELL, "priority": "LOW", "effectiveOn": "2026-03-01"}, "priority")
    assert lower["demand"]["priority"] == "LOW"
    assert set(await desk.refused("changeDemand", {**CELL, "priority": "MEDIUM", "effectiveOn": "2026-02-01"})) == {
        "effectiveOn"
    }, "what was said since would be lost"
    days = ("2026-02-28", "2026-03-01")
    assert [(await gap(desk, on) or {}).get("severity") for on in days] == ["HIGH", "LOW"]
    corrected = await desk.done("changeDemand", {**CELL, "priority": "MEDIUM", "correction": True})
    assert corrected["change"]["kind"] == "CORRECTED"
    assert [(await gap(desk, on) or {}).get("severity") for on in days] == ["HIGH", "MEDIUM"]
    await desk.take_back(corrected)
    await desk.take_back(lower)
    assert [(await gap(desk, on) or {}).get("severity") for on in days] == ["HIGH", "HIGH"]
