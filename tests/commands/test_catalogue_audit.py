"""The audit of the catalogue: in order as the seed and people leave it, and each way of spoiling it is found and named."""

from __future__ import annotations

import pytest

from stdgraph.commands import audit as module
from stdgraph.commands.audit import Check, Finding, audit
from stdgraph.store.session import Transaction
from tests.commands.workspace import Workspace

SPOILT: list[tuple[Check, int, tuple[str, ...], str, str]] = [
    (
        Check.UNFINISHED,
        1,
        ("restore",),
        "MATCH (c:Catalogue) SET c.unfinishedLoad = 'restore'",
        "MATCH (c:Catalogue) REMOVE c.unfinishedLoad",
    ),
    (
        Check.MISSING_EVENTS,
        1,
        ("3",),
        "MATCH (e:Event {sequence: 3}) SET e.sequence = -3, e.kept = true",
        "MATCH (e:Event {sequence: -3}) SET e.sequence = 3 REMOVE e.kept",
    ),
    (
        Check.EXCESS_EVENTS,
        1,
        ("900001",),
        "MATCH (s:Standard {id: 'S001'}) CREATE (:Event {id: 'x', sequence: 900001})-[:CONCERNS]->(s)",
        "MATCH (e:Event {id: 'x'}) DETACH DELETE e",
    ),
    (
        Check.DANGLING_EVENTS,
        1,
        ("2",),
        "MATCH (e:Event {sequence: 2})-[r:CONCERNS]->(s) SET e.lost = s.id DELETE r",
        "MATCH (e:Event {sequence: 2}) MATCH (s:Standard {id: e.lost}) CREATE (e)-[:CONCERNS]->(s) REMOVE e.lost",
    ),
    (
        Check.WRONG_RELATIONS,
        1,
        ("Standard LISTED_IN Committee",),
        "MATCH (s:Standard {id: 'S001'}) MATCH (c:Committee {code: 'SAC/TC1'}) CREATE (s)-[:LISTED_IN]->(c)",
        "MATCH (:Standard {id: 'S001'})-[r:LISTED_IN]->(:Committee) DELETE r",
    ),
    (
        Check.WRONG_RELATIONS,
        1,
        ("Standard MADE_UP Standard",),
        "MATCH (s:Standard {id: 'S001'}) MATCH (o:Standard {id: 'S002'}) CREATE (s)-[:MADE_UP]->(o)",
        "MATCH (:Standard)-[r:MADE_UP]->() DELETE r",
    ),
    (
        Check.DANGLING_ALIASES,
        1,
        ("Standard:S900",),
        "CREATE (:Alias {id: 'Standard:S900', label: 'Standard', key: 'S900'})",
        "MATCH (a:Alias {id: 'Standard:S900'}) DETACH DELETE a",
    ),
    (
        Check.SHARED_NUMBERS,
        1,
        ("TSG21-2016",),
        "UNWIND ['A900', 'A901'] AS id CREATE (:Standard {id: id, number: 'TSG 21-' + id, numberKey: 'TSG21-2016', seedHash: 'x'})",
        "MATCH (n:Standard) WHERE n.id IN ['A900', 'A901'] DETACH DELETE n",
    ),
    (
        Check.DANGLING_STATEMENTS,
        1,
        ("x:Standard:S001",),
        "CREATE (:Statement {id: 'x:Standard:S001', dataset: 'x', label: 'Standard', local: 'S001'})",
        "MATCH (a:Statement {id: 'x:Standard:S001'}) DETACH DELETE a",
    ),
    (
        Check.DANGLING_CLAIMS,
        1,
        ("C900",),
        "CREATE (:Claim {id: 'C900', field: 'level', value: 'x'})",
        "MATCH (a:Claim {id: 'C900'}) DETACH DELETE a",
    ),
    (
        Check.DANGLING_RECORDS,
        1,
        ("OVERDUE:S900",),
        "CREATE (:GapRecord {gapId: 'OVERDUE:S900'})",
        "MATCH (a:GapRecord {gapId: 'OVERDUE:S900'}) DETACH DELETE a",
    ),
    (
        Check.DANGLING_SUBSYSTEMS,
        1,
        ("X2024/ZZ",),
        "CREATE (:Subsystem {id: 'X2024/ZZ', system: 'X2024', code: 'ZZ', seedHash: 'x'})",
        "MATCH (a:Subsystem {id: 'X2024/ZZ'}) DETACH DELETE a",
    ),
    (
        Check.DANGLING_TARGETS,
        1,
        ("T900",),
        "CREATE (:Target {id: 'T900', seedHash: 'x'})",
        "MATCH (a:Target {id: 'T900'}) DETACH DELETE a",
    ),
    (
        Check.DANGLING_DEMANDS,
        1,
        ("D900",),
        "CREATE (:Demand {id: 'D900', seedHash: 'x'})",
        "MATCH (a:Demand {id: 'D900'}) DETACH DELETE a",
    ),
    (
        Check.UNSTATED,
        1,
        ("NOBODYS",),
        "CREATE (:ProductCategory {code: 'NOBODYS', id: 'NOBODYS'})",
        "MATCH (a:ProductCategory {code: 'NOBODYS'}) DETACH DELETE a",
    ),
    (
        Check.BROKEN_PAST,
        1,
        ("D001",),
        "MATCH (d:Demand {id: 'D001'}) CREATE (d)-[:WAS {until: date('2026-01-01')}]->(d) SET d.statedFrom = date('2026-02-01')",
        "MATCH (d:Demand {id: 'D001'})-[w:WAS]->(d) DELETE w SET d.statedFrom = null",
    ),
    (
        Check.BROKEN_PAST,
        1,
        ("D001",),
        "MATCH (d:Demand {id: 'D001'}) MATCH (o:Demand {id: 'D002'}) CREATE (d)-[:WAS]->(o)",
        "MATCH (:Demand)-[w:WAS]->() DELETE w",
    ),
    (
        Check.VOID_OFFERS,
        1,
        ("S003",),
        "MATCH (s:Standard {id: 'S003'}) MATCH (c:Committee {code: 'SAC/TC1/SC2'}) CREATE (s)-[:OFFERED_TO]->(c) CREATE (s)-[:OFFERED_BY]->(c)",
        "MATCH (:Standard)-[r:OFFERED_TO|OFFERED_BY]->() DELETE r",
    ),
]


async def change(workspace: Workspace, text: str) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(text)

    await workspace.graph.write(work)


async def test_each_way_of_spoiling_the_catalogue_is_found_and_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 4)
    await workspace.published("GB/T 98-2026")
    assert await workspace.graph.read(audit) == []
    for check, count, named, spoil, mend in SPOILT:
        await change(workspace, spoil)
        expected = [Finding(check, count, named)]
        if check is Check.MISSING_EVENTS:  # the event that was taken out of the feed is told, too
            expected.append(Finding(Check.EXCESS_EVENTS, 1, ("-3",)))
        assert await workspace.graph.read(audit) == expected, spoil
        await change(workspace, mend)
        assert await workspace.graph.read(audit) == [], mend


async def test_what_is_retired_needs_no_dataset_and_what_is_stated_has_one(workspace: Workspace) -> None:
    await change(workspace, "CREATE (:ProductCategory {code: 'OLD', id: 'OLD', retiredOn: date('2026-01-01')})")
    await change(
        workspace,
        "CREATE (:Statement {id: 'x:ProductCategory:NEW', dataset: 'x', label: 'ProductCategory', local: 'NEW'})"
        "-[:STATES]->(:ProductCategory {code: 'NEW', id: 'NEW'})",
    )
    assert await workspace.graph.read(audit) == []
    await change(workspace, "MATCH (c:ProductCategory) WHERE c.code IN ['OLD', 'NEW'] DETACH DELETE c")
    await change(workspace, "MATCH (s:Statement) DETACH DELETE s")


def test_of_much_that_is_wrong_some_is_named() -> None:
    names = [str(n) for n in range(1, 31)]
    found = module._finding(Check.MISSING_EVENTS, names)
    assert (found.count, found.named) == (30, tuple(names[: module.NAMED]))


async def test_the_model_has_every_relationship_of_the_page() -> None:
    from pathlib import Path
    from re import findall

    page = (Path(__file__).parents[2] / "docs" / "graph-model.md").read_text(encoding="utf-8")
    assert set(findall(r"-\[:([A-Z_]+)", page)) == set(module.RELATIONS)
