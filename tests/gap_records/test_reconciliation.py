"""Records close when their gap is gone and open when it is back: by what people do, by days, by a seed, and only once."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from stdgraph.gap_records.reconciliation import Reconciliation
from tests.calendar_day import TODAY
from tests.gap_records.tracker import Tracker
from tests.graphql.client import key_of

PLACE = {"system": "PV2024", "code": "BA"}


async def listed(tracker: Tracker, title: str, **given: Any) -> str:
    """A new planned item that a subsystem lists; its id. It is a gap of kind UNSTARTED."""
    place = {"subsystem": PLACE}
    return await tracker.register(title=title, titleEn=f"{title} en", listedIn=[place], stage="10", **given)


async def history(tracker: Tracker, gap: str) -> list[tuple[str, str, str]]:
    """Kind, status and actor of everything that happened to a record."""
    record = await tracker.record(gap)
    assert record is not None
    return [(one["kind"], one["status"], one["actor"]) for one in record["history"]]


async def test_a_move_closes_and_its_revocation_reopens(tracker: Tracker) -> None:
    item = await listed(tracker, "一")
    other = await listed(tracker, "二")
    gap = f"UNSTARTED:{item}"
    await tracker.tracked(gap, status="MOVING", priority="HIGH", recommendation="立项")
    moved = await tracker.done("advanceStandard", standard=item, to="20", effectiveOn="2020-02-01")
    await tracker.done("advanceStandard", standard=other, to="10.20", effectiveOn="2020-02-01")
    assert await tracker.settled() == Reconciliation(closed=(gap,))
    record = await tracker.record(gap)
    assert record is not None
    assert (record["status"], record["found"], record["gap"], record["revision"]) == ("CLOSED", False, None, 2)
    assert (record["priority"], record["recommendation"]) == ("HIGH", "立项"), "what was decided stays"
    assert "尚未启动" in record["message"], "what was wrong can still be read"
    last = record["history"][-1]
    assert (last["kind"], last["actor"], last["at"]) == ("CLOSED", "stdgraph", TODAY.isoformat())
    assert (last["before"], last["after"]) == ({"status": "MOVING"}, {"status": "CLOSED"})
    sequence = moved["change"]["sequence"]
    assert last["cause"]["sequence"] == sequence, "the item's own change, not the later one of another"
    assert key_of(last["cause"]["subject"]["id"]) == item
    assert last["note"] == f"缺口已不存在：2020-02-01 《一》 立项（变更 {sequence}）。"
    assert last["noteEn"] == f"The gap is gone: “一 en” started on 2020-02-01 (change {sequence})."

    assert await tracker.settled() == Reconciliation()
    await tracker.done("revokeEvent", standard=item, sequence=sequence, reason="误登")
    assert await tracker.settled() == Reconciliation(reopened=(gap,))
    assert await history(tracker, gap) == [
        ("TRACKED", "MOVING", "管理员"),
        ("CLOSED", "CLOSED", "stdgraph"),
        ("REOPENED", "OPEN", "stdgraph"),
    ]
    record = await tracker.record(gap)
    assert record is not None
    assert record["history"][-1]["cause"]["kind"] == "REVOKED"
    assert record["gap"]["id"] == gap


@pytest.mark.parametrize("word", ["CLOSED", "WITHDRAWN"])
async def test_what_a_committee_closed_itself_stays_as_it_said(tracker: Tracker, word: str) -> None:
    item = await listed(tracker, f"三 {word}")
    gap = f"UNSTARTED:{item}"
    await tracker.tracked(gap, status=word, note="不再需要")
    assert await tracker.settled() == Reconciliation()
    moved = await tracker.done("advanceStandard", standard=item, to="20")
    assert await tracker.settled() == Reconciliation()
    await tracker.done("revokeEvent", standard=item, sequence=moved["change"]["sequence"], reason="误登")
    assert await tracker.settled() == Reconciliation()
    assert await history(tracker, gap) == [("TRACKED", word, "管理员")]
    record = await tracker.record(gap)
    assert record is not None
    assert record["found"] is True


async def test_a_committee_may_confirm_what_the_system_closed(tracker: Tracker) -> None:
    item = await listed(tracker, "四")
    gap = f"UNSTARTED:{item}"
    await tracker.tracked(gap)
    moved = await tracker.done("advanceStandard", standard=item, to="20")
    await tracker.settled()
    await tracker.tracked(gap, status="CLOSED", note="确认")
    await tracker.done("revokeEvent", standard=item, sequence=moved["change"]["sequence"], reason="误登")
    assert await tracker.settled() == Reconciliation()
    assert [kind for kind, _, _ in await history(tracker, gap)] == ["TRACKED", "CLOSED", "TRACKED"]


async def test_a_record_may_be_changed_when_its_gap_is_gone(tracker: Tracker) -> None:
    item = await listed(tracker, "五")
    gap = f"UNSTARTED:{item}"
    await tracker.tracked(gap)
    await tracker.done("advanceStandard", standard=item, to="20")
    await tracker.settled()
    assert (await tracker.tracked(gap, recommendation="跟进"))["status"] == "CLOSED"
    assert (await tracker.tracked(gap, status="OPEN", note="仍需关注"))["status"] == "OPEN"
    assert await tracker.settled() == Reconciliation(), "it is open without its gap because the committee says so"


async def test_a_document_that_stands_again_is_what_closes_the_reference_to_it(tracker: Tracker) -> None:
    link = {"standard": "GB/T 24067-2024", "relation": "REFERENCES", "target": "ISO 14067:2018"}
    await tracker.done("relateStandard", **link, normative=True)
    withdrawn = await tracker.done("withdrawStandard", standard=link["target"])
    target = key_of(withdrawn["standard"]["id"])
    gap = f"OUTDATED_REFERENCE:S159:{target}"
    await tracker.tracked(gap)
    wrong = withdrawn["change"]["sequence"]
    revoked = await tracker.done("revokeEvent", standard=target, sequence=wrong, reason="误登")
    await listed(tracker, "旁")
    assert await tracker.settled() == Reconciliation(closed=(gap,))
    record = await tracker.record(gap)
    assert record is not None
    assert record["history"][-1]["cause"]["sequence"] == revoked["change"]["sequence"]
    await tracker.done("unrelateStandard", **link)


async def test_an_abandoned_item_and_a_listing_taken_away_each_close(tracker: Tracker) -> None:
    abandoned, unlisted = await listed(tracker, "六"), await listed(tracker, "七")
    for gap in (f"UNSTARTED:{abandoned}", f"UNSTARTED:{unlisted}"):
        await tracker.tracked(gap)
    await tracker.done("abandonStandard", standard=abandoned)
    assert (await tracker.settled()).closed == (f"UNSTARTED:{abandoned}",)
    await tracker.done("unrelateStandard", standard=unlisted, relation="LISTED_IN", target="PV2024/BA")
    assert (await tracker.settled()).closed == (f"UNSTARTED:{unlisted}",)
    record = await tracker.record(f"UNSTARTED:{unlisted}")
    assert record is not None
    assert record["history"][-1]["cause"]["kind"] == "UNRELATED"
    await tracker.done("relateStandard", standard=unlisted, relation="LISTED_IN", target="PV2024/BA")
    assert (await tracker.settled()).reopened == (f"UNSTARTED:{unlisted}",)


async def test_a_publication_closes_a_demand_and_a_withdrawal_reopens_it(tracker: Tracker) -> None:
    demand = "UNMET_DEMAND:ICN2024/BAB:CEMENT"
    await tracker.tracked(demand, status="DELAYED")
    place = {"subsystem": {"system": "ICN2024", "code": "BAB"}}
    item = await tracker.register(title="水泥碳足迹", listedIn=[place], productCategories=["CEMENT"])
    for to in ("10", "20", "30", "40", "50"):
        await tracker.done("advanceStandard", standard=item, to=to, effectiveOn="2020-01-02")
        assert await tracker.settled() == Reconciliation(), "a draft fills no cell"
    published = await tracker.done(
        "publishStandard", standard=item, number="HJ 99901-2020", publishedOn="2020-02-01", inForceOn="2020-03-01"
    )
    await listed(tracker, "无关")
    assert (await tracker.settled()).closed == (demand,)
    record = await tracker.record(demand)
    assert record is not None
    assert record["history"][-1]["cause"]["sequence"] == published["change"]["sequence"]
    assert "HJ 99901-2020 发布" in record["history"][-1]["note"]
    await tracker.done("withdrawStandard", standard=item)
    assert (await tracker.settled()).reopened == (demand,)


async def test_a_day_that_comes_closes_without_a_change_to_blame(tracker: Tracker) -> None:
    demand = "UNMET_DEMAND:ICN2024/BAB:STEEL"
    await tracker.tracked(demand)
    place = {"subsystem": {"system": "ICN2024", "code": "BAB"}}
    item = await tracker.register(title="钢铁碳足迹", listedIn=[place], productCategories=["STEEL"])
    for to in ("10", "20", "30", "40", "50"):
        await tracker.done("advanceStandard", standard=item, to=to, effectiveOn="2020-01-02")
    force = TODAY + timedelta(days=30)
    await tracker.done(
        "publishStandard", standard=item, number="HJ 99902-2020", publishedOn="2020-02-01", inForceOn=force.isoformat()
    )
    assert await tracker.settled() == Reconciliation()
    record = await tracker.record(demand)
    assert record is not None
    assert record["message"].endswith("标准已发布、尚未实施（归入该子体系系编者所为，未见来源载明）。"), (
        "it is told as it is now"
    )
    await listed(tracker, "又一项，与钢铁无关")
    assert (await tracker.settled(force)).closed == (demand,)
    record = await tracker.record(demand)
    assert record is not None
    last = record["history"][-1]
    assert (last["cause"], last["at"]) == (None, force.isoformat())
    assert last["note"] == f"缺口已不存在：因日期推移（{TODAY} 至 {force}），目录未变。"
    assert await tracker.settled(TODAY) == Reconciliation(), "a clock that lags behind does not turn the day back"
    assert (await tracker.counters())["trackedOn"].to_native() == force


async def test_settling_twice_at_once_writes_once(tracker: Tracker) -> None:
    item = await listed(tracker, "八")
    gap = f"UNSTARTED:{item}"
    await tracker.tracked(gap)
    await tracker.done("advanceStandard", standard=item, to="20")
    done = await asyncio.gather(*(tracker.settled() for _ in range(5)))
    assert sorted(one.closed for one in done) == [(), (), (), (), (gap,)]
    assert [kind for kind, _, _ in await history(tracker, gap)] == ["TRACKED", "CLOSED"]


async def test_settling_among_writers_misses_nothing(tracker: Tracker) -> None:
    items = [await listed(tracker, f"九 {n}") for n in range(6)]
    for item in items:
        await tracker.tracked(f"UNSTARTED:{item}")

    async def move(item: str) -> None:
        await tracker.done("advanceStandard", standard=item, to="20")

    await asyncio.gather(*(move(item) for item in items), *(tracker.settled() for _ in range(6)))
    await tracker.settled()
    for item in items:
        record = await tracker.record(f"UNSTARTED:{item}")
        assert record is not None
        assert record["status"] == "CLOSED"
        assert key_of(record["history"][-1]["cause"]["subject"]["id"]) == item


async def test_nothing_is_written_where_nothing_turns(tracker: Tracker) -> None:
    await tracker.settled()
    before = await tracker.counters()
    assert await tracker.settled() == Reconciliation()
    assert await tracker.counters() == before
    await listed(tracker, "十")
    before = await tracker.counters()
    assert await tracker.settled() == Reconciliation()
    after = await tracker.counters()
    looked = {"trackedRevision", "trackedSequence", "trackedOn"}
    assert {name for name in after if after[name] != before.get(name)} <= looked
    assert after["revision"] == before["revision"]


async def test_sequences_have_no_hole_and_every_note_names_its_change(tracker: Tracker) -> None:
    found = await tracker.data(
        "{ gapRecords(first: 200) { edges { node { history { sequence note cause { sequence } } } } } }"
    )
    for edge in found["gapRecords"]["edges"]:
        for one in edge["node"]["history"]:
            if one["cause"]:
                assert re.search(rf"变更 {one['cause']['sequence']}）", one["note"])
    assert (await tracker.counters())["Event"] == (await tracker.counters())["sequence"]
