"""Every mutation over GraphQL on the seeded catalogue: its success, its refusals, and nothing in ``errors``."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.calendar_day import TODAY
from tests.contract.operations import document
from tests.graphql.actor import SECRETARIAT, Actor
from tests.graphql.client import Ask, key_of

ADVANCE, BULK, FEED = (document(name) for name in ("10-advance", "11-bulk-advance", "13-changes"))
CHANGES = FEED.split("subscription")[0]
AHEAD = TODAY + timedelta(days=400)


@pytest.fixture(scope="module")
def actor(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema)


@pytest.fixture(scope="module")
def secretariat(actor: Actor) -> Actor:
    return actor.being(SECRETARIAT)


async def drafted(actor: Actor, **given: Any) -> str:
    """An item at stage 50, by id."""
    item = await actor.register(**given)
    for to in ("10", "20", "30", "40", "50"):
        await actor.done("advanceStandard", standard=item, to=to, effectiveOn="2020-01-02")
    return item


# The consumers' operations, word for word


async def test_operation_10_each_outcome(secretariat: Actor) -> None:
    item = await secretariat.register()

    async def advance(**given: Any) -> Any:
        return (await secretariat.data(ADVANCE, input={"standard": item, **given}))["advanceStandard"]

    revision, sequence, *_ = await secretariat.state()
    done = await advance(to="10", expectedRevision=1, effectiveOn="2020-02-01", note="报告迟了", requestId="op10")
    assert done["__typename"] == "StandardAdvanced"
    assert key_of(done["standard"].pop("id")) == item
    assert done["standard"] == {"status": "PLANNED", "revision": 2, "stage": {"code": "10.00"}}
    assert done["change"] == {"sequence": sequence + 1, "at": "2020-02-01", "actor": "SAC/TC90 秘书处"}
    assert (await secretariat.state())[:2] == (revision + 1, sequence + 1)

    before = await secretariat.state()
    assert await advance(to="20", expectedRevision=1) == {
        "__typename": "RevisionConflict",
        "message": "预期修订号为 1，现为 2：已被他人更改。",
        "current": {"revision": 2, "status": "PLANNED", "stage": {"code": "10.00"}},
    }
    refused = await advance(to="60")
    assert refused["__typename"] == "TransitionRefused"
    assert refused["message"] == "不能从“立项阶段（登记）”进入“出版中”。"
    assert refused["from"] == {"code": "10.00"}
    assert refused["missing"] == ["number", "publishedOn"]
    assert refused["allowed"][0] == {"code": "10.20", "title": "立项阶段（主要工作开始）"}
    assert "60.00" not in [one["code"] for one in refused["allowed"]]
    assert await advance(to="99") == {
        "__typename": "InvalidInput",
        "message": "阶段代码有误：“99”",
        "problems": [{"path": "to", "message": "阶段代码有误：“99”"}],
    }
    unknown = (await secretariat.data(ADVANCE, input={"standard": "GB/T 1-1900", "to": "20"}))["advanceStandard"]
    assert unknown == {"__typename": "NotFound", "message": "没有标准“GB/T 1-1900”"}
    denied = (await secretariat.data(ADVANCE, input={"standard": "gbt24067—2024", "to": "90"}))["advanceStandard"]
    assert denied["__typename"] == "NotPermitted"
    assert "ADMINISTRATOR" in denied["required"]
    assert "SAC/TC90 秘书处" in denied["message"]
    assert await secretariat.state() == before

    again = await advance(to="10", expectedRevision=1, effectiveOn="2020-02-01", note="报告迟了", requestId="op10")
    assert again["change"] == done["change"]
    assert again["standard"]["revision"] == 2
    assert await secretariat.state() == before


async def test_operation_11_all_or_none_and_dry_run(secretariat: Actor) -> None:
    items = [await secretariat.register() for _ in range(3)]
    wishes = [{"standard": item, "to": "10"} for item in items]
    before = await secretariat.state()

    dry = (await secretariat.data(BULK, items=wishes, dryRun=True))["advanceStandards"]
    assert dry["applied"] is False
    assert dry["requestId"]
    assert [one["index"] for one in dry["outcomes"]] == [0, 1, 2]
    assert {one["outcome"]["__typename"] for one in dry["outcomes"]} == {"StandardAdvanced"}
    assert await secretariat.state() == before

    mixed = [*wishes[:1], {"standard": items[1], "to": "60"}, {**wishes[2], "expectedRevision": 9}]
    told = (await secretariat.data(BULK, items=mixed))["advanceStandards"]
    assert told["applied"] is False
    assert [one["outcome"] for one in told["outcomes"]] == [
        {"__typename": "StandardAdvanced"},
        {"__typename": "TransitionRefused", "message": "不能从“预阶段（登记）”进入“出版中”。"},
        {"__typename": "RevisionConflict", "message": "预期修订号为 9，现为 1：已被他人更改。"},
    ]
    assert await secretariat.state() == before

    done = (await secretariat.data(BULK, items=wishes))["advanceStandards"]
    assert done["applied"] is True
    after = await secretariat.state()
    assert (after[0], after[1]) == (before[0] + 1, before[1] + 3)


async def test_a_bulk_sent_again_under_its_id(secretariat: Actor) -> None:
    item = await secretariat.register()
    bulk = """
      mutation ($items: [AdvanceStandardInput!]!, $id: String) { advanceStandards(items: $items, requestId: $id) {
        applied requestId outcomes { outcome { __typename
          ... on StandardAdvanced { standard { revision stage { code } } change { sequence requestId } }
          ... on InvalidInput { problems { path } } } } } }
    """
    wishes = [{"standard": item, "to": "10"}, {"standard": item, "to": "20"}]
    first = await secretariat.data(bulk, items=wishes, id="b")
    await secretariat.done("advanceStandard", standard=item, to="30")
    before = await secretariat.state()
    assert await secretariat.data(bulk, items=wishes, id="b") == first
    told = first["advanceStandards"]
    assert (told["applied"], told["requestId"]) == (True, "b")
    assert [one["outcome"]["standard"] for one in told["outcomes"]] == [
        {"revision": 2, "stage": {"code": "10.00"}},
        {"revision": 3, "stage": {"code": "20.00"}},
    ]
    assert {one["outcome"]["change"]["requestId"] for one in told["outcomes"]} == {"b"}
    other = (await secretariat.data(bulk, items=wishes[:1], id="b"))["advanceStandards"]
    assert other["applied"] is False
    assert other["outcomes"][0]["outcome"] == {"__typename": "InvalidInput", "problems": [{"path": "requestId"}]}
    assert await secretariat.state() == before


async def test_operation_13_tells_what_was_done(ask: Ask, secretariat: Actor) -> None:
    start = str((await secretariat.state())[1])
    item = await drafted(secretariat, titleEn="One")
    await secretariat.done(
        "publishStandard",
        standard=item,
        number="GB/T 71001-2020",
        publishedOn="2020-03-01",
        note="公告",
        requestId="p13",
    )
    told = (await ask(CHANGES, after=start, scope={"committee": "SAC/TC90"}))["changes"]
    assert told["pageInfo"] == {"hasNextPage": False, "endCursor": str(int(start) + 7)}
    assert [edge["node"]["sequence"] for edge in told["edges"]] == list(range(int(start) + 1, int(start) + 8))
    assert [edge["node"]["kind"] for edge in told["edges"]][:3] == ["REGISTERED", "ADVANCED", "STARTED"]
    assert told["edges"][-1]["node"] == {
        "sequence": int(start) + 7,
        "at": "2020-03-01",
        "actor": "SAC/TC90 秘书处",
        "kind": "PUBLISHED",
        "requestId": "p13",
        "note": "公告",
        "subject": {"__typename": "Standard", "number": "GB/T 71001-2020", "title": "一项"},
        "before": {"stage": "50.00", "number": None, "publishedOn": None, "level": None, "nature": None},
        "after": {
            "stage": "60.60",
            "number": "GB/T 71001-2020",
            "publishedOn": "2020-03-01",
            "level": "NATIONAL",
            "nature": "RECOMMENDED",
        },
    }
    page = (await ask(CHANGES, after=start, first=2))["changes"]
    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": str(int(start) + 2)}
    elsewhere = (await ask(CHANGES, after=start, scope={"committee": "SAC/TC207"}))["changes"]
    looked = {"hasNextPage": False, "endCursor": str(int(start) + 7)}
    assert elsewhere == {"pageInfo": looked, "edges": []}, (
        "the cursor says how far was looked, though nothing was found"
    )


@pytest.mark.parametrize("variables", [{"after": "x"}, {"after": "-1"}, {"first": -1}])
async def test_a_page_of_the_feed_that_there_is_not(secretariat: Actor, variables: dict[str, Any]) -> None:
    _, (error,) = await secretariat.sent(CHANGES, **variables)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


# The other mutations


async def test_a_life(secretariat: Actor) -> None:
    """From the plan to withdrawal, each step by the mutation that is named for it."""
    told = await secretariat.done(
        "registerStandard",
        title="光伏组件回收",
        level="NATIONAL",
        nature="RECOMMENDED",
        effectiveOn="2020-01-01",
        committees=["SAC/TC90"],
        productCategories=["PV_MODULE"],
        note="2020年计划",
    )
    item = key_of(told["standard"]["id"])
    assert told["standard"] | {"id": ""} == {
        "id": "",
        "number": None,
        "planNumber": None,
        "status": "PLANNED",
        "revision": 1,
        "stage": {"code": "00.00"},
        "standing": None,
    }
    assert told["change"]["after"]["productCategories"] == ["PV_MODULE"]
    await secretariat.done("advanceStandard", standard=item, to="10", effectiveOn="2020-02-01")

    refused = await secretariat.change("startProject", standard=item, effectiveOn="2020-03-01")
    assert (refused["__typename"], refused["missing"]) == ("TransitionRefused", ["planNumber"])
    told = await secretariat.done("startProject", standard=item, planNumber="20200071-T-339", effectiveOn="2020-03-01")
    assert (told["standard"]["stage"], told["standard"]["planNumber"]) == ({"code": "20.00"}, "20200071-T-339")
    assert told["change"]["kind"] == "STARTED"

    for to in ("30", "40", "50"):
        await secretariat.done("advanceStandard", standard="20200071 T 339", to=to, effectiveOn="2020-04-01")
    told = await secretariat.done(
        "publishStandard",
        standard=item,
        number="GBT 71002—2020",
        publishedOn="2020-05-01",
        inForceOn="2020-11-01",
    )
    assert (told["standard"]["number"], told["standard"]["status"]) == ("GB/T 71002-2020", "PUBLISHED")
    assert told["standard"]["standing"] == "IN_FORCE"

    for outcome, code in (("CONFIRMED", "90.93"), ("TO_BE_REVISED", "90.92"), ("TO_BE_WITHDRAWN", "90.99")):
        told = await secretariat.done(
            "recordReview", standard="GB/T 71002-2020", outcome=outcome, effectiveOn="2021-01-01"
        )
        assert (told["standard"]["stage"], told["standard"]["status"]) == ({"code": code}, "PUBLISHED")
    told = await secretariat.done("withdrawStandard", standard=item, effectiveOn="2022-01-01")
    assert (told["standard"]["status"], told["standard"]["standing"]) == ("WITHDRAWN", "WITHDRAWN")
    assert (told["change"]["kind"], told["change"]["at"]) == ("WITHDRAWN", "2022-01-01")
    refused = await secretariat.change("recordReview", standard=item, outcome="CONFIRMED")
    assert (refused["__typename"], refused["allowed"]) == ("TransitionRefused", [])


async def test_an_item_is_abandoned(secretariat: Actor) -> None:
    item = await secretariat.register()
    told = await secretariat.done("abandonStandard", standard=item, note="并入他项")
    assert (told["standard"]["status"], told["standard"]["stage"]) == ("ABANDONED", {"code": "00.98"})
    assert (told["change"]["kind"], told["change"]["note"]) == ("ABANDONED", "并入他项")
    assert (await secretariat.change("abandonStandard", standard=item))["allowed"] == []


async def test_status_changes_on_the_day_that_was_announced(ask: Ask, actor: Actor, secretariat: Actor) -> None:
    item = await drafted(actor, listedIn=[{"subsystem": {"system": "PV2024", "code": "BA"}}])
    published, withdrawn = AHEAD, AHEAD + timedelta(days=400)
    told = await secretariat.done(
        "publishStandard", standard=item, number=f"GB/T 71003-{AHEAD.year}", publishedOn=str(published)
    )
    assert (told["standard"]["status"], told["standard"]["standing"]) == ("DRAFTING", None)
    told = await secretariat.done("withdrawStandard", standard=item, effectiveOn=str(withdrawn))
    assert told["standard"]["status"] == "DRAFTING"
    progress = 'query ($on: Date) { progress(scope: {system: "PV2024"}, asOf: $on) { drafting published withdrawn } }'
    days = [day for start in (published, withdrawn) for day in (start - timedelta(days=1), start)]
    counts = [(await ask(progress, on=str(day)))["progress"] for day in days]
    steps = [tuple(after[name] - before[name] for name in after) for before, after in pairwise(counts)]
    assert steps == [(-1, 1, 0), (0, 0, 0), (0, -1, 1)]
    standing = "query ($id: String!, $on: Date) { standard(number: $id) { standing(on: $on) } }"
    found = [(await ask(standing, id=item, on=str(day)))["standard"]["standing"] for day in days]
    assert found == [None, "IN_FORCE", "IN_FORCE", "WITHDRAWN"]
    announced = await ask("query ($id: String!) { standard(number: $id) { publishedOn withdrawnOn } }", id=item)
    assert announced["standard"] == {"publishedOn": str(published), "withdrawnOn": str(withdrawn)}


async def test_a_standard_is_superseded_on_the_day_its_successor_takes_force(ask: Ask, actor: Actor) -> None:
    old = await drafted(actor)
    await actor.done("publishStandard", standard=old, number="GB/T 71005-2020", publishedOn="2020-03-01")
    new = await drafted(actor)
    told = await actor.done("supersedeStandard", standard="GB/T 71005-2020", successor=new, withdraw=False)
    assert (told["change"]["kind"], told["change"]["at"]) == ("RELATED", None)
    seen = """query ($id: String!, $before: Date, $on: Date) { standard(number: $id) {
      replacedBy { standard { number } extent since } before: standing(on: $before) after: standing(on: $on)
      withdrawnOn history { kind } } new: standard(number: "GB/T 71005-YEAR") { publishedOn inForceOn } }""".replace(
        "YEAR", str(AHEAD.year)
    )
    force = AHEAD + timedelta(days=90)
    days = {"before": str(force - timedelta(days=1)), "on": str(force)}
    assert (await ask(seen, id=old, **days))["standard"]["after"] == "IN_FORCE", "its successor is not published yet"
    await actor.done(
        "publishStandard", standard=new, number=f"GB/T 71005-{AHEAD.year}", publishedOn=str(AHEAD), inForceOn=str(force)
    )
    announced = await ask(seen, id=old, **days)
    now = announced["standard"]
    assert announced["new"] == {"publishedOn": str(AHEAD), "inForceOn": str(force)}
    assert (now["before"], now["after"]) == ("IN_FORCE", "SUPERSEDED")
    assert now["replacedBy"] == [{"standard": {"number": f"GB/T 71005-{AHEAD.year}"}, "extent": "WHOLE", "since": None}]
    told = await actor.done("supersedeStandard", standard=old, successor=new, withdraw=True)
    assert (told["change"]["kind"], told["change"]["at"]) == ("WITHDRAWN", str(force))
    now = (await ask(seen, id=old, **days))["standard"]
    assert (now["before"], now["after"], now["withdrawnOn"]) == ("IN_FORCE", "WITHDRAWN", str(force))
    refused = await actor.change("supersedeStandard", standard=new, successor=old)
    assert refused["problems"][0]["path"] == "successor"


async def test_a_fact_is_corrected_and_the_correction_revoked(ask: Ask, actor: Actor) -> None:
    history = """query ($id: String!) { standard(number: $id) { titleEn: title(language: EN) revision
      claims { field value chosen note source { url } } history { kind sequence } } }"""
    item = await actor.register(titleEn="One")
    told = await actor.done(
        "correctStandard", standard=item, field="titleEn", value="Uno", source="https://a.example/1", reason="误录"
    )
    assert (told["change"]["kind"], told["change"]["at"], told["change"]["note"]) == ("CORRECTED", None, "误录")
    assert (told["change"]["before"], told["change"]["after"]) == ({"titleEn": "One"}, {"titleEn": "Uno"})
    now = (await ask(history, id=item))["standard"]
    assert now["titleEn"] == "Uno"
    claims = [
        {"field": "titleEn", "value": "One", "chosen": False, "note": "误录", "source": None},
        {"field": "titleEn", "value": "Uno", "chosen": True, "note": "误录", "source": {"url": "https://a.example/1"}},
    ]
    assert sorted(now["claims"], key=lambda one: one["value"]) == claims

    told = await actor.done("revokeEvent", standard=item, sequence=told["change"]["sequence"], reason="原来不错")
    assert told["change"]["kind"] == "REVOKED"
    now = (await ask(history, id=item))["standard"]
    assert (now["titleEn"], now["revision"]) == ("One", 3)
    assert [one["kind"] for one in now["history"]] == ["REGISTERED", "CORRECTED", "REVOKED"]
    assert {one["value"]: one["chosen"] for one in now["claims"]} == {"One": True, "Uno": False}
    again = await actor.change("revokeEvent", standard=item, sequence=now["history"][1]["sequence"], reason="x")
    assert again["problems"] == [
        {"path": "sequence", "message": f"event {now['history'][1]['sequence']} was already revoked"}
    ]


async def test_relations_are_made_and_taken_away(ask: Ask, actor: Actor) -> None:
    old = await drafted(actor)
    await actor.done("publishStandard", standard=old, number="GB/T 71004-2020", publishedOn="2020-03-01")
    new = await drafted(actor)
    await actor.done("publishStandard", standard=new, number="GB/T 71004-2022", publishedOn="2022-03-01")
    seen = """query ($id: String!, $old: String!) {
      standard(number: $id) { replaces { standard { number } extent since } adopts { standard { number } degree }
        references { standard { number } normative } productCategories { code }
        owners { committee { code } role basis } listedIn { subsystem { code } itemNumber membership } }
      old: standard(number: $old) { before: standing(on: "2022-05-31") after: standing(on: "2022-06-01") } }"""
    relations: list[dict[str, Any]] = [
        {"relation": "REPLACES", "target": "GB/T 71004-2020", "since": "2022-06-01"},
        {"relation": "ADOPTS", "target": "S102", "degree": "IDT"},
        {"relation": "REFERENCES", "target": "GB/T 24067-2024", "normative": False},
        {"relation": "APPLIES_TO", "target": "PV_MODULE"},
        {"relation": "OWNED_BY", "target": "SAC/TC207", "role": "PERFORMING"},
        {"relation": "LISTED_IN", "target": "PV2024/BA", "itemNumber": "99"},
    ]
    empty = await ask(seen, id=new, old=old)
    for one in relations:
        told = await actor.done("relateStandard", standard=new, **one, note="如此")
        assert (told["change"]["kind"], told["change"]["note"]) == ("RELATED", "如此")
    now = await ask(seen, id=new, old=old)
    standard = now["standard"]
    assert standard["replaces"] == [
        {"standard": {"number": "GB/T 71004-2020"}, "extent": "WHOLE", "since": "2022-06-01"}
    ]
    assert standard["adopts"][0]["degree"] == "IDT"
    assert standard["references"] == [{"standard": {"number": "GB/T 24067-2024"}, "normative": False}]
    assert standard["productCategories"] == [{"code": "PV_MODULE"}]
    assert {"committee": {"code": "SAC/TC207"}, "role": "PERFORMING", "basis": "STATED"} in standard["owners"]
    assert standard["listedIn"] == [{"subsystem": {"code": "BA"}, "itemNumber": "99", "membership": "STATED"}]
    assert now["old"] == {"before": "IN_FORCE", "after": "SUPERSEDED"}
    for one in relations:
        told = await actor.done("unrelateStandard", standard=new, relation=one["relation"], target=one["target"])
        assert told["change"]["kind"] == "UNRELATED"
    assert await ask(seen, id=new, old=old) == empty
    missing = await actor.change("unrelateStandard", standard=new, relation="ADOPTS", target="S102")
    assert missing["__typename"] == "NotFound"


GONE: dict[str, dict[str, Any]] = {
    "advanceStandard": {"to": "20"},
    "startProject": {},
    "publishStandard": {"number": "GB/T 71009-2020", "publishedOn": "2020-01-01"},
    "recordReview": {"outcome": "CONFIRMED"},
    "withdrawStandard": {},
    "supersedeStandard": {"successor": "GB/T 24067-2024"},
    "abandonStandard": {},
    "correctStandard": {"field": "note", "value": "x", "source": "https://a.example", "reason": "x"},
    "revokeEvent": {"sequence": 1, "reason": "x"},
    "relateStandard": {"relation": "APPLIES_TO", "target": "PV"},
    "unrelateStandard": {"relation": "APPLIES_TO", "target": "PV"},
}
"""What each mutation of a standard that exists needs besides it."""


@pytest.mark.parametrize("mutation", GONE)
async def test_what_there_is_not_and_what_somebody_else_changed(actor: Actor, mutation: str) -> None:
    before = await actor.state()
    assert await actor.change(mutation, standard="GB/T 1-1900", **GONE[mutation]) == {
        "__typename": "NotFound",
        "message": "no such standard: 'GB/T 1-1900'",
    }
    told = await actor.change(mutation, standard="S018", expectedRevision=77, **GONE[mutation])
    assert told["__typename"] == "RevisionConflict"
    assert told["current"]["revision"] < 77
    assert "expected revision 77" in told["message"]
    assert await actor.state() == before


UNKNOWN: list[tuple[str, dict[str, Any], str]] = [
    (
        "registerStandard",
        {"title": "x", "committees": ["SAC/TC9O"]},
        "committees: the catalogue has no committee SAC/TC9O",
    ),
    (
        "registerStandard",
        {"title": "x", "listedIn": [{"subsystem": {"system": "PV2024", "code": "?"}}]},
        "listedIn: the catalogue has no subsystem ?",
    ),
    (
        "relateStandard",
        {"standard": "S018", "relation": "APPLIES_TO", "target": "TEAPOT"},
        "target: the catalogue has no product category TEAPOT",
    ),
]


@pytest.mark.parametrize(("mutation", "given", "said"), UNKNOWN)
async def test_a_code_that_names_nothing_is_an_error(
    actor: Actor, mutation: str, given: dict[str, Any], said: str
) -> None:
    before = await actor.state()
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation ($input: {name}!) {{ {mutation}(input: $input) {{ __typename }} }}"
    _, errors = await actor.sent(document, input=given)
    (error,) = errors
    assert error["message"].startswith(said)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert isinstance(error["extensions"]["nearest"], list)
    assert await actor.state() == before


INVALID: list[tuple[str, dict[str, Any], str]] = [
    ("advanceStandard", {"standard": "S018", "to": "20.10"}, "to"),
    ("advanceStandard", {"standard": "S018", "to": "30", "effectiveOn": str(AHEAD)}, "effectiveOn"),
    ("advanceStandard", {"standard": "S018", "to": "30", "effectiveOn": "2001-01-01"}, "effectiveOn"),
    ("advanceStandard", {"standard": "S018", "to": "30", "requestId": "x" * 201}, "requestId"),
    ("startProject", {"standard": "S018", "planNumber": "GB/T 1-2020"}, "planNumber"),
    ("publishStandard", {"standard": "S019", "number": "gbt24067—2024", "publishedOn": "2026-01-01"}, "number"),
    ("recordReview", {"standard": "S001", "outcome": "CONFIRMED", "effectiveOn": str(AHEAD)}, "effectiveOn"),
    ("withdrawStandard", {"standard": "S002", "effectiveOn": "2024-01-01"}, "effectiveOn"),
    ("abandonStandard", {"standard": "S018", "effectiveOn": str(AHEAD)}, "effectiveOn"),
    ("registerStandard", {"committees": ["SAC/TC90"]}, "title"),
    ("correctStandard", {"standard": "S018", "field": "stage", "value": "60", "source": "x", "reason": "x"}, "field"),
    ("correctStandard", {"standard": "S018", "field": "note", "value": "x", "source": "x", "reason": "x"}, "source"),
    ("relateStandard", {"standard": "S018", "relation": "REPLACES", "target": "20256274-Z-339"}, "target"),
    ("relateStandard", {"standard": "S018", "relation": "OWNED_BY", "target": "SAC/TC90", "role": "x"}, "role"),
    ("relateStandard", {"standard": "S018", "relation": "APPLIES_TO", "target": "PV", "since": "2020-01-01"}, "since"),
]


@pytest.mark.parametrize(("mutation", "given", "path"), INVALID)
async def test_an_input_that_is_wrong_is_an_outcome(
    actor: Actor, mutation: str, given: dict[str, Any], path: str
) -> None:
    before = await actor.state()
    told = await actor.change(mutation, **given)
    assert told["__typename"] == "InvalidInput", told
    assert [problem["path"] for problem in told["problems"]] == [path]
    assert told["problems"][0]["message"] in told["message"]
    assert await actor.state() == before


@pytest.mark.parametrize(
    "given",
    [
        {"standard": "S018", "to": "30", "effectiveOn": "2026-02-30"},
        {"standard": "S018", "to": "30", "effectiveOn": "20260301"},
        {"standard": "S018", "to": "30", "effectiveOn": 20260301},
        {"standard": "S018", "to": "30", "publishedOn": "soon"},
        {"standard": "S018", "to": "30", "expectedRevision": "1"},
        {"standard": "S018", "to": "30", "expectedRevision": 2**31},
        {"standard": "S018", "to": 30},
        {"standard": "S018"},
        {"standard": None, "to": "30"},
        {"standard": "S018", "to": "30", "status": "PUBLISHED"},
    ],
    ids=str,
)
async def test_an_input_that_is_none_is_an_error_of_the_request(actor: Actor, given: dict[str, Any]) -> None:
    before = await actor.state()
    data, (error,) = await actor.sent(ADVANCE, input=given)
    assert data is None
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("Variable '$input'")
    assert await actor.state() == before


@pytest.mark.parametrize(
    ("items", "request_id", "code"),
    [(0, None, "BAD_USER_INPUT"), (1001, None, "LIMIT_EXCEEDED"), (1, "x" * 201, "BAD_USER_INPUT")],
)
async def test_a_bulk_has_one_item_at_least_and_a_thousand_at_most(
    actor: Actor, items: int, request_id: str | None, code: str
) -> None:
    before = await actor.state()
    sent = "mutation ($items: [AdvanceStandardInput!]!, $id: String) { advanceStandards(items: $items, requestId: $id) { applied } }"
    _, (error,) = await actor.sent(sent, items=[{"standard": "S018", "to": "30"}] * items, id=request_id)
    assert error["extensions"]["code"] == code
    assert await actor.state() == before


async def test_several_mutations_of_a_document_are_done_one_after_the_other(actor: Actor) -> None:
    item = await actor.register()
    revision, sequence, *_ = await actor.state()
    told = await actor.data(
        """mutation ($id: String!) {
          one: advanceStandard(input: {standard: $id, to: "10"}) { __typename }
          two: advanceStandard(input: {standard: $id, to: "60"}) { __typename }
          three: startProject(input: {standard: $id}) { __typename ... on StandardAdvanced { change { sequence } } } }""",
        id=item,
    )
    assert [told[name]["__typename"] for name in ("one", "two", "three")] == [
        "StandardAdvanced",
        "TransitionRefused",
        "StandardAdvanced",
    ]
    assert told["three"]["change"]["sequence"] == sequence + 2
    assert (await actor.state())[:2] == (revision + 2, sequence + 2)


async def test_a_message_is_told_in_either_language(actor: Actor) -> None:
    told = await actor.data(
        """mutation { advanceStandard(input: {standard: "S018", to: "60"}) { ... on TransitionRefused {
          message en: message(language: EN) allowed { title en: title(language: EN) } } } }"""
    )
    refused = told["advanceStandard"]
    assert refused["message"].startswith("不能从“起草阶段")
    assert refused["en"].startswith("60.00 (Under publication) does not follow 20.00")
    assert {"title": "征求意见阶段（登记）", "en": "Committee: registered"} in refused["allowed"]


async def test_a_standard_in_an_outcome_can_be_asked_everything(actor: Actor) -> None:
    item = await actor.register(productCategories=["PV_MODULE"])
    told = await actor.data(
        """mutation ($id: String!) { advanceStandard(input: {standard: $id, to: "10"}) { ... on StandardAdvanced {
          standard { title status stage { code enteredOn dueOn } standing publishedOn reviewDueOn committees { code }
            history { kind at } impact { supersededBy: __typename } }
          change { kind stage { code title } subject { ... on Standard { status stage { code } } } } } } }""",
        id=item,
    )
    standard = told["advanceStandard"]["standard"]
    assert standard["stage"]["code"] == "10.00"
    assert standard["stage"]["dueOn"] > standard["stage"]["enteredOn"]
    assert [one["kind"] for one in standard["history"]] == ["REGISTERED", "ADVANCED"]
    assert told["advanceStandard"]["change"]["subject"]["stage"] == {"code": "10.00"}
