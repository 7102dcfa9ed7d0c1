"""Extended projects over GraphQL: what is told of them, how they are found, and that they can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.calendar_day import TODAY
from tests.graphql.actor import SECRETARIAT, Actor

LETTER = "国标委发〔2026〕8号"
TOLD = """
query ($item: String!) { standard(number: $item) {
  dueOn projectDueOn stage { code dueOn }
  extensions { sequence dueOn was approval approvedOn at actor note }
  history { kind approval }
} }
"""
FOUND = (
    "query ($where: StandardWhere) { standards(first: 50, where: $where) { totalCount edges { node { planNumber } } } }"
)


@pytest.fixture(scope="module")
def actor(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema).being(SECRETARIAT)


async def drafted(actor: Actor, plan: str) -> str:
    """An item in stage 20 since 2026-01-15, by id."""
    item = await actor.register(level="NATIONAL", nature="RECOMMENDED", planNumber=plan, effectiveOn="2026-01-10")
    for to in ("10", "20"):
        await actor.done("advanceStandard", standard=item, to=to, effectiveOn="2026-01-15")
    return item


async def found(actor: Actor, where: dict[str, Any]) -> set[str]:
    page = (await actor.data(FOUND, where=where))["standards"]
    assert page["totalCount"] == len(page["edges"])
    return {edge["node"]["planNumber"] for edge in page["edges"]}


async def test_an_extension_is_told_found_and_taken_back(actor: Actor) -> None:
    plan = "20269911-T-339"
    item = await drafted(actor, plan)
    here: dict[str, Any] = {"planNumber": {"eq": plan}}
    assert (await actor.data(TOLD, item=item))["standard"]["dueOn"] == "2027-07-15"
    assert await found(actor, {**here, "extended": {"eq": True}}) == set()

    done = await actor.done(
        "extendProject", standard=item, dueOn="2027-12-31", approval=LETTER, approvedOn="2026-09-01", note="协调"
    )
    assert done["__typename"] == "ProjectExtended"
    assert done["standard"]["revision"] == 4
    sequence = done["change"]["sequence"]
    assert done["change"] == {
        "sequence": sequence,
        "kind": "EXTENDED",
        "at": "2026-09-01",
        "actor": SECRETARIAT.name,
        "note": "协调",
        "requestId": None,
        "before": {"projectDueOn": None},
        "after": {"projectDueOn": "2027-12-31"},
    }
    await actor.done("extendProject", standard=item, dueOn="2028-03-31", approval="另一文")
    told = (await actor.data(TOLD, item=item))["standard"]
    assert (told["dueOn"], told["projectDueOn"]) == ("2028-03-31", "2028-03-31")
    assert told["stage"] == {"code": "20.00", "dueOn": "2026-11-15"}
    first, second = told["extensions"]
    assert first == {
        "sequence": sequence,
        "dueOn": "2027-12-31",
        "was": "2027-07-15",
        "approval": LETTER,
        "approvedOn": "2026-09-01",
        "at": "2026-09-01",
        "actor": SECRETARIAT.name,
        "note": "协调",
    }
    assert (second["was"], second["approvedOn"], second["at"]) == ("2027-12-31", None, str(TODAY))
    assert [(one["kind"], one["approval"]) for one in told["history"][-2:]] == [
        ("EXTENDED", LETTER),
        ("EXTENDED", "另一文"),
    ]
    assert await found(actor, {**here, "extended": {"eq": True}}) == {plan}
    assert await found(actor, {**here, "extended": {}}) == {plan}
    assert await found(actor, {**here, "extended": {"eq": False}}) == set()
    assert await found(actor, {**here, "not": {"extended": {"eq": True}}}) == set()

    for one in (second, first):
        await actor.done("revokeEvent", standard=item, sequence=one["sequence"], reason="误")
    told = (await actor.data(TOLD, item=item))["standard"]
    assert (told["dueOn"], told["projectDueOn"], told["extensions"]) == ("2027-07-15", None, [])
    assert await found(actor, {**here, "extended": {"eq": False}}) == {plan}
    assert await found(actor, {**here, "not": {"not": {"extended": {"eq": True}}}}) == set()


async def test_what_cannot_be_extended_is_told_by_type(actor: Actor) -> None:
    item = await drafted(actor, "20269912-T-339")
    early = await actor.change("extendProject", standard=item, dueOn="2027-07-15", approval=LETTER)
    assert (early["__typename"], early["from"]) == ("TransitionRefused", {"code": "20.00"})
    empty = await actor.change("extendProject", standard=item, dueOn="2028-01-01", approval=" ")
    assert [one["path"] for one in empty["problems"]] == ["approval"]
    stale = await actor.change("extendProject", standard=item, dueOn="2028-01-01", approval="x", expectedRevision=1)
    assert (stale["__typename"], stale["current"]["revision"]) == ("RevisionConflict", 3)
    assert (await actor.change("extendProject", standard="S999", dueOn="2028-01-01", approval="x"))["__typename"] == (
        "NotFound"
    )


BULK = """
mutation ($items: [ExtendProjectInput!]!, $dry: Boolean!, $id: String) {
  extendProjects(items: $items, dryRun: $dry, requestId: $id) {
    applied requestId outcomes { index outcome { __typename ... on ProjectExtended { standard { dueOn } change { sequence } } } }
  }
}
"""


async def test_several_are_extended_all_or_none(actor: Actor) -> None:
    items = [await drafted(actor, f"2026992{n}-T-339") for n in range(2)]
    wishes = [{"standard": item, "dueOn": "2028-01-01", "approval": LETTER} for item in items]
    before = await actor.state()
    dry = (await actor.data(BULK, items=wishes, dry=True))["extendProjects"]
    assert (dry["applied"], [one["outcome"]["standard"]["dueOn"] for one in dry["outcomes"]]) == (
        False,
        ["2028-01-01"] * 2,
    )
    mixed = (await actor.data(BULK, items=[wishes[0], {**wishes[1], "dueOn": "2026-12-01"}], dry=False))[
        "extendProjects"
    ]
    assert mixed["applied"] is False
    assert [one["outcome"]["__typename"] for one in mixed["outcomes"]] == ["ProjectExtended", "TransitionRefused"]
    assert await actor.state() == before
    done = (await actor.data(BULK, items=wishes, dry=False, id="延期"))["extendProjects"]
    assert (done["applied"], done["requestId"]) == (True, "延期")
    after = await actor.state()
    assert (await actor.data(BULK, items=wishes, dry=False, id="延期"))["extendProjects"] == done
    assert await actor.state() == after
