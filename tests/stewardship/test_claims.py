"""Sources and claims at run time: what a source says, what the catalogue follows, and what becomes of either."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import strawberry

from stdgraph.domain.identity import Identity, Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import SECRETARIAT, Actor
from tests.graphql.conftest import schema
from tests.stewardship.desk import Desk
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

BEFORE, DAY, AFTER = "2026-02-28", "2026-03-01", "2026-11-23"
CLAIMS = "claims { id field value chosen source { id } }"


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    await load_small(graph, tmp_path)
    return Keeper(Actor(graph, engine_settings, schema))


async def conflicts(keeper: Keeper) -> list[list[str]]:
    """The keys of conflicts of claims before the day, on it, and today."""
    document = "query ($on: Date) { gaps(asOf: $on, kinds: [CONFLICTING_CLAIMS], first: 50) { edges { node { key severity } } } }"
    found = []
    for day in (BEFORE, DAY, AFTER):
        page = (await keeper.actor.data(document, on=day))["gaps"]["edges"]
        found.append(sorted(f"{one['node']['key']} {one['node']['severity']}" for one in page))
    return found


async def category(keeper: Keeper) -> Any:
    document = '{ productCategory(code: "CATHODE") { title revision claims { field value chosen } } }'
    return (await keeper.actor.data(document))["productCategory"]


async def sources(keeper: Keeper) -> list[tuple[Any, ...]]:
    """The sources of an address or whose id begins as that of the tests; whether they are there."""
    text = (
        "MATCH (o:Source) WHERE o.id STARTS WITH 'q' OR o.url STARTS WITH 'https://q' RETURN o.id AS id, o.url AS url, o.title AS title, "
        "toString(o.retiredOn) AS left ORDER BY id"
    )
    rows = await keeper.actor.graph.read(lambda tx: tx.rows(text, dict))
    return [(row["id"], row["url"], row["title"], row["left"] is None) for row in rows]


async def test_a_source_whose_addition_was_revoked_is_as_if_it_never_had_been_there(keeper: Keeper) -> None:
    url, desk = "https://q.example/", Desk(keeper.actor)
    await keeper.revoke(await keeper.done("addSource", id="q1", title="误", url=url, note="误"))
    unknown = {"source": "no such source: 'q1', expected the id of a source or an http(s) address"}
    claim = {"about": "COMMITTEE", "subject": "SAC/TC1", "field": "members", "value": "40", "source": "q1"}
    assert await keeper.refused("addClaim", **claim) == unknown
    demand = {"system": "X2024", "subsystem": "AA", "productCategory": "LI_BATTERY", "source": "q1"}
    assert await desk.refused("addDemand", demand) == unknown
    assert await desk.refused("createSystem", {"code": "Q2026", "titleZh": "体系", "source": "q1"}) == unknown
    other = await keeper.done("addSource", id="q2", title="另一", url=url)
    await keeper.revoke(other)
    again = await keeper.done("addSource", id="q1", url="https://q.example/1")
    assert again["source"] == {
        "title": None,
        "url": "https://q.example/1",
        "note": None,
        "revision": again["source"]["revision"],
    }
    assert await sources(keeper) == [("q1", "https://q.example/1", None, True), ("q2", url, "另一", False)]


@pytest.mark.parametrize("cite", ["addClaim", "correctStandard"])
async def test_an_address_becomes_a_source_again(keeper: Keeper, cite: str) -> None:
    """Even where one was added under it as its id, and that was revoked."""
    url = "https://q.example/"
    await keeper.revoke(await keeper.done("addSource", id=url, title="误", url="https://q.example/other", note="误"))
    about = {
        "addClaim": {"about": "STANDARD", "subject": "S001"},
        "correctStandard": {"standard": "S001", "reason": "封面"},
    }
    await keeper.done(cite, **about[cite], field="titleEn", value="As printed", source=url)
    assert await sources(keeper) == [(url, url, None, True)]


async def test_a_source_has_one_address_and_an_address_one_source(keeper: Keeper) -> None:
    made = await keeper.done("addSource", id="gazette", title="公告", url="https://example.org/g", note="原件")
    assert made["source"] == {"title": "公告", "url": "https://example.org/g", "note": "原件", "revision": 1}
    wrong = await keeper.refused("addSource", id=" ", url="https://example.org/a")
    assert wrong["url"] == "address 'https://example.org/a' is that of source 'page'"
    assert set(wrong) == {"id", "url"}
    assert set(await keeper.refused("addSource", id="page")) == {"id", "title"}
    assert set(await keeper.refused("changeSource", id="gazette", title="", url="")) == {"title"}
    changed = await keeper.done("changeSource", id="gazette", url="", remark="")
    assert changed["source"] == {"title": "公告", "url": None, "note": None, "revision": 2}
    assert changed["change"]["before"] == {"url": "https://example.org/g", "note": "原件"}
    assert (await keeper.send("changeSource", id="gazette", title="公告"))["change"] is None
    assert (await keeper.send("changeSource", id="nowhere", title="x"))["__typename"] == "NotFound"
    await keeper.revoke(changed)
    claim = await keeper.done(
        "addClaim", about="COMMITTEE", subject="SAC/TC1", field="members", value="40", source="https://example.org/g"
    )
    resting = await keeper.refused("revokeChange", sequence=made["change"]["sequence"], reason="误操作")
    assert claim["claim"]["source"] == {"title": "公告"}
    assert "revoke that first" in resting["sequence"] or "come to rest" in resting["sequence"]


async def test_a_claim_counts_from_its_day_and_until_it_is_withdrawn(keeper: Keeper) -> None:
    assert await conflicts(keeper) == [["CONFLICTING_CLAIMS:Standard:S001:publishedOn INFO"]] * 3
    given: dict[str, Any] = {"about": "PRODUCT_CATEGORY", "subject": "CATHODE", "field": "titleZh", "source": "page"}
    first = await keeper.done(
        "addClaim", **given, value="正极材料", locator="3.1", effectiveOn=BEFORE, confidence="VERIFIED"
    )
    assert first["claim"] | {"id": ""} == {
        "id": "",
        "field": "titleZh",
        "value": "正极材料",
        "chosen": False,
        "revision": 1,
        "retiredOn": None,
        "about": {"label": "ProductCategory", "key": "CATHODE"},
        "source": {"title": "A page"},
    }
    again = await keeper.send("addClaim", **given, value="正极材料", locator="3.1")
    assert (again["claim"]["id"], again["change"]) == (first["claim"]["id"], None)
    other = await keeper.done("addClaim", **given, value="正极片", effectiveOn=DAY, statedOn="2025-06")
    key = "CONFLICTING_CLAIMS:ProductCategory:CATHODE:titleZh LOW"
    assert [key in day for day in await conflicts(keeper)] == [False, True, True]
    gone = await keeper.done("withdrawClaim", claim=other["claim"]["id"])
    assert [key in day for day in await conflicts(keeper)] == [False, True, False]
    assert [one["value"] for one in (await category(keeper))["claims"]] == ["正极材料"]
    node = await keeper.actor.data(
        "query ($id: ID!) { node(id: $id) { ... on Claim { value retiredOn onIn } } }", id=other["claim"]["id"]
    )
    assert node["node"] == {"value": "正极片", "retiredOn": AFTER, "onIn": "2025-06"}
    early = await keeper.refused("withdrawClaim", claim=first["claim"]["id"], effectiveOn="2026-01-01")
    assert set(early) == {"effectiveOn"}
    await keeper.revoke(gone)
    await keeper.revoke(other)
    assert await conflicts(keeper) == [["CONFLICTING_CLAIMS:Standard:S001:publishedOn INFO"]] * 3


async def test_a_thing_follows_the_claim_that_is_chosen(keeper: Keeper) -> None:
    given: dict[str, Any] = {"about": "PRODUCT_CATEGORY", "subject": "CATHODE", "source": "page"}
    first = await keeper.done("addClaim", **given, field="titleZh", value="正极材料")
    second = await keeper.done("addClaim", **given, field="titleZh", value="正极片")
    chosen = await keeper.done("chooseClaim", claim=first["claim"]["id"], note="按原文")
    assert chosen["change"]["after"] == {"followed": ["正极材料"]}
    assert (await category(keeper))["title"] == "正极材料"
    assert (await category(keeper))["revision"] == 1
    then = await keeper.done("chooseClaim", claim=second["claim"]["id"])
    now = await category(keeper)
    assert (now["title"], now["revision"]) == ("正极片", 2)
    assert {one["value"]: one["chosen"] for one in now["claims"]} == {"正极材料": False, "正极片": True}
    assert (await keeper.send("chooseClaim", claim=second["claim"]["id"]))["change"] is None
    await keeper.revoke(then)
    assert (await category(keeper))["title"] == "正极材料"
    await keeper.revoke(chosen)
    assert (await category(keeper))["title"] == "正极"
    assert not any(one["chosen"] for one in (await category(keeper))["claims"])
    none = await keeper.done("addClaim", **given, field="kind", value="metal")
    told = await keeper.refused("chooseClaim", claim=none["claim"]["id"])
    assert "expected one of PRODUCT, MATERIAL" in told["claim"]
    free = await keeper.done("addClaim", **given, field="composition", value="三层")
    assert (await keeper.done("chooseClaim", claim=free["claim"]["id"]))["claim"]["chosen"] is True


async def test_dates_numbers_and_nothing_are_read_as_the_field_keeps_them(keeper: Keeper) -> None:
    system: dict[str, Any] = {"about": "STANDARDS_SYSTEM", "subject": "X2024", "source": "page"}
    issued = await keeper.done("addClaim", **system, field="issuedOn", value="2024-08")
    chosen = await keeper.done("chooseClaim", claim=issued["claim"]["id"])
    shown = '{ system(code: "X2024") { issuedOn issuedIn declared documentNumber } }'
    found = (await keeper.actor.data(shown))["system"]
    assert (found["issuedOn"], found["issuedIn"]) == (None, "2024-08")
    await keeper.revoke(chosen)
    assert (await keeper.actor.data(shown))["system"]["issuedOn"] == "2024-08-24"
    declared = await keeper.done("addClaim", **system, field="declared", value="12")
    await keeper.done("chooseClaim", claim=declared["claim"]["id"])
    nothing = await keeper.done("addClaim", **system, field="issuer", value="(none)")
    await keeper.done("chooseClaim", claim=nothing["claim"]["id"])
    found = (await keeper.actor.data('{ system(code: "X2024") { issuer declared progress { completion items } } }'))[
        "system"
    ]
    assert (found["issuer"], found["declared"]) == (None, 12)
    by = await keeper.done("addClaim", about="TARGET", subject="X2024-T1", field="by", value="2027", source="page")
    await keeper.done("chooseClaim", claim=by["claim"]["id"])
    targets = (await keeper.actor.data('{ system(code: "X2024") { targets { by } } }'))["system"]["targets"]
    assert targets == [{"by": "2027-12-31"}]


async def test_a_standard_is_corrected_by_the_claim_that_is_chosen(keeper: Keeper) -> None:
    shown = f'{{ standard(number: "S001") {{ publishedOn revision {CLAIMS} history {{ sequence kind note }} }} }}'

    async def standard() -> Any:
        return (await keeper.actor.data(shown))["standard"]

    before = await standard()
    told = await keeper.done("chooseClaim", claim="C002", note="核对原件")
    assert (told["claim"]["chosen"], told["claim"]["value"]) == (True, "2020-01-02")
    assert (told["change"]["kind"], told["change"]["concerns"]) == ("CORRECTED", {"label": "Standard", "key": "S001"})
    after = await standard()
    assert after["publishedOn"] == "2020-01-02"
    assert {(one["value"], one["chosen"]) for one in after["claims"]} == {("2020-01-01", False), ("2020-01-02", True)}
    assert len(after["claims"]) == len(before["claims"]), "nobody states the value anew"
    assert after["history"][-1]["note"] == "核对原件"
    assert (await keeper.send("chooseClaim", claim="C002"))["change"] is None
    await keeper.revoke(told)
    back = await standard()
    assert (back["publishedOn"], back["claims"]) == (before["publishedOn"], before["claims"])
    late = await keeper.done(
        "addClaim", about="STANDARD", subject="GB/T 10-2020", field="publishedOn", value="2031-01-01", source="page"
    )
    assert set(await keeper.refused("chooseClaim", claim=late["claim"]["id"])) == {"claim"}
    owner = await keeper.done(
        "addClaim", about="STANDARD", subject="S001", field="committee", value="SAC/TC1", source="page"
    )
    other = await keeper.refused("chooseClaim", claim=owner["claim"]["id"])
    assert other == {"claim": "'committee' does not follow a claim: use relateStandard"}


async def test_who_may_correct_a_standard_may_choose_a_claim_about_it(keeper: Keeper) -> None:
    secretariat = Keeper(keeper.actor.being(Identity("一委", Role.SECRETARIAT, frozenset({"SAC/TC1"}))))
    elsewhere = Keeper(keeper.actor.being(SECRETARIAT))
    assert (await elsewhere.send("chooseClaim", claim="C002"))["__typename"] == "NotPermitted"
    assert (await secretariat.send("chooseClaim", claim="C003"))["__typename"] == "NotPermitted", "about a source"
    marked = {
        "about": "STANDARD",
        "subject": "S001",
        "field": "publisher",
        "value": "某社",
        "source": "https://a.example/",
    }
    added = await keeper.done("addClaim", **marked)
    for claim in ("C002", added["claim"]["id"]):
        told = await secretariat.done("chooseClaim", claim=claim)
        again = await elsewhere.send("revokeChange", sequence=told["change"]["sequence"], reason="x")
        assert again["__typename"] == "NotPermitted"
        await secretariat.revoke(told)


async def test_what_is_wrong_with_a_claim_is_told(keeper: Keeper) -> None:
    given: dict[str, Any] = {
        "about": "STANDARD",
        "subject": "GB/T 99-2099",
        "field": " ",
        "value": "",
        "source": "nobody",
    }
    told = await keeper.refused("addClaim", **given, effectiveOn="2099-01-01")
    assert set(told) == {"subject", "field", "value", "source", "effectiveOn"}
    demand = await keeper.refused("addClaim", about="DEMAND", subject="D009", field="on", value="2024", source="page")
    assert demand == {"subject": "no such demand: 'D009'"}
    document = (
        'mutation { addClaim(input: {about: COMMITTEE, subject: "SAC/TC11", field: "members", value: "1", source: "page"}) '
        "{ __typename } }"
    )
    _, errors = await keeper.actor.sent(document)
    assert "nearest: SAC/TC1" in errors[0]["message"]
    assert (await keeper.send("chooseClaim", claim="C999"))["__typename"] == "NotFound"
