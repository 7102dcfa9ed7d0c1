"""Operation 12: a committee's decision about a gap, and every way in which it can be refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from stdgraph.domain.identity import Identity, Role
from tests.calendar_day import TODAY
from tests.gap_records.tracker import Tracker
from tests.graphql.client import key_of

ITEM = "UNSTARTED:S093"
DEMAND = "UNMET_DEMAND:ICN2024/BAB:STEEL"


async def test_operation_12_records_a_decision(tracker: Tracker) -> None:
    before = await tracker.counters()
    record = await tracker.tracked(
        ITEM,
        status="MOVING",
        priority="HIGH",
        needsResearch=False,
        owner="SAC/TC207",
        note="会议纪要 3",
        requestId="t1",
    )
    assert key_of(record["id"]) == ITEM
    (entry,) = record.pop("history")
    assert (entry["actor"], entry["note"], entry["at"]) == ("管理员", "会议纪要 3", TODAY.isoformat())
    assert {name: value for name, value in record.items() if name != "id"} == {
        "status": "MOVING",
        "priority": "HIGH",
        "needsResearch": False,
        "recommendation": None,
        "owner": {"code": "SAC/TC207"},
    }
    after = await tracker.counters()
    assert (after["revision"], after["sequence"]) == (before["revision"] + 1, before["sequence"] + 1)
    assert (after["GapRecord"], after["Event"]) == (1, before["Event"] + 1)


async def test_only_what_is_given_changes_and_every_change_is_kept(tracker: Tracker) -> None:
    await tracker.tracked(ITEM, recommendation=" 尽快立项 ")
    await tracker.tracked(ITEM, status="STALLED", note="经费未落实")
    record = await tracker.record(ITEM)
    assert record is not None
    assert (record["status"], record["priority"], record["recommendation"]) == ("STALLED", "HIGH", "尽快立项")
    assert (record["revision"], record["found"], record["kind"]) == (3, True, "UNSTARTED")
    assert record["gap"] == {"id": ITEM, "message": record["message"]}
    assert record["messageEn"].endswith("(a description, no project yet); nothing has been started.")
    assert record["subject"]["__typename"] == "Standard"
    assert key_of(record["subject"]["id"]) == "S093"
    assert datetime.fromisoformat(record["updatedAt"]).tzinfo is not None
    assert [(one["kind"], one["status"], one["before"], one["after"]) for one in record["history"]] == [
        (
            "TRACKED",
            "MOVING",
            None,
            {"status": "MOVING", "priority": "HIGH", "needsResearch": False, "owner": "SAC/TC207"},
        ),
        ("TRACKED", "MOVING", {"recommendation": None}, {"recommendation": "尽快立项"}),
        ("TRACKED", "STALLED", {"status": "MOVING"}, {"status": "STALLED"}),
    ]
    assert all(one["cause"] is None for one in record["history"])


async def test_an_empty_text_takes_owner_and_recommendation_away(tracker: Tracker) -> None:
    gap = "UNITEMISED:NP2024"
    await tracker.tracked(gap, owner="SAC/TC207", recommendation="补录")
    assert (await tracker.tracked(gap, owner="SAC/TC90"))["owner"] == {"code": "SAC/TC90"}
    record = await tracker.tracked(gap, owner="", recommendation="")
    assert (record["owner"], record["recommendation"], record["status"]) == (None, None, "OPEN")
    told = await tracker.record(gap)
    assert told is not None
    assert told["history"][-1]["after"] == {"owner": None, "recommendation": None}


async def test_a_request_sent_again_changes_nothing_and_answers_the_same(tracker: Tracker) -> None:
    first = await tracker.track(DEMAND, status="DELAYED", requestId="again", expectedRevision=0)
    await tracker.tracked(DEMAND, status="MOVING")
    before = await tracker.counters()
    again = await tracker.track(DEMAND, status="DELAYED", requestId="again", expectedRevision=0)
    assert again["record"]["status"] == first["record"]["status"] == "DELAYED"
    other = await tracker.track(DEMAND, status="CLOSED", requestId="again")
    assert (other["__typename"], other["problems"][0]["path"]) == ("InvalidInput", "requestId")
    moved = await tracker.change("advanceStandard", standard="S210", to="10", requestId="again")
    assert (moved["__typename"], moved["problems"][0]["path"]) == ("InvalidInput", "requestId")
    long = await tracker.track(DEMAND, requestId="x" * 201)
    assert (long["__typename"], long["problems"][0]["path"]) == ("InvalidInput", "requestId")
    assert await tracker.counters() == before


async def test_a_decision_that_changes_nothing_leaves_no_trace(tracker: Tracker) -> None:
    await tracker.tracked("UNSTARTED:S094", priority="LOW")
    before = await tracker.counters()
    await tracker.tracked("UNSTARTED:S094", priority="LOW", status="OPEN")
    assert await tracker.counters() == before
    assert len((await tracker.tracked("UNSTARTED:S094", note="再议"))["history"]) == 2, "a remark is one"


async def test_a_revision_that_is_no_more(tracker: Tracker) -> None:
    document = """
      mutation ($input: TrackGapInput!) { trackGap(input: $input) { __typename ... on RevisionConflict {
        message(language: EN) current { id } currentRecord { gapId revision status } } } }
    """
    await tracker.tracked("UNSTARTED:S095")
    before = await tracker.counters()
    given = {"gapId": "UNSTARTED:S095", "expectedRevision": 7, "status": "CLOSED"}
    assert (await tracker.data(document, input=given))["trackGap"] == {
        "__typename": "RevisionConflict",
        "message": "expected revision 7, found 1: changed by someone else in the meantime",
        "current": None,
        "currentRecord": {"gapId": "UNSTARTED:S095", "revision": 1, "status": "OPEN"},
    }
    assert (await tracker.data(document, input={**given, "gapId": "UNSTARTED:S086"}))["trackGap"][
        "currentRecord"
    ] is None
    assert await tracker.counters() == before


@pytest.mark.parametrize(
    "gap",
    ["", "x", "UNSTARTED", "UNSTARTED:", "UNSTARTED:S001", "UNSTARTED:S210", "UNSTARTED:S9999", "OPEN:S210", "UNSTARTED:S210:", "UNITEMISED:",
     "UNMET_DEMAND:ICN2024/BAB", "UNMET_DEMAND:ICN2024/BAB:NOTHING", "UNMET_DEMAND::", "UNCOVERED_SUBSYSTEM:PV2024", "缺口",
     "CONFLICTING_CLAIMS:Standard:S001:titleZh", "REVIEW_OVERDUE:S210"],
)  # fmt: skip
async def test_a_gap_that_there_is_not_is_not_found(tracker: Tracker, gap: str) -> None:
    before = await tracker.counters()
    told = await tracker.track(gap, status="OPEN")
    assert (told["__typename"], f"“{gap}”" in told["message"]) == ("NotFound", True)
    assert await tracker.counters() == before
    assert await tracker.record(gap) is None


async def test_bad_input_names_its_place(tracker: Tracker) -> None:
    before = await tracker.counters()
    _, unknown = await tracker.sent(
        "mutation ($input: TrackGapInput!) { trackGap(input: $input) { __typename } }",
        input={"gapId": ITEM, "owner": "SAC/TC0"},
    )
    assert unknown[0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert unknown[0]["message"].startswith("owner: the catalogue has no committee SAC/TC0")
    for given in ({"status": "DONE"}, {"priority": "URGENT"}, {"needsResearch": "yes"}, {"gap": "x"}):
        _, errors = await tracker.sent(
            "mutation ($input: TrackGapInput!) { trackGap(input: $input) { __typename } }",
            input={"gapId": ITEM, **given},
        )
        assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await tracker.counters() == before


async def one_of_each_kind(tracker: Tracker) -> dict[str, str]:
    """A gap of every kind that the seed has."""
    answer = await tracker.data("{ gaps(first: 200) { edges { node { id kind } } countByKind { kind count } } }")
    found = {edge["node"]["kind"]: edge["node"]["id"] for edge in answer["gaps"]["edges"]}
    for one in answer["gaps"]["countByKind"]:
        if one["kind"] not in found:
            page = await tracker.data(f"{{ gaps(first: 1, kinds: [{one['kind']}]) {{ edges {{ node {{ id }} }} }} }}")
            found[one["kind"]] = page["gaps"]["edges"][0]["node"]["id"]
    return found


async def test_every_kind_of_gap_can_be_tracked(tracker: Tracker) -> None:
    found = await one_of_each_kind(tracker)
    assert len(found) >= 8
    for kind, gap in found.items():
        await tracker.tracked(gap, note="跟踪")
        record = await tracker.record(gap)
        assert record is not None
        assert (record["kind"], record["gap"]["id"]) == (kind, gap)
        assert record["message"] == record["gap"]["message"]
        assert record["subject"] is not None
    every = "{ gaps(first: 200) { edges { node { id record { gapId } } } } }"
    for edge in (await tracker.data(every))["gaps"]["edges"]:
        node = edge["node"]
        assert node["record"] in (None, {"gapId": node["id"]})


def someone(role: Role, committee: str | None = None, system: str | None = None) -> Identity:
    return Identity("某人", role, frozenset([committee] if committee else []), frozenset([system] if system else []))


PAIR = "INCOMPLETE_CHAIN:ICN2024/BAB:NEV"


async def test_who_is_to_close_a_gap_may_track_it(tracker: Tracker) -> None:
    """A pair of subsystem and category has no owner: first its system's steward, then whoever that one names."""
    secretariat = Tracker(tracker.graph, tracker.settings, tracker.schema, someone(Role.SECRETARIAT, "SAC/TC207"))
    denied = await secretariat.track(PAIR, owner="SAC/TC207")
    assert denied["__typename"] == "NotPermitted"
    assert denied["required"] == "STEWARD for ICN2024; or ADMINISTRATOR"
    elsewhere = Tracker(tracker.graph, tracker.settings, tracker.schema, someone(Role.STEWARD, system="PV2024"))
    assert (await elsewhere.track(PAIR))["__typename"] == "NotPermitted"
    steward = Tracker(tracker.graph, tracker.settings, tracker.schema, someone(Role.STEWARD, system="ICN2024"))
    await steward.tracked(PAIR, owner="SAC/TC207")
    assert (await secretariat.tracked(PAIR, status="MOVING"))["status"] == "MOVING"
    await secretariat.tracked(PAIR, owner="SAC/TC90")
    denied = await secretariat.track(PAIR, status="OPEN")
    assert denied["required"] == "SECRETARIAT for SAC/TC90; or STEWARD for ICN2024; or ADMINISTRATOR"


async def test_a_target_is_its_system_s(tracker: Tracker) -> None:
    document = """{ gaps(kinds: [TARGET_SHORTFALL], first: 1) { edges { node { id subject { ... on Target { id } } } } }
      systems { code targets { id } } }"""
    told = await tracker.data(document)
    (gap,) = (edge["node"] for edge in told["gaps"]["edges"])
    (system,) = (one["code"] for one in told["systems"] if gap["subject"] in one["targets"])
    for code in ("PV2024", "NP2024", "ICN2024"):
        steward = Tracker(tracker.graph, tracker.settings, tracker.schema, someone(Role.STEWARD, system=code))
        outcome = await steward.track(gap["id"], note="跟踪")
        assert outcome["__typename"] == ("GapTracked" if code == system else "NotPermitted")
    records = "query ($scope: Scope) { gapRecords(scope: $scope, first: 200) { edges { node { gapId } } } }"
    found = (await tracker.data(records, scope={"system": system}))["gapRecords"]["edges"]
    assert gap["id"] in {edge["node"]["gapId"] for edge in found}


FEED = """
query ($after: String, $scope: Scope) { changes(after: $after, first: 200, scope: $scope) { pageInfo { endCursor } edges { node {
  sequence kind actor note before after subject { __typename } record { gapId status subject { __typename } owner { code } } } } } }
"""


async def test_followers_see_decisions_in_the_feed(tracker: Tracker) -> None:
    start = str((await tracker.counters())["sequence"])
    gap = "UNCOVERED_SUBSYSTEM:NP2024/AE"
    await tracker.tracked(gap, status="WITHDRAWN", owner="SAC/TC90", note="不需要")

    async def told(**scope: Any) -> list[Any]:
        page = (await tracker.data(FEED, after=start, scope=scope or None))["changes"]
        return [edge["node"] for edge in page["edges"]]

    (change,) = await told()
    assert (change["kind"], change["note"], change["subject"]) == ("TRACKED", "不需要", None)
    assert change["record"] == {
        "gapId": gap,
        "status": "WITHDRAWN",
        "subject": {"__typename": "Subsystem"},
        "owner": {"code": "SAC/TC90"},
    }
    for scope in (
        {"system": "NP2024"},
        {"subsystem": {"system": "NP2024", "code": "A"}},
        {"committee": "SAC/TC90"},
        {"system": "NP2024", "committee": "SAC/TC90"},
    ):
        assert await told(**scope) == [change], scope
    for other in ({"system": "PV2024"}, {"committee": "SAC/TC207"}, {"productCategory": "STEEL"}):
        assert await told(**other) == [], other


async def test_records_come_page_by_page_of_a_status_an_owner_and_a_scope(tracker: Tracker) -> None:
    document = """
    query ($status: [GapStatus!], $owner: String, $scope: Scope, $first: Int, $after: String) {
      gapRecords(status: $status, owner: $owner, scope: $scope, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { cursor node { gapId status priority owner { code } } } } }
    """

    async def pages(first: int, **given: Any) -> list[Any]:
        found: list[Any] = []
        after = None
        while True:
            page = (await tracker.data(document, first=first, after=after, **given))["gapRecords"]
            found += [edge["node"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                assert len(found) == page["totalCount"]
                return found

    everything = await pages(200)
    assert everything == await pages(2)
    rank = {"HIGH": 1, "MEDIUM": 2, "LOW": 3, None: 4}
    assert [(rank[one["priority"]], one["gapId"]) for one in everything] == sorted(
        (rank[one["priority"]], one["gapId"]) for one in everything
    )
    assert await pages(3, status=["STALLED", "WITHDRAWN"]) == [
        one for one in everything if one["status"] in ("STALLED", "WITHDRAWN")
    ]
    assert await pages(3, owner="SAC/TC90") == [one for one in everything if one["owner"] == {"code": "SAC/TC90"}]
    scoped = await pages(3, scope={"system": "ICN2024"})
    assert {DEMAND, PAIR} <= {one["gapId"] for one in scoped}
    assert not any("NP2024" in one["gapId"] or one["gapId"] == ITEM for one in scoped)
    elsewhere = {one["gapId"] for one in await pages(3, scope={"system": "PV2024"})}
    assert ITEM in elsewhere
    assert not {DEMAND, PAIR} & elsewhere
    steel = {one["gapId"] for one in await pages(3, scope={"productCategory": "STEEL"})}
    assert DEMAND in steel
    assert not {ITEM, PAIR} & steel
    _, errors = await tracker.sent(document, after="none of ours")
    assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
