"""Every standard is what its events say, and the audit sees when it is not."""

from __future__ import annotations

from datetime import date

import pytest

from stdgraph.commands import replay as audit
from stdgraph.commands.advance import Advance
from stdgraph.commands.replay import differences
from stdgraph.store.session import Transaction
from tests.commands.workspace import Workspace


async def spoil(workspace: Workspace, change: str) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(f"MATCH (s:Standard {{id: 'S003'}}) {change}")

    await workspace.graph.write(work)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("SET s.status = 'PUBLISHED'", "status is PUBLISHED, its events say DRAFTING"),
        ("SET s.stage = '40.00'", "stage is 40.00, its events say 20.00"),
        ("REMOVE s.stage", "stage is unknown, its events say 20.00"),
        ("SET s.stageOn = date('2026-01-16')", "stageOn is 2026-01-16, its events say 2026-01-15"),
        ("SET s.timeline = ['2026-01-15 30.00']", "timeline is [2026-01-15 30.00], its events say [2026-01-15 20.00]"),
        ("SET s.dueOn = date('2030-01-01')", "dueOn is 2030-01-01, its events say 2027-01-15"),
        ("SET s.reviewDueOn = date('2030-01-01')", "reviewDueOn is 2030-01-01, its events say unknown"),
    ],
)
async def test_what_is_not_as_the_events_say_is_told(workspace: Workspace, change: str, told: str) -> None:
    await spoil(workspace, change)
    found = await workspace.graph.read(differences)
    assert [str(one) for one in found] == [f"standard S003: {told}"]
    await workspace.done(Advance("S004", "10"))
    assert len(await workspace.graph.read(differences)) == 1
    await spoil(
        workspace,
        "SET s.status = 'DRAFTING', s.stage = '20.00', s.stageOn = date('2026-01-15'), s.dueOn = date('2027-01-15')",
    )
    await spoil(workspace, "SET s.timeline = ['2026-01-15 20.00'] REMOVE s.reviewDueOn")


async def test_a_standard_without_events_has_no_status(workspace: Workspace) -> None:
    await spoil(workspace, "CREATE (:Standard {id: 'S999', status: 'PUBLISHED', timeline: []})")
    assert [str(one) for one in await workspace.graph.read(differences)] == [
        "standard S999: status is PUBLISHED, its events say PLANNED",
        "standard S999: itemStatus is unknown, its events say PLANNED",
    ]
    await spoil(workspace, "WITH s MATCH (n:Standard {id: 'S999'}) DELETE n")


async def test_however_many_they_are(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    assert await workspace.graph.read(differences) == []
    await spoil(
        workspace, "WITH s MATCH (n:Standard) WHERE n.id IN ['S001', 'S004', 'S005'] SET n.status = 'ABANDONED'"
    )
    assert [one.standard for one in await workspace.graph.read(differences)] == ["S001", "S004", "S005"]
    await spoil(workspace, "WITH s MATCH (n:Standard) WHERE n.id IN ['S001'] SET n.status = 'PUBLISHED'")
    await spoil(workspace, "WITH s MATCH (n:Standard) WHERE n.id IN ['S004'] SET n.status = 'PLANNED'")
    await spoil(workspace, "WITH s MATCH (n:Standard) WHERE n.id IN ['S005'] SET n.status = 'WITHDRAWN'")


async def test_an_announced_withdrawal_is_no_difference(workspace: Workspace) -> None:
    await workspace.done(Advance("S001", "95.99", effective_on=date(2027, 1, 1)))
    assert await workspace.graph.read(differences) == []
