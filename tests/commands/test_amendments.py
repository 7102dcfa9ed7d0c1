"""Amendments follow from numbers, in whatever order these come, and are stated where no number tells."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from stdgraph.catalogue.lookup import find_standard
from stdgraph.catalogue.reader import Selection
from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.correct import Correct
from stdgraph.commands.merge import Merge
from stdgraph.commands.outcomes import Changed, Unknown
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.supersede import Supersede
from stdgraph.domain.vocabulary import Level
from stdgraph.store import migrations
from stdgraph.store.session import Transaction
from tests.commands.workspace import ADMINISTRATOR, START, TODAY, Workspace

BASE, FIRST, SECOND = "GB/T 4688-2020", "GB/T 4688-2020/XG1-2025", "GB/T 4688-2020/XG2-2026"
NATIONAL: dict[str, Any] = {"level": Level.NATIONAL, "plan_number": "20260002-T-339"}


async def amended(workspace: Workspace) -> set[tuple[str, str]]:
    rows = await workspace.rows("MATCH (a:Standard)-[:AMENDS]->(b:Standard) RETURN a.number AS a, b.number AS b")
    return {(row["a"], row["b"]) for row in rows}


@pytest.mark.parametrize("order", list(permutations((BASE, FIRST, SECOND)))[::2])
async def test_an_amendment_finds_its_base_in_any_order_of_arrival(
    workspace: Workspace, order: tuple[str, ...]
) -> None:
    for number in order:
        await workspace.published(number)
    assert await amended(workspace) == {(FIRST, BASE), (SECOND, BASE)}


async def test_a_corrected_number_amends_something_else(workspace: Workspace) -> None:
    key, _ = await workspace.published("GB/T 10-2020/XG1-2025", **NATIONAL), await workspace.published(BASE)
    assert await amended(workspace) == {("GB/T 10-2020/XG1-2025", "GB/T 10-2020")}
    assert (await workspace.standard(key)).get("reviewDueOn") is None
    await workspace.done(Correct(key, "number", FIRST, "page", "误录"))
    assert await amended(workspace) == {(FIRST, BASE)}
    await workspace.done(Correct(key, "number", "GB/T 4689-2025", "page", "误录"))
    assert await amended(workspace) == set()
    assert (await workspace.standard(key))["reviewDueOn"] is not None


async def test_merged_bases_keep_their_amendments(workspace: Workspace) -> None:
    one, other = await workspace.published(BASE), await workspace.published("GB/T 4688-2021")
    await workspace.published(FIRST)
    (outcome,) = (await apply_commands(workspace.graph, ADMINISTRATOR, [Merge(one, other)], today=TODAY)).outcomes
    assert isinstance(outcome, Changed)
    assert await amended(workspace) == {(FIRST, "GB/T 4688-2021")}
    await workspace.published(SECOND)
    assert await amended(workspace) == {(FIRST, "GB/T 4688-2021"), (SECOND, "GB/T 4688-2021")}


async def test_what_no_number_tells_is_stated_and_taken_back(workspace: Workspace) -> None:
    key = await workspace.published("GB/T 77-2025", **NATIONAL)
    await workspace.done(Relate(key, Relation.AMENDS, "S001", {}))
    now = await workspace.standard(key)
    assert (now["amending"], now.get("reviewDueOn")) == (True, None)
    assert await workspace.problems(Relate("S001", Relation.AMENDS, key, {})) == {
        "target": "GB/T 77-2025 is an amendment of this standard"
    }
    await workspace.done(Relate(key, Relation.AMENDS, "S001", {}, away=True))
    now = await workspace.standard(key)
    assert (now.get("amending"), now["reviewDueOn"] is not None) == (None, True)


async def test_what_the_number_tells_is_neither_taken_away_nor_contradicted(workspace: Workspace) -> None:
    await workspace.published("GB/T 10-2020/XG1-2025")
    for target, away in (("S001", True), ("S002", False)):
        problems = await workspace.problems(Relate("GB/T 10-2020/XG1-2025", Relation.AMENDS, target, {}, away=away))
        assert problems["target"].startswith("the number GB/T 10-2020/XG1-2025 says what it amends")


async def test_what_an_earlier_version_stored_is_brought_to_it(workspace: Workspace) -> None:
    base, amendment = await workspace.published(BASE), await workspace.published(FIRST, **NATIONAL)

    async def forget(tx: Transaction) -> None:
        await tx.run("MATCH ()-[r:AMENDS]->() DELETE r")
        await tx.run("MATCH (s:Standard) SET s.seriesKey = null, s.seriesOrder = null, s.amendsKey = null")
        await tx.run("MATCH (s:Standard {id: $id}) SET s.reviewDueOn = date('2031-01-15')", id=amendment)

    before = {key: await workspace.standard(key) for key in (base, amendment, "S001", "S004")}
    await workspace.graph.write(forget)
    for migration in migrations.MIGRATIONS:
        if migration.convert is not None:
            await migration.convert(workspace.graph)
    assert await amended(workspace) == {(FIRST, BASE)}
    assert {key: await workspace.standard(key) for key in before} == before


async def looked_up(workspace: Workspace, name: str) -> str | None:
    async def work(tx: Transaction) -> str | None:
        found = await find_standard(tx, name, Selection(), TODAY)
        return None if found is None else found["id"]

    return await workspace.graph.read(work)


async def test_a_number_without_its_year_means_the_edition_in_force(workspace: Workspace) -> None:
    assert await looked_up(workspace, "GB/T 10") == "S001"
    assert await looked_up(workspace, "gbt10") == "S001"
    assert await looked_up(workspace, "GB/T 10-2010") == "S002"
    assert await looked_up(workspace, "GB/T 11") == "S005"  # withdrawn: the latest that was published
    later = await workspace.published("GB/T 10-2026")
    assert await looked_up(workspace, "GB/T 10") == later
    await workspace.done(Supersede(later, "S001", since=TODAY))
    assert await looked_up(workspace, "GB/T 10") == "S001"
    assert await looked_up(workspace, "GB/T 12") is None


async def test_a_change_never_picks_one_of_several_editions(workspace: Workspace) -> None:
    await workspace.published("GB/T 10-2026")
    for wish in (
        Relate("GB/T 10", Relation.OWNED_BY, "SAC/TC1", {}),
        Relate("S003", Relation.REFERENCES, "GB/T 10", {}),
        Supersede("S005", "GB/T 10"),
    ):
        outcome = await workspace.outcome(wish)
        assert isinstance(outcome, Unknown)
        assert (
            outcome.message.en
            == "'GB/T 10' has several editions, give the year: GB/T 10-2010, GB/T 10-2020, GB/T 10-2026"
        )
        assert outcome.message.zh.endswith("“GB/T 10-2010”、“GB/T 10-2020”、“GB/T 10-2026”")
    only = await workspace.done(Relate("GB/T 11", Relation.REFERENCES, "ISO 1", {}))
    assert only.key == "S005"
    assert (await workspace.related("S005", "REFERENCES")) == {"R001": {"undated": "True"}}


async def test_events_are_taken_back_whatever_editions_there_are(workspace: Workspace) -> None:
    await workspace.published("GB/T 10-2026")
    sequence = await workspace.sequence(Supersede("GB/T 10-2020", "GB/T 10-2026", since=START))
    await workspace.published("GB/T 10-2025")
    await workspace.done(Revoke("S001", sequence, "误录"))
    assert await workspace.rows("MATCH (:Standard {id: 'S001'})<-[r:REPLACES]-() RETURN type(r) AS r") == []


async def test_a_draft_without_a_year_gives_way_to_an_edition(workspace: Workspace) -> None:
    draft = await workspace.item("10", "20")
    await workspace.done(Correct(draft, "number", "GB/T 99", "page", "预留"))
    assert await looked_up(workspace, "GB/T 99") == draft
    await workspace.done(Advance("GB/T 99", "30", effective_on=START))
    edition = await workspace.published("GB/T 99-2024")
    assert await looked_up(workspace, "GB/T 99") == edition
    outcome = await workspace.outcome(Advance("GB/T 99", "40", effective_on=START))
    assert isinstance(outcome, Unknown)
    assert draft in outcome.message.en
