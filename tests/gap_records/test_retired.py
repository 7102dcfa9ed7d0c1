"""Records of gaps about what leaves the plan: the system closes them with the change as the cause, and opens them again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stdgraph.commands.events import record
from stdgraph.commands.retirement import PlanItem, restore, retire
from stdgraph.gap_records.reconciliation import Reconciliation
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import acquire_write_lock
from tests.calendar_day import TODAY
from tests.gap_records.tracker import Tracker

FEED = """query ($after: String) { changes(after: $after, first: 5) { edges { node {
  kind subject { __typename } record { gapId } concerns { label key title titleEn: title(language: EN) }
} } } }"""


async def turned(tracker: Tracker, item: PlanItem, *, away: bool) -> int:
    """Retire or restore one thing; the sequence of its event."""

    async def work(tx: Transaction) -> int:
        await acquire_write_lock(tx)
        events = (await retire(tx, [item], TODAY)).events if away else await restore(tx, [item], TODAY)
        return (await record(tx, events, actor="loader")).first_sequence

    return await tracker.graph.write(work)


@pytest.mark.parametrize(
    ("item", "pick", "name"),
    [
        (PlanItem("Subsystem", "ICN2024/AA"), lambda gap: gap == "UNCOVERED_SUBSYSTEM:ICN2024/AA", "ICN2024/AA"),
        (PlanItem("Subsystem", "PV2024/DA"), lambda gap: gap.startswith("UNSTARTED:"), "PV2024/DA"),
        (PlanItem("ProductCategory", "LI_BATTERY"), lambda gap: gap.endswith(":LI_BATTERY"), "LI_BATTERY"),
        (PlanItem("StandardsSystem", "NP2024"), lambda gap: gap == "UNITEMISED:NP2024", "NP2024"),
    ],
    ids=lambda one: getattr(one, "key", ""),
)
async def test_the_record_closes_and_opens_again(
    tracker: Tracker, item: PlanItem, pick: Callable[[str], bool], name: str
) -> None:
    await tracker.settled()
    if item.key == "PV2024/DA":
        standard = await tracker.register(
            title="一", listedIn=[{"subsystem": {"system": "PV2024", "code": "DA"}}], stage="10"
        )
        gap = f"UNSTARTED:{standard}"
    else:
        found = await tracker.data("{ gaps(first: 200) { edges { node { id } } } }")
        gap = next((one["node"]["id"] for one in found["gaps"]["edges"] if pick(one["node"]["id"])), "")
    assert pick(gap)
    if item.label == "StandardsSystem":  # nothing of it may stay
        below = await tracker.graph.read(
            lambda tx: tx.rows("MATCH (x:Subsystem {system: $key}) RETURN x.id AS id ORDER BY x.depth DESC", key=name)
        )
        for row in below:
            await turned(tracker, PlanItem("Subsystem", row["id"]), away=True)
    await tracker.tracked(gap, status="MOVING")
    sequence = await turned(tracker, item, away=True)
    assert gap in (await tracker.settled()).closed
    told = await tracker.record(gap)
    assert told is not None
    assert (told["status"], told["found"]) == ("CLOSED", False)
    assert told["history"][-1]["cause"]["sequence"] == sequence
    assert f"{name} left the plan" in told["history"][-1]["noteEn"]
    (edge,) = (await tracker.data(FEED, after=str(sequence - 1)))["changes"]["edges"][:1]
    assert (edge["node"]["kind"], edge["node"]["subject"], edge["node"]["record"]) == ("RETIRED", None, None)
    assert (edge["node"]["concerns"]["label"], edge["node"]["concerns"]["key"]) == tuple(item)
    assert edge["node"]["concerns"]["title"] != edge["node"]["concerns"]["titleEn"]
    sequence = await turned(tracker, item, away=False)
    assert gap in (await tracker.settled()).reopened
    told = await tracker.record(gap)
    assert told is not None
    assert (told["status"], told["history"][-1]["cause"]["sequence"]) == ("OPEN", sequence)
    assert await tracker.settled() == Reconciliation()
