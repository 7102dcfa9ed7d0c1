"""Records of gaps when two standards turn out to be one: each goes along, two of one gap are one, and detection sees it at once."""

from __future__ import annotations

from typing import Any

from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.merge import Merge
from stdgraph.commands.outcomes import Changed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gap_records.reconciliation import Reconciliation
from stdgraph.gaps.detection import find_gaps
from stdgraph.store.versioned_cache import VersionedCache
from tests.calendar_day import TODAY
from tests.commands.workspace import ADMINISTRATOR
from tests.gap_records.tracker import Tracker

PLACE = {"system": "PV2024", "code": "BA"}


async def listed(tracker: Tracker, title: str, **given: Any) -> str:
    return await tracker.register(
        title=title, titleEn=f"{title} en", listedIn=[{"subsystem": PLACE}], stage="10", **given
    )


async def merge(tracker: Tracker, lost: str, kept: str) -> None:
    done = await apply_commands(tracker.graph, ADMINISTRATOR, [Merge(lost, kept, "同一项目")], today=TODAY)
    assert all(isinstance(outcome, Changed) for outcome in done.outcomes), done.outcomes


async def gaps(tracker: Tracker) -> list[str]:
    """All gaps as a process finds them that has answered before; as one that starts finds them, too."""

    async def fresh(tx: Any) -> Any:
        tx.memory = VersionedCache()
        return await find_gaps(tx, [ScopeFilter()], None, TODAY)

    (warm,) = await tracker.graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], None, TODAY))
    (cold,) = await tracker.graph.read(fresh)
    assert [gap.id for gap in warm] == [gap.id for gap in cold]
    return [gap.id for gap in warm]


async def test_a_record_goes_along_under_the_id_of_its_gap_now(tracker: Tracker) -> None:
    lost, kept = await listed(tracker, "甲"), await listed(tracker, "乙")
    await tracker.tracked(f"UNSTARTED:{lost}", priority="HIGH", status="MOVING")
    assert {f"UNSTARTED:{lost}", f"UNSTARTED:{kept}"} <= set(await gaps(tracker))
    await merge(tracker, lost, kept)
    found = await gaps(tracker)
    assert f"UNSTARTED:{kept}" in found
    assert f"UNSTARTED:{lost}" not in found
    assert await tracker.settled() == Reconciliation()
    record = await tracker.record(f"UNSTARTED:{kept}")
    assert record is not None
    assert (record["status"], record["priority"], record["found"]) == ("MOVING", "HIGH", True)
    assert [one["kind"] for one in record["history"]] == ["TRACKED"]
    assert record["subject"]["__typename"] == "Standard"
    same = await tracker.record(f"UNSTARTED:{lost}")
    assert same is not None
    assert same["gapId"] == f"UNSTARTED:{kept}"


async def test_of_two_records_the_one_that_was_decided_on_stays_with_both_histories(tracker: Tracker) -> None:
    lost, kept = await listed(tracker, "丙"), await listed(tracker, "丁")
    await tracker.tracked(f"UNSTARTED:{kept}", priority="LOW")
    moved = await tracker.done("advanceStandard", standard=kept, to="20", effectiveOn="2020-02-01")
    assert await tracker.settled() == Reconciliation(closed=(f"UNSTARTED:{kept}",))
    await tracker.done("revokeEvent", standard=kept, sequence=moved["change"]["sequence"], reason="误登")
    await tracker.tracked(f"UNSTARTED:{lost}", priority="HIGH", status="MOVING")
    await merge(tracker, lost, kept)
    assert await tracker.settled() == Reconciliation()
    record = await tracker.record(f"UNSTARTED:{kept}")
    assert record is not None
    assert (record["status"], record["priority"]) == ("MOVING", "HIGH"), "the committee's last decision"
    sequences = [one["sequence"] for one in record["history"]]
    assert sequences == sorted(sequences)
    assert [one["kind"] for one in record["history"]] == ["TRACKED", "CLOSED", "TRACKED", "REOPENED"]


async def test_a_gap_that_is_gone_with_the_merger_is_closed_by_it(tracker: Tracker) -> None:
    lost, kept = await listed(tracker, "戊"), await listed(tracker, "己")
    await tracker.tracked(f"UNSTARTED:{lost}")
    await tracker.done("advanceStandard", standard=kept, to="20", effectiveOn="2020-02-01")
    await merge(tracker, lost, kept)
    assert await tracker.settled() == Reconciliation(closed=(f"UNSTARTED:{kept}",))
    record = await tracker.record(f"UNSTARTED:{kept}")
    assert record is not None
    last = record["history"][-1]
    assert (last["kind"], last["cause"]["kind"]) == ("CLOSED", "MERGED")
    assert "merged with another" in last["noteEn"]


async def test_a_record_that_mentions_the_lost_one_mentions_the_kept_one(tracker: Tracker) -> None:
    old, new = await published(tracker, "T/CPIA 901-2019"), await published(tracker, "T/CPIA 901-2024")
    again = await published(tracker, "T/CPIA 902-2019")
    user = await published(tracker, "T/CPIA 903-2020", listed_in=True)
    await tracker.done("supersedeStandard", standard=old, successor=new, since="2024-06-01")
    await tracker.done("relateStandard", standard=user, relation="REFERENCES", target=old)
    gap = f"OUTDATED_REFERENCE:{user}:{old}"
    assert gap in await gaps(tracker)
    await tracker.tracked(gap, priority="HIGH")
    await merge(tracker, old, again)
    now = f"OUTDATED_REFERENCE:{user}:{again}"
    assert now in await gaps(tracker)
    assert await tracker.settled() == Reconciliation()
    record = await tracker.record(now)
    assert record is not None
    assert (record["priority"], record["found"]) == ("HIGH", True)


async def published(tracker: Tracker, number: str, *, listed_in: bool = False) -> str:
    """A published group standard; its id."""
    given: dict[str, Any] = {"listedIn": [{"subsystem": PLACE}]} if listed_in else {}
    item = await tracker.register(title=number, titleEn=number, level="GROUP", effectiveOn="2018-01-01", **given)
    for stage in ("10", "20", "30", "40", "50"):
        await tracker.done("advanceStandard", standard=item, to=stage, effectiveOn="2018-01-02")
    on = f"{number[-4:]}-01-02"
    await tracker.done("publishStandard", standard=item, number=number, publishedOn=on)
    return item


async def test_a_record_goes_on_under_the_demand_that_its_item_turns_out_to_be_planned_for(tracker: Tracker) -> None:
    place = {"subsystem": {"system": "ICN2024", "code": "BAB"}}
    item = await tracker.register(title="纺织品碳足迹", listedIn=[place], stage="10")
    gap, demand = f"UNSTARTED:{item}", "UNMET_DEMAND:ICN2024/BAB:TEXTILE"
    await tracker.tracked(gap, status="MOVING", priority="HIGH")
    await tracker.done("relateStandard", standard=item, relation="APPLIES_TO", target="TEXTILE")
    assert gap not in await gaps(tracker)
    assert await tracker.settled() == Reconciliation(moved=((gap, demand),))
    record = await tracker.record(demand)
    assert record is not None
    assert (record["kind"], record["status"], record["priority"], record["revision"], record["found"]) == (
        *("UNMET_DEMAND", "MOVING", "HIGH", 2),
        True,
    )
    assert (record["subject"], record["gap"]["id"]) == ({"__typename": "ProductCategory", "code": "TEXTILE"}, demand)
    assert [(one["kind"], one["actor"]) for one in record["history"]] == [("TRACKED", "管理员"), ("MERGED", "stdgraph")]
    merged = record["history"][-1]
    assert (merged["before"], merged["after"]) == ({"gapId": gap}, {"gapId": demand})
    assert merged["cause"]["kind"] == "RELATED"
    assert merged["noteEn"] == f"It is one need with the gap {demand} and goes on under it."
    assert await tracker.record(gap) == record, "the former id finds it"
    assert (await tracker.tracked(gap, status="STALLED"))["status"] == "STALLED"
    assert await tracker.settled() == Reconciliation()
    await tracker.done("unrelateStandard", standard=item, relation="APPLIES_TO", target="TEXTILE")
    assert gap in await gaps(tracker)
    await tracker.settled()
    kept = await tracker.record(demand)
    again = await tracker.tracked(gap, status="DELAYED")
    assert again["status"] == "DELAYED"
    own = await tracker.record(gap)
    assert own is not None
    assert (own["revision"], own["status"]) == (1, "DELAYED"), "back, it is a gap of its own, decided about apart"
    assert await tracker.record(demand) == kept
