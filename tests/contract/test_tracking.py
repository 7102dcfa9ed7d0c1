"""Operation 12, and what becomes of its record: a committee decides, operation 05 shows it, the finding goes, the record stays."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, build_schema, find_breaking_changes, parse, validate

from stdgraph.graphql import sdl
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.contract.operations import document
from tests.gap_records.tracker import Tracker
from tests.graphql.actor import Actor

INPUTS = """
input TrackGapInput {
  gapId: ID!  status: GapStatus  priority: Priority  needsResearch: Boolean  owner: String  recommendation: String
  expectedRevision: Int  note: String  requestId: String
}
enum GapStatus { OPEN MOVING DELAYED STALLED CLOSED WITHDRAWN UNKNOWN }
enum Priority { HIGH MEDIUM LOW }
"""
"""What the contract's page fixes in words."""


@pytest.fixture(scope="module")
def exposed() -> GraphQLSchema:
    return build_schema(sdl())


@pytest.fixture(scope="module")
def tracker(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Tracker:
    return Tracker(seeded, engine_settings, schema)


def test_the_operation_fits_the_schema_and_the_input_holds_what_the_contract_names(exposed: GraphQLSchema) -> None:
    assert validate(exposed, parse(document("12-track-gap"))) == []
    named = build_schema(f"type Query {{ nothing: Int }} {INPUTS}")
    assert [change.description for change in find_breaking_changes(named, exposed)] == [
        "Field Query.nothing was removed."
    ]


async def listed_record(actor: Actor, gap: str) -> Any:
    """What operation 05 tells of a gap's record; ``gone`` where the gap is not found."""
    after = None
    while True:
        page = (await actor.data(document("05-gaps"), first=200, after=after))["gaps"]
        for edge in page["edges"]:
            if edge["node"]["id"] == gap:
                return edge["node"]["record"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return "gone"


async def test_operation_12_and_05_tell_of_one_record_and_the_feed_of_its_changes(tracker: Tracker) -> None:
    gap = "UNSTARTED:S086"
    assert await listed_record(tracker, gap) is None
    start = str((await tracker.counters())["sequence"])
    given = {
        "status": "MOVING",
        "priority": "HIGH",
        "needsResearch": True,
        "recommendation": "立项",
        "owner": "SAC/TC207",
    }
    record = await tracker.tracked(gap, **given, note="会议纪要")
    shown = await listed_record(tracker, gap)
    assert shown.pop("updatedAt")
    assert shown == {name: record[name] for name in shown}
    assert [(one["actor"], one["note"]) for one in record["history"]] == [("管理员", "会议纪要")]

    await tracker.done("advanceStandard", standard="S086", to="10", effectiveOn="2026-01-05")
    await tracker.done("advanceStandard", standard="S086", to="20", effectiveOn="2026-02-05")
    await tracker.settled()
    assert await listed_record(tracker, gap) == "gone"
    outlived = await tracker.record(gap)
    assert outlived is not None
    assert (outlived["status"], outlived["recommendation"]) == ("CLOSED", "立项")

    operation = document("13-changes").split("subscription")[0]
    feed = (await tracker.data(operation, after=start, first=100))["changes"]["edges"]
    assert [edge["node"]["kind"] for edge in feed] == ["TRACKED", "ADVANCED", "STARTED", "CLOSED"]
    assert [edge["node"]["sequence"] for edge in feed] == [int(start) + n for n in range(1, 5)]
    assert [edge["node"]["subject"] is None for edge in feed] == [True, False, False, True]
