"""New editions of a system: what goes over by choice, what stays with the old one, and how the two are compared."""

from __future__ import annotations

from typing import Any

from stdgraph.domain.identity import Identity, Role
from tests.graphql.client import key_of
from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept
from tests.tokens import issue, listed

__all__ = ["desk", "kept", "schema", "seeded"]

NEW = {
    "system": "PV2024",
    "code": "PV2026",
    "titleZh": "光伏产业标准体系建设指南（2026版）",
    "issuedOn": "2026-03-01",
    "declared": 400,
}
PLAN = """
query ($code: String!, $on: Date) {
  progress(scope: {system: $code}, asOf: $on) { listed items itemsMet itemsOpen itemsLeft planned drafting published }
  coverage(system: $code, asOf: $on, depth: 3) { columns { code } summary { demanded missing } rows { code } }
  system(code: $code) {
    subsystems { code title children { code title children { code title } } }
    targets(asOf: $on) { statement required }
    revises { code } revisedBy { code }
  }
}
"""
PLACE = "standard { number id } listings { subsystem { code } itemNumber } state"
ITEM = f"node {{ differences before {{ {PLACE} }} after {{ {PLACE} }} }}"
LISTINGS = """
query ($system: String!, $code: String!) {
  subsystem(system: $system, code: $code) { listings { standard { number } itemNumber membership } }
}
"""
PAGES = """
query ($after: String, $first: Int!) {
  editionComparison(from: "PV2024", to: "PV2026") {
    carriedOver(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { after { standard { id } } } }
    }
  }
}
"""
COMPARED = f"""
query ($from: String!, $to: String!, $on: Date) {{
  editionComparison(from: $from, to: $to, asOf: $on) {{
    carriedOver(first: 5) {{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ {ITEM} }} }}
    new {{ totalCount edges {{ {ITEM} }} }}
    dropped {{ totalCount edges {{ {ITEM} }} }}
    renamed {{ totalCount edges {{ {ITEM} }} }}
    subsystemsCarriedOver(first: 1) {{ totalCount rows {{ before {{ code }} after {{ code }} }} }}
    subsystemsNew {{ totalCount rows {{ after {{ code }} }} }}
    subsystemsDropped {{ totalCount rows {{ before {{ code }} }} }}
    subsystemsRenamed {{ totalCount rows {{ before {{ code }} after {{ code }} renamed moved }} }}
    subsystemsMoved {{ totalCount rows {{ before {{ code }} after {{ code }} moved }} }}
  }}
}}
"""


async def plan(desk: Desk, code: str, on: str | None = None) -> dict[str, Any]:
    return await desk.actor.data(PLAN, code=code, on=on)


async def compared(desk: Desk, on: str | None = None, first: str = "PV2024", last: str = "PV2026") -> dict[str, Any]:
    found: dict[str, Any] = await desk.ask(COMPARED, **{"from": first, "to": last, "on": on})
    return found


def totals(found: dict[str, Any]) -> dict[str, int]:
    return {name: one["totalCount"] for name, one in found.items()}


async def test_everything_goes_over_and_the_old_one_stays_as_it_was(desk: Desk) -> None:
    cell = {"system": "PV2024", "subsystem": "CA", "productCategory": "LI_CATHODE"}
    await desk.done(
        "addDemand", {**cell, "priority": "HIGH", "effectiveOn": "2025-01-01", "source": "https://a.example/"}
    )
    await desk.done("addDemand", {**cell, "subsystem": "CB", "effectiveOn": "2025-01-01", "until": "2026-01-01"})
    await desk.done(
        "addCoverageColumn", {"system": "PV2024", "productCategory": "LI_ANODE", "effectiveOn": "2025-01-01"}
    )
    before = await plan(desk, "PV2024")
    told = await desk.done("reviseSystem", NEW, "code title issuedOn declared revision retiredOn revises { code }")
    assert told["system"] == {
        "code": "PV2026",
        "title": NEW["titleZh"],
        "issuedOn": "2026-03-01",
        "declared": 400,
        "revision": 0,
        "retiredOn": None,
        "revises": {"code": "PV2024"},
    }
    assert (told["change"]["kind"], told["change"]["at"]) == ("REVISED", "2026-03-01")
    assert told["change"]["concerns"] == {"label": "StandardsSystem", "key": "PV2024"}
    new, old = await plan(desk, "PV2026"), await plan(desk, "PV2024")
    assert old["system"]["revisedBy"] == [{"code": "PV2026"}]
    assert {**old, "system": {**old["system"], "revisedBy": []}} == before
    assert new["progress"] == old["progress"]
    assert new["coverage"] == old["coverage"]
    assert new["coverage"]["summary"] == {"demanded": 1, "missing": 1}
    assert new["system"]["subsystems"] == old["system"]["subsystems"]
    assert (new["system"]["targets"], len(old["system"]["targets"])) == ([], 3)
    assert (await plan(desk, "PV2026", "2026-02-28"))["progress"]["listed"] == 0
    demands = (
        'query ($code: String!) { subsystem(system: $code, code: "CA") { demands { on priority sources { url } } } }'
    )
    assert (await desk.ask(demands, code="PV2026"))["demands"] == [
        {"on": "2026-03-01", "priority": "HIGH", "sources": [{"url": "https://a.example/"}]}
    ]
    assert {
        name: count
        for name, count in totals(await compared(desk)).items()
        if name not in ("carriedOver", "subsystemsCarriedOver")
    } == dict.fromkeys(
        ("new", "dropped", "renamed", "subsystemsNew", "subsystemsDropped", "subsystemsRenamed", "subsystemsMoved"), 0
    )


async def test_nothing_goes_over_but_what_is_asked_for(desk: Desk) -> None:
    await desk.done("addCoverageColumn", {"system": "PV2024", "productCategory": "LI_ANODE"})
    given = {**NEW, "carryOver": "NONE", "withTargets": True, "withColumns": False}
    await desk.done("reviseSystem", given)
    new, old = await plan(desk, "PV2026"), await plan(desk, "PV2024")
    assert (new["progress"]["listed"], new["system"]["subsystems"], new["coverage"]["columns"]) == (0, [], [])
    assert new["system"]["targets"] == old["system"]["targets"]
    found = totals(await compared(desk))
    assert (found["carriedOver"], found["new"], found["subsystemsCarriedOver"]) == (0, 0, 0)
    assert found["dropped"] == old["progress"]["items"] + old["progress"]["itemsLeft"]


async def test_chosen_subsystems_and_items_go_over(desk: Desk) -> None:
    given = {**NEW, "carryOver": "CHOSEN", "subsystems": ["DB", "IB"], "items": ["GB/T 25074-2017"]}
    told = await desk.done("reviseSystem", given)
    tree = (await plan(desk, "PV2026"))["system"]["subsystems"]
    shown = {one["code"]: {below["code"] for below in one["children"]} for one in tree}
    assert shown == {"C": {"CA"}, "D": {"DB"}, "I": {"IB"}}
    assert told["change"]["after"]["carriedOver"]["subsystems"] == 9
    for code in ("D", "C"):
        assert (await desk.ask(LISTINGS, system="PV2026", code=code))["listings"] == []
    (item,) = (await desk.ask(LISTINGS, system="PV2026", code="CA"))["listings"]
    assert item in (await desk.ask(LISTINGS, system="PV2024", code="CA"))["listings"]
    was, now = [(await desk.ask(LISTINGS, system=system, code="DBA"))["listings"] for system in ("PV2024", "PV2026")]
    assert was == now


async def test_what_cannot_be_revised_so(desk: Desk) -> None:
    assert await desk.refused("reviseSystem", {**NEW, "subsystems": ["CA"], "items": ["GB/T 25074-2017"]}) == {
        "subsystems": "subsystems: expected with carryOver CHOSEN only",
        "items": "items: expected with carryOver CHOSEN only",
    }
    chosen = {**NEW, "carryOver": "CHOSEN", "items": ["GB/T 25074", "GB/T 1-1900", "ISO 14067:2018"]}
    problems = await desk.refused("reviseSystem", chosen)
    assert list(problems) == ["items[0]", "items[1]", "items[2]"]
    assert problems["items[0]"].startswith("'GB/T 25074' has several editions")
    assert problems["items[1]"] == "no such standard: 'GB/T 1-1900'"
    assert problems["items[2]"] == "'PV2024' does not list 'ISO 14067:2018'"
    assert set(await desk.refused("reviseSystem", {**NEW, "code": "NP2024"})) == {"code"}
    assert set(await desk.refused("reviseSystem", {**NEW, "issuedOn": "2024-08-24"})) == {"effectiveOn"}
    assert set(await desk.refused("reviseSystem", {**NEW, "issuedOn": "2099"})) >= {"issuedOn"}


async def test_stewards_of_the_old_one_are_stewards_of_the_new_one(desk: Desk) -> None:
    await issue(desk.actor.graph, "光伏体系", Role.STEWARD, systems=["PV2024", "NP2024"])
    await issue(desk.actor.graph, "新污染物体系", Role.STEWARD, systems=["NP2024"])
    steward = Desk(desk.actor.being(Identity("光伏体系", Role.STEWARD, systems=frozenset({"PV2024"}))))
    told = await steward.done("reviseSystem", {**NEW, "carryOver": "NONE"})
    tokens = {one.name: one.systems for one in await listed(desk.actor.graph)}
    assert tokens == {"光伏体系": ("NP2024", "PV2024", "PV2026"), "新污染物体系": ("NP2024",)}
    await steward.take_back(told)
    tokens = {one.name: one.systems for one in await listed(desk.actor.graph)}
    assert tokens == {"光伏体系": ("NP2024", "PV2024"), "新污染物体系": ("NP2024",)}


async def tokens(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {one.name: tuple(sorted(one.systems)) for one in await listed(desk.actor.graph)}


async def test_as_often_as_an_edition_comes_and_goes(desk: Desk) -> None:
    await issue(desk.actor.graph, "光伏体系", Role.STEWARD, systems=["PV2024"])
    alone, both = {"光伏体系": ("PV2024",)}, {"光伏体系": ("PV2024", "PV2026")}
    for _ in range(2):
        made = await desk.done("reviseSystem", {**NEW, "carryOver": "NONE"})
        assert await tokens(desk) == both
        undone = await desk.take_back(made)
        assert await tokens(desk) == alone
        redone = await desk.take_back(undone)
        assert await tokens(desk) == both
        await desk.take_back(redone)
        assert await tokens(desk) == alone


async def test_by_the_code_that_it_has_in_the_end(desk: Desk) -> None:
    await issue(desk.actor.graph, "光伏体系", Role.STEWARD, systems=["PV2024"])
    steward = Desk(desk.actor.being(Identity("光伏体系", Role.STEWARD, systems=frozenset({"PV2024"}))))
    await steward.together(
        ("reviseSystem", NEW),
        ("createSubsystem", {"system": "PV2026", "code": "J", "titleZh": "其他"}),
        ("changeSystem", {"system": "PV2026", "newCode": "PV2027"}),
        ("changeSystem", {"system": "PV2024", "newCode": "PVX"}),
        ("createSubsystem", {"system": "PV2027", "code": "K", "titleZh": "其他"}),
        ("createSubsystem", {"system": "PVX", "code": "K", "titleZh": "其他"}),
    )
    assert await tokens(desk) == {"光伏体系": ("PV2027", "PVX")}


async def test_an_edition_is_taken_back_and_made_anew(desk: Desk) -> None:
    before = await plan(desk, "PV2024")
    told = await desk.done("reviseSystem", NEW)
    inside = await desk.done("createSubsystem", {"system": "PV2026", "code": "J", "titleZh": "其他"})
    problems = await desk.refused("revokeChange", {"sequence": told["change"]["sequence"], "reason": "误操作"})
    assert "PV2026/J has come to rest on it since" in problems["sequence"]
    await desk.take_back(inside)
    await desk.take_back(told)
    assert await plan(desk, "PV2024") == before
    assert (await plan(desk, "PV2026"))["progress"]["listed"] == 0
    again = await desk.done("reviseSystem", {**NEW, "carryOver": "CHOSEN", "subsystems": ["CA"]})
    tree = (await plan(desk, "PV2026"))["system"]["subsystems"]
    assert [(one["code"], [below["code"] for below in one["children"]]) for one in tree] == [("C", ["CA"])]
    await desk.take_back(again)
    assert await plan(desk, "PV2024") == before


async def test_two_editions_are_compared_item_by_item(desk: Desk) -> None:
    await desk.done("reviseSystem", NEW)
    whole = totals(await compared(desk))["carriedOver"]
    number = "GB/T 35307-2023"
    for mutation, given in (
        ("unrelateStandard", {"standard": number, "relation": "LISTED_IN", "target": "PV2026/CA"}),
        ("relateStandard", {"standard": number, "relation": "LISTED_IN", "target": "PV2026/CB", "itemNumber": "7"}),
        ("relateStandard", {"standard": "ISO 14067:2018", "relation": "LISTED_IN", "target": "PV2026/IB"}),
    ):
        await desk.actor.done(mutation, **given)
    gone = (await compared(desk))["carriedOver"]["edges"][0]["node"]["after"]
    for listing in gone["listings"]:
        target = f"PV2026/{listing['subsystem']['code']}"
        standard = key_of(gone["standard"]["id"])
        await desk.actor.done("unrelateStandard", standard=standard, relation="LISTED_IN", target=target)
    await desk.together(
        ("createSubsystem", {"system": "PV2026", "code": "J", "titleZh": "新一代"}),
        ("moveSubsystem", {"system": "PV2026", "code": "IB", "parent": "A"}),
        ("changeSubsystem", {"system": "PV2026", "code": "IC", "newCode": "IX"}),
        ("changeSubsystem", {"system": "PV2024", "code": "AA", "titleZh": "术语"}),
        ("retireSubsystem", {"system": "PV2026", "code": "HB", "into": "HA"}),
    )
    found = await compared(desk)
    assert totals(found)["carriedOver"] == whole - 1
    assert found["carriedOver"]["pageInfo"]["hasNextPage"]
    (new,) = found["new"]["edges"]
    assert (new["node"]["before"], new["node"]["after"]["standard"]["number"]) == (None, "ISO 14067:2018")
    (dropped,) = found["dropped"]["edges"]
    assert dropped["node"]["before"]["standard"] == gone["standard"]
    renamed = {one["node"]["after"]["standard"]["number"]: one["node"] for one in found["renamed"]["edges"]}
    assert renamed[number]["differences"] == ["ITEM_NUMBER", "SUBSYSTEM"]
    assert [one["subsystem"]["code"] for one in renamed[number]["before"]["listings"]] == ["CA"]
    assert renamed[number]["after"]["listings"] == [{"subsystem": {"code": "CB"}, "itemNumber": "7"}]
    assert [one["after"]["code"] for one in found["subsystemsNew"]["rows"]] == ["J"]
    assert [one["before"]["code"] for one in found["subsystemsDropped"]["rows"]] == ["HB"]
    assert [
        (one["before"]["code"], one["after"]["code"], one["moved"]) for one in found["subsystemsRenamed"]["rows"]
    ] == [("AA", "AA", False), ("IC", "IX", False)]
    assert [(one["before"]["code"], one["moved"]) for one in found["subsystemsMoved"]["rows"]] == [("IB", True)]
    on_the_day = totals(await compared(desk, "2026-03-01"))
    assert (on_the_day["carriedOver"], on_the_day["dropped"]) == (whole, 0)
    assert (await compared(desk, "2026-02-28"))["carriedOver"]["totalCount"] == 0
    await desk.done("closeSystem", {"system": "PV2024"})
    assert await compared(desk) == found, "what was closed is compared as it was on its last day"


async def test_pages_join(desk: Desk) -> None:
    await desk.done("reviseSystem", NEW)
    whole = (await desk.ask(PAGES, first=200, after=None))["carriedOver"]
    found: list[Any] = []
    after, more = None, True
    while more:
        page = (await desk.ask(PAGES, first=30, after=after))["carriedOver"]
        found += page["edges"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == whole["edges"]
    assert len(found) == whole["totalCount"]


async def test_an_unknown_system_is_an_error_and_a_former_code_is_none(desk: Desk) -> None:
    await desk.done("changeSystem", {"system": "NP2024", "newCode": "NPX"})
    assert totals(await compared(desk, None, "NP2024", "NPX"))["dropped"] == 0
    _, errors = await desk.actor.sent(COMPARED, **{"from": "PV2024", "to": "PV2027"})
    assert errors[0]["message"].startswith("to: the catalogue has no standards system PV2027; nearest: ")
    assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
