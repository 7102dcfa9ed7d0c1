"""What secretariats do, as the API answers it."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from stdgraph.domain.identity import Identity, Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import SECRETARIAT, Actor

ELSEWHERE = Identity("SAC/TC207 秘书处", Role.SECRETARIAT, frozenset({"SAC/TC207"}))
CLAIM = """
mutation ($input: CorrectStandardInput!, $dryRun: Boolean!) {
  correctStandard(input: $input, dryRun: $dryRun) {
    __typename
    ... on ClaimRecorded {
      message zh: message(language: ZH) en: message(language: EN)
      claim { field value chosen note recordedBy source { url } }
      standard { titleEn: title(language: EN) claims { value chosen recordedBy } }
      change { kind actor note before after }
    }
    ... on NotPermitted { required }
  }
}
"""
WISH = {
    "standard": "GB/T 2297-1989",
    "field": "titleEn",
    "value": "Terminology of photovoltaics",
    "source": "https://a.example/tc207",
    "reason": "译名不一致",
}


@pytest.fixture(scope="module")
def actor(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema)


async def test_what_one_says_of_anothers_standard(actor: Actor) -> None:
    elsewhere = actor.being(ELSEWHERE)
    dry = (await elsewhere.data(CLAIM, input=WISH, dryRun=True))["correctStandard"]
    assert (dry["__typename"], dry["change"]) == ("ClaimRecorded", None)
    told = (await elsewhere.data(CLAIM, input=WISH, dryRun=False))["correctStandard"]
    assert told["claim"] == dry["claim"]
    assert told["claim"] == {
        "field": "titleEn",
        "value": "Terminology of photovoltaics",
        "chosen": False,
        "note": "译名不一致",
        "recordedBy": "SAC/TC207 秘书处",
        "source": {"url": "https://a.example/tc207"},
    }
    assert told["standard"]["titleEn"] == "Terminology for solar photovoltaic energy systems"
    assert {"value": "Terminology of photovoltaics", "chosen": False, "recordedBy": "SAC/TC207 秘书处"} in told[
        "standard"
    ]["claims"]
    assert (told["change"]["kind"], told["change"]["actor"]) == ("CLAIMED", "SAC/TC207 秘书处")
    assert told["message"] == told["zh"]
    assert told["en"].startswith("you may not correct the standard")
    reader = actor.being(Identity("读者", Role.READER, frozenset({"SAC/TC90"})))
    assert (await reader.data(CLAIM, input=WISH, dryRun=False))["correctStandard"]["__typename"] == "NotPermitted"


async def test_a_claim_among_other_changes(actor: Actor) -> None:
    document = """
    mutation ($items: [ChangeInput!]!) {
      applyChanges(items: $items) { applied outcomes { outcome { __typename ... on ClaimRecorded { claim { value } } } } }
    }
    """
    items: list[dict[str, Any]] = [
        {"commentOnStandard": {"standard": "GB/T 2297-1989", "note": "见来源"}},
        {"correctStandard": {**WISH, "value": "Photovoltaic terminology"}},
    ]
    told = (await actor.being(ELSEWHERE).data(document, items=items))["applyChanges"]
    assert told["applied"] is True
    assert [one["outcome"] for one in told["outcomes"]] == [
        {"__typename": "StandardAdvanced"},
        {"__typename": "ClaimRecorded", "claim": {"value": "Photovoltaic terminology"}},
    ]


async def test_a_pending_transfer_stands_on_both_sides(actor: Actor) -> None:
    owner = actor.being(SECRETARIAT)
    given = {"standard": "20256274-Z-339", "toCommittee": "SAC/TC207", "effectiveOn": "2026-02-01", "note": "职责调整"}
    document = "mutation ($input: TransferStandardInput!) { transferStandard(input: $input) { __typename } }"
    told = (await owner.data(document, input=given))["transferStandard"]
    assert told["__typename"] == "StandardAdvanced"
    transfer = "standard { planNumber } fromCommittee { code } toCommittee { code } since recordedAt actor note"
    both = "transfers { incoming { standard { planNumber } } outgoing { standard { planNumber } } }"
    found = await actor.data(
        f'{{ standard(number: "20256274-Z-339") {{ transfer {{ {transfer} }} }} other: standard(number: "GB/T 2297-1989") '
        f'{{ transfer {{ since }} }} giver: committee(code: "SAC/TC90") {{ {both} }} receiver: committee(code: "SAC/TC207") {{ {both} }} }}'
    )
    pending = found["standard"]["transfer"]
    assert pending.pop("recordedAt").startswith("20")
    assert pending == {
        "standard": {"planNumber": "20256274-Z-339"},
        "fromCommittee": {"code": "SAC/TC90"},
        "toCommittee": {"code": "SAC/TC207"},
        "since": "2026-02-01",
        "actor": "SAC/TC90 秘书处",
        "note": "职责调整",
    }
    one = [{"standard": {"planNumber": "20256274-Z-339"}}]
    assert found["other"]["transfer"] is None
    assert found["giver"]["transfers"] == {"incoming": [], "outgoing": one}
    assert found["receiver"]["transfers"] == {"incoming": one, "outgoing": []}
    accept = (
        "mutation ($input: AcceptTransferInput!) { acceptTransfer(input: $input) "
        "{ ... on StandardAdvanced { standard { committees { code } } } } }"
    )
    told = (await actor.being(ELSEWHERE).data(accept, input={"standard": "20256274-Z-339"}))["acceptTransfer"]
    assert told == {"standard": {"committees": [{"code": "SAC/TC207"}]}}


async def test_links_and_editions_and_parts_are_answered(actor: Actor) -> None:
    key = await actor.register(planNumber="20269901-T-339", stage="20")
    found = await actor.data(
        '{ standard(number: "20269901-T-339") { id documents { url } foreignEditions { language } } }'
    )
    assert found["standard"] == {**found["standard"], "documents": [], "foreignEditions": []}
    identifier = found["standard"]["id"]
    document = "mutation ($items: [ChangeInput!]!) { applyChanges(items: $items) { applied } }"
    items: list[dict[str, Any]] = [
        {"linkDocument": {"standard": identifier, "url": "https://a.example/1", "language": "zh"}},
        {"addForeignEdition": {"standard": identifier, "language": "en", "number": "X", "publishedOn": "2026-05"}},
        {"addForeignEdition": {"standard": identifier, "language": "fr", "publishedOn": "2026-05-02"}},
        {
            "splitItem": {
                "standard": identifier,
                "parts": [{"title": "甲", "planNumber": f"2026990{n}-T-339"} for n in (2, 3)],
            }
        },
    ]
    assert (await actor.data(document, items=items))["applyChanges"] == {"applied": True}
    found = await actor.data(
        '{ standard(number: "20269901-T-339") { documents { url title language } '
        "foreignEditions { language title number publishedOn publishedIn } splitInto { planNumber } splitFrom { id } } "
        'part: standard(number: "20269902-T-339") { splitFrom { planNumber } splitInto { id } committees { code } } }'
    )
    assert found["standard"] == {
        "documents": [{"url": "https://a.example/1", "title": None, "language": "zh"}],
        "foreignEditions": [
            {"language": "en", "title": None, "number": "X", "publishedOn": None, "publishedIn": "2026-05"},
            {"language": "fr", "title": None, "number": None, "publishedOn": "2026-05-02", "publishedIn": None},
        ],
        "splitInto": [{"planNumber": "20269902-T-339"}, {"planNumber": "20269903-T-339"}],
        "splitFrom": None,
    }
    assert found["part"] == {
        "splitFrom": {"planNumber": "20269901-T-339"},
        "splitInto": [],
        "committees": [{"code": "SAC/TC90"}],
    }
    assert key


async def test_a_published_standard_is_registered_as_it_is(actor: Actor) -> None:
    given = {
        "title": "半导体材料术语",
        "number": "gb/t 14264—2009",
        "publishedOn": "2009-10",
        "inForceOn": "2010-06-01",
        "committees": ["SAC/TC90"],
    }
    told = await actor.being(SECRETARIAT).done("registerStandard", **given)
    assert (told["standard"]["number"], told["standard"]["standing"]) == ("GB/T 14264-2009", "IN_FORCE")
    found = await actor.data(
        '{ standard(number: "GB/T 14264-2009") { level nature publication { earliest latest basis } entryIntoForce { day: earliest } } }'
    )
    assert found["standard"] == {
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "publication": {"earliest": "2009-10-01", "latest": "2009-10-31", "basis": "STATED"},
        "entryIntoForce": {"day": "2010-06-01"},
    }
    months = [("publishedOn", "2009"), ("inForceOn", "2010-06"), ("withdrawnOn", "2020")]
    told = await actor.done("registerStandard", title="一项", number="GB/T 14265-2009", **dict(months))
    assert told["standard"]["status"] == "WITHDRAWN"
    await actor.done("revokeEvent", standard="GB/T 14265-2009", sequence=told["change"]["sequence"], reason="误登记")
    assert (await actor.data('{ standard(number: "GB/T 14265-2009") { id } }')) == {"standard": None}
