"""Renames: listings, gaps, records and tokens go along, the old code is an alias, and nothing closes or opens because of it."""

from __future__ import annotations

from typing import Any

import pytest

from stdgraph.commands.events import NewEvent, record
from stdgraph.domain.identity import Role
from stdgraph.errors import BadInput
from stdgraph.gap_records.reconciliation import Reconciliation
from stdgraph.gap_records.renames import rename, renamed_gap_id
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import acquire_write_lock
from tests.gap_records.tracker import Tracker
from tests.tokens import issue

GAPS = "query ($after: String) { gaps(first: 200, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }"
RENAMES = [
    ("Subsystem", "PV2024/BA", "PV2024/BX"),
    ("StandardsSystem", "ICN2024", "ICN2025"),
    ("ProductCategory", "LI_BATTERY", "LITHIUM_BATTERY"),
    ("Committee", "SAC/TC90", "SAC/TC900"),
    ("Subsystem", "PV2024/BX", "PV2024/BA"),
]


async def renamed(tracker: Tracker, label: str, old: str, new: str) -> int:
    """Rename and record it; the sequence of the event."""

    async def work(tx: Transaction) -> int:
        await acquire_write_lock(tx)
        event: NewEvent = await rename(tx, label, old, new)
        return (await record(tx, [event], actor="steward")).first_sequence

    return await tracker.graph.write(work)


async def open_gaps(tracker: Tracker) -> set[str]:
    found: set[str] = set()
    after = None
    while True:
        page = (await tracker.data(GAPS, after=after))["gaps"]
        found |= {edge["node"]["id"] for edge in page["edges"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def rows(tracker: Tracker, text: str, **parameters: Any) -> list[dict[str, Any]]:
    return await tracker.graph.read(lambda tx: tx.rows(text, **parameters))


async def decisions(tracker: Tracker) -> list[Any]:
    """What was decided of every gap, with its history, by the sequence of its first event."""
    text = (
        "MATCH (g:GapRecord) RETURN [g.sequence, g.status, g.revision, COLLECT { MATCH (g)<-[:CONCERNS]-(e:Event) "
        "RETURN e.sequence AS s ORDER BY s }] AS one ORDER BY g.sequence"
    )
    return [row["one"] for row in await rows(tracker, text)]


async def test_every_gap_keeps_its_record(tracker: Tracker) -> None:
    """Of every gap of the catalogue one is tracked."""
    for gap in sorted(await open_gaps(tracker))[::3]:
        await tracker.tracked(gap, status="MOVING")
    await tracker.settled()
    before = await decisions(tracker)
    count = len(await open_gaps(tracker))
    for label, old, new in RENAMES:
        sequence = await renamed(tracker, label, old, new)
        assert await tracker.settled() == Reconciliation(), (old, new)
        assert await decisions(tracker) == before
        found = await open_gaps(tracker)
        tracked = {row["gap"] for row in await rows(tracker, "MATCH (g:GapRecord) RETURN g.gapId AS gap")}
        assert (len(found), tracked - found) == (count, set())
        (event,) = await rows(
            tracker, "MATCH (e:Event {sequence: $s})-[:CONCERNS]->(n) RETURN e.kind AS kind, n.id AS key", s=sequence
        )
        assert event == {"kind": "RENAMED", "key": new}
        ((alias),) = await rows(
            tracker, "MATCH (a:Alias {id: $id})-[:NAMES]->(n) RETURN n.id AS key", id=f"{label}:{old}"
        )
        assert alias["key"] == new
    assert await rows(tracker, "MATCH (a:Alias {id: 'Subsystem:PV2024/BA'}) RETURN a.id AS id") == [], "its own again"
    assert await rows(
        tracker, "MATCH (a:Alias {id: 'Subsystem:ICN2024/AA'})-[:NAMES]->(x) RETURN x.id AS key, x.system AS system"
    ) == [{"key": "ICN2025/AA", "system": "ICN2025"}]
    stale = "MATCH (n) WHERE n.system = 'ICN2024' OR n.id STARTS WITH 'ICN2024/' AND NOT n:Alias RETURN count(n) AS n"
    assert await rows(tracker, stale) == [{"n": 0}]
    answer = await tracker.data(
        '{ system(code: "ICN2025") { targets { id } tree { subsystem { code } } } search(text: "ICN2025") { totalCount } '
        'subsystem(system: "ICN2025", code: "AA") { system { code } } }'
    )
    assert answer["system"]["tree"]
    assert answer["subsystem"] == {"system": {"code": "ICN2025"}}
    assert answer["search"]["totalCount"] == 1


async def test_a_token_goes_on(tracker: Tracker) -> None:
    await issue(tracker.graph, "目录管理", Role.STEWARD, systems=["NP2024"])
    await renamed(tracker, "StandardsSystem", "NP2024", "NP2026")
    assert await rows(tracker, "MATCH (t:AccessToken {name: '目录管理'}) RETURN t.systems AS systems") == [
        {"systems": ["NP2026"]}
    ]


@pytest.mark.parametrize(
    ("label", "old", "new", "why"),
    [
        ("Standard", "S001", "S999", "Standard 'S001' cannot be renamed: expected one of StandardsSystem, Subsystem"),
        ("Subsystem", "PV2024/ZZ", "PV2024/ZY", "no such subsystem: 'PV2024/ZZ'"),
        ("Subsystem", "PV2024/AA", "PV2024/AB", "'PV2024/AA' cannot become 'PV2024/AB': another one is called that"),
        ("Subsystem", "PV2024/AA", "OTHER/AA", "a subsystem stays in its system"),
        ("Subsystem", "PV2024/AA", "PV2024/", "expected a code, not empty and without a colon"),
        ("Committee", "SAC/TC207", "SAC:TC82", "expected a code, not empty and without a colon"),
        ("StandardsSystem", "PV2024", "PV/2024", "expected a code, not empty"),
        ("StandardsSystem", "PV2024", "PV2024", "is called that already"),
        ("Committee", "SAC/TC203", "SAC/TC90", "'SAC/TC900' was called that and is still found by it"),
    ],
)
async def test_what_is_refused(tracker: Tracker, label: str, old: str, new: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        await renamed(tracker, label, old, new)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("gap", "label", "renamed_to"),
    [
        ("UNCOVERED_SUBSYSTEM:X/A", "Subsystem", "UNCOVERED_SUBSYSTEM:X/B"),
        ("UNMET_DEMAND:X/A:C", "ProductCategory", "UNMET_DEMAND:X/B:D"),
        ("UNMET_DEMAND:X/AA:C", "ProductCategory", "UNMET_DEMAND:X/AA:D"),
        ("CONFLICTING_CLAIMS:Subsystem:X/A:note", "Subsystem", "CONFLICTING_CLAIMS:Subsystem:X/B:note"),
        ("CONFLICTING_CLAIMS:Standard:C:C", "Standard", "CONFLICTING_CLAIMS:Standard:C:C"),
        ("TARGET_SHORTFALL:X:C", "Target", "TARGET_SHORTFALL:Y:C"),
        ("UNITEMISED:X", "StandardsSystem", "UNITEMISED:Y"),
        ("OUTDATED_REFERENCE:X:S001:C", "Standard", "OUTDATED_REFERENCE:X:S001:C"),
    ],
)
def test_the_id_of_a_gap(gap: str, label: str, renamed_to: str) -> None:
    keys = {("Subsystem", "X/A"): "X/B", ("ProductCategory", "C"): "D", ("StandardsSystem", "X"): "Y"}
    assert renamed_gap_id(gap, label, keys) == renamed_to
