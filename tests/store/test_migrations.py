"""The schema on both engines: applied once, recorded, repeatable, and never older than the data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from stdgraph.errors import SchemaTooNew
from stdgraph.settings import Settings
from stdgraph.store import migrations
from stdgraph.store.number_migration import refold_numbers
from stdgraph.store.session import Graph, Transaction, count_statements, native
from tests.calendar_day import TODAY
from tests.engines import wipe

PAGE = Path(__file__).parents[2] / "docs" / "graph-model.md"


async def ask(graph: Graph, text: str) -> list[dict[str, Any]]:
    async def work(transaction: Transaction) -> list[dict[str, Any]]:
        return await transaction.rows(text)

    return await graph.write(work)


@pytest_asyncio.fixture(loop_scope="session")
async def bare(graph: Graph) -> AsyncIterator[Graph]:
    """The graph without data and without schema; whole again afterwards."""
    await ask(graph, "MATCH (n) DETACH DELETE n")
    for row in await ask(graph, "SHOW CONSTRAINTS"):
        await graph.define(f"DROP CONSTRAINT `{row['name']}` IF EXISTS")
    for row in await ask(graph, "SHOW INDEXES"):
        if row["labelsOrTypes"]:
            await graph.define(f"DROP INDEX `{row['name']}` IF EXISTS")
    yield graph
    await wipe(graph)


async def indexed(graph: Graph) -> set[tuple[str, ...]]:
    """Label and properties of every index, those of constraints too."""
    rows = await ask(graph, "SHOW INDEXES")
    return {(*row["labelsOrTypes"], *row["properties"]) for row in rows if row["labelsOrTypes"]}


async def test_a_bare_graph_gets_the_whole_schema_and_a_catalogue(bare: Graph) -> None:
    assert await migrations.schema_version(bare) == 0
    await migrations.apply(bare)
    assert await migrations.schema_version(bare) == migrations.LATEST
    (row,) = await ask(bare, "MATCH (c:Catalogue) RETURN c{.*} AS c")
    assert UUID(row["c"].pop("instance"))
    assert native(row["c"].pop("turnedTo")) == TODAY
    assert row["c"] == {"id": "catalogue", "schemaVersion": migrations.LATEST, "revision": 0, "sequence": 0}
    steps = [m.version for m in migrations.MIGRATIONS]
    rows = await ask(bare, "MATCH (m:Migration) RETURN m.version AS v, m.appliedAt IS NOT NULL AS at ORDER BY v")
    assert rows == [{"v": version, "at": True} for version in steps]
    assert {
        ("Subsystem", "system", "code"),
        ("Standard", "planNumber"),
        ("Standard", "dueOn"),
        ("Event", "sequence"),
    } <= await indexed(bare)


async def test_every_key_of_the_graph_model_is_unique(bare: Graph) -> None:
    await migrations.apply(bare)
    rows = await ask(bare, "SHOW CONSTRAINTS")
    unique = {(row["labelsOrTypes"][0], *row["properties"]) for row in rows}
    assert keys_of_the_page() == unique


def keys_of_the_page() -> set[tuple[str, ...]]:
    """Label and properties of every key in the table of docs/graph-model.md."""
    keys = set()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3 and cells[1].startswith("`"):
            label = cells[1].strip("`")
            for key in cells[2].replace("(system, code)", "system+code").split(", "):
                keys.add((label, *key.partition(" ")[0].strip("`").split("+")))
    return keys


async def test_nothing_to_do_costs_one_round_trip(graph: Graph) -> None:
    with count_statements() as counter:
        await migrations.apply(graph)
    assert len(counter.texts) == 1


async def test_a_migration_that_a_crash_cut_short_is_run_again(bare: Graph) -> None:
    first = migrations.MIGRATIONS[0]
    await bare.define(migrations.RECORDS)
    for definition in first.definitions[: len(first.definitions) // 2]:
        await bare.define(definition)
    await migrations.apply(bare)
    assert await migrations.schema_version(bare) == migrations.LATEST
    assert ("Claim", "field") in await indexed(bare)


async def test_the_versions_of_an_older_catalogue_keep_their_values_under_new_names(bare: Graph) -> None:
    await migrations.apply(bare)
    older = "MATCH (c:Catalogue) SET c.schemaVersion = 3, c.structure = 'x', c.settled = 7, c.sequence = 8"
    await ask(bare, f"{older} REMOVE c.structureVersion, c.visibleSequence")
    names = "c.structure AS old, c.settled AS older, c.structureVersion AS structure, c.visibleSequence AS visible"
    for _ in range(2):
        await migrations.apply(bare)
        assert await ask(bare, f"MATCH (c:Catalogue) RETURN {names}") == [
            {"old": None, "older": None, "structure": "x", "visible": 7}
        ]
        await ask(bare, "MATCH (c:Catalogue) SET c.schemaVersion = 3")  # as if a crash had cut the last one short


async def test_several_that_migrate_at_once_all_succeed(bare: Graph, engine_settings: Settings) -> None:
    opened = await asyncio.gather(*(Graph.open(engine_settings) for _ in range(4)), return_exceptions=True)
    for graph in opened:
        if isinstance(graph, Graph):
            await graph.close()
    assert [graph for graph in opened if not isinstance(graph, Graph)] == []
    assert await ask(bare, "MATCH (m:Migration) RETURN count(m) AS n") == [{"n": len(migrations.MIGRATIONS)}]
    assert await ask(bare, "MATCH (c:Catalogue) RETURN count(c) AS n") == [{"n": 1}]


@pytest.mark.parametrize("migrate", [True, False])
async def test_a_newer_catalogue_is_refused_and_left_alone(
    graph: Graph, engine_settings: Settings, *, migrate: bool
) -> None:
    newer = migrations.LATEST + 1
    await ask(graph, f"MATCH (c:Catalogue) SET c.schemaVersion = {newer}")
    try:
        with pytest.raises(SchemaTooNew, match=rf"schema version {newer}, .* up to {migrations.LATEST}"):
            await Graph.open(engine_settings, migrate=migrate)
        assert await migrations.schema_version(graph) == newer
    finally:
        await ask(graph, f"MATCH (c:Catalogue) SET c.schemaVersion = {migrations.LATEST}")


def test_migrations_are_numbered_in_order() -> None:
    versions = [migration.version for migration in migrations.MIGRATIONS]
    assert versions == list(range(1, len(versions) + 1))


async def test_stored_keys_of_numbers_are_computed_anew_and_may_be_again(bare: Graph) -> None:
    await migrations.apply(bare)
    rows = [
        {"id": "a", "number": "GBZ 117-2020", "numberKey": "GB/Z 117-2020", "planNumber": "２０２１-0345T-SJ"},
        {"id": "b", "number": "GB/Z 117-2020", "numberKey": "GB/Z 117-2020", "planNumber": "20210345T-SJ"},
        {"id": "c", "number": "TSG 21-2016", "numberKey": "TSG 21-2016"},
    ]
    statement = {"id": "x:Standard:a", "label": "Standard", "content": '{"properties": {"number": "GBZ 117-2020"}}'}

    async def write(tx: Transaction) -> None:
        await tx.run("UNWIND $rows AS row CREATE (n:Standard) SET n = row", rows=rows)
        await tx.run("CREATE (n:Statement) SET n = $row", row=statement)
        await tx.run("CREATE (:Alias {id: 'Standard:z', numberKey: 'TSG 7-2016'})")

    await bare.write(write)
    for _ in range(2):
        await refold_numbers(bare)
    found = await ask(
        bare, "MATCH (n:Standard) RETURN n.id AS id, n.numberKey AS key, n.planNumber AS plan ORDER BY id"
    )
    assert [(row["key"], row["plan"]) for row in found] == [
        ("GBZ 117-2020", "2021-0345T-SJ"),
        ("GB/Z 117-2020", "20210345T-SJ"),
        ("TSG21-2016", None),
    ]
    assert await ask(bare, "MATCH (n:Statement) RETURN n.identity AS key") == [{"key": "GBZ 117-2020"}]
    assert await ask(bare, "MATCH (n:Alias) RETURN n.numberKey AS key") == [{"key": "TSG7-2016"}]


async def test_due_days_of_an_older_catalogue_become_those_of_its_projects(bare: Graph) -> None:
    await migrations.apply(bare)
    national = {"level": "NATIONAL", "nature": "RECOMMENDED"}
    rows = [
        {"id": "a", "timeline": ["2024-01-15 20.00", "2024-09-01 30.00"], "stage": "30.00", **national},
        {"id": "b", "timeline": ["2024-01-15 20.00"], "stage": "20.00", "projectDueOn": "2026-01-01", **national},
        {"id": "c", "timeline": ["2024-01-15 50.00"], "stage": "50.00", "projectDueOn": "2026-01-01", **national},
        {"id": "d", "timeline": ["2024-01-15 20.00"], "stage": "20.00", "level": "GROUP"},
    ]
    await bare.write(
        lambda tx: tx.run(
            "UNWIND $rows AS row CREATE (n:Standard) SET n = row, n.dueOn = date('2024-11-15'), n.projectDueOn = date(row.projectDueOn)",
            rows=rows,
        )
    )
    for _ in range(2):
        await ask(bare, "MATCH (c:Catalogue) SET c.schemaVersion = 13")
        await migrations.apply(bare)
    found = await ask(bare, "MATCH (n:Standard) RETURN n.id AS id, toString(n.dueOn) AS due ORDER BY id")
    assert [(row["id"], row["due"]) for row in found] == [
        ("a", "2025-07-15"),
        ("b", "2026-01-01"),
        ("c", None),
        ("d", None),
    ]
