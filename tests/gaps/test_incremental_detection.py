"""Incremental detection: after any change a cached detection brought up to date equals a full detection."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from stdgraph.commands.advance import Advance
from stdgraph.commands.events import record
from stdgraph.commands.outcomes import Changed
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.retirement import PlanItem, restore, retire
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Level
from stdgraph.gaps import detection
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.full_detection import detect_all
from stdgraph.gaps.gap_query import GapQuery
from stdgraph.gaps.kinds import GapKind
from stdgraph.gaps.ranking import RankedGaps
from stdgraph.progress.coverage import load_network
from stdgraph.store import versioned_cache as memory
from stdgraph.store.session import Graph, Transaction, count_statements
from stdgraph.store.transaction import mark_structure_changed
from tests.commands.workspace import TODAY, Workspace
from tests.examples import MORE, chance
from tests.gaps.drawn_changes import Changes

PLACES = ["ICN2024/BAB", "ICN2024/BA", "ICN2024/B", "PV2024/AA", "NP2024/AA", "NP2024/D"]
HELD = (
    "RETURN COLLECT { MATCH (s:Standard)-[:LISTED_IN]->() RETURN DISTINCT s.id AS id ORDER BY id } AS standards, "
    "COLLECT { MATCH (s:Standard {status: 'PUBLISHED'})-[:LISTED_IN]->() RETURN DISTINCT s.id AS id ORDER BY id } AS published, "
    "COLLECT { MATCH (c:ProductCategory)<-[:DEMANDS_FOR]-() RETURN DISTINCT c.code AS code ORDER BY code } AS categories, "
    "COLLECT { MATCH (c:Committee) RETURN c.code AS code ORDER BY code } AS committees"
)
FEW = 12
"""How many of each are changed over and over, so that changes meet."""

EVERY = frozenset(GapKind)
ROUNDS = {"embedded": 120 * MORE, "neo4j": 24 * MORE}
"""Changes, by engine: Neo4j takes ten times as long."""


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is found from the first look on: here nobody reads while others commit."""
    monkeypatch.setattr(memory, "STABLE_AFTER", 0.0)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def workspace(graph: Graph) -> Workspace:
    """A workspace with the bundled seed on it."""
    await load_seed(graph, read_seed(bundled_seed()))
    return Workspace(graph)


def content_of(gaps: list[RankedGaps]) -> list[list[dict[str, Any]]]:
    """Everything that gaps show, in their order."""
    names = (
        "id",
        "kind",
        "label",
        "subject",
        "since",
        "categories",
        "places",
        "facts",
        "severity",
        "unlocked",
        "score",
    )
    return [[{name: getattr(gap, name) for name in names} for gap in group] for group in gaps]


async def compare(graph: Graph, query: GapQuery) -> None:
    async def both(tx: Transaction) -> tuple[list[RankedGaps], list[RankedGaps]]:
        cached = await find_gaps(tx, query.scopes, query.kinds, query.on, apart=query.apart)
        return cached, (await detect_all(tx, query, await load_network(tx, query.on))).found

    cached, found = await graph.read(both)
    assert content_of(cached) == content_of(found)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def changes(workspace: Workspace) -> Changes:
    random = chance(20260901)
    (held,) = await workspace.rows(HELD)
    few = {name: random.sample(keys, min(FEW, len(keys))) for name, keys in held.items()}
    return Changes(random, TODAY, few["standards"], few["published"], PLACES, few["categories"], few["committees"])


QUERIES = [
    GapQuery((ScopeFilter(),), EVERY, TODAY, apart=False),
    GapQuery((ScopeFilter(system="PV2024"), ScopeFilter(system="ICN2024")), EVERY, TODAY, apart=True),
    GapQuery((ScopeFilter(subsystem=("NP2024", "A")),), EVERY, TODAY, apart=False),
    GapQuery((ScopeFilter(committee="SAC/TC90"),), EVERY, TODAY, apart=False),
    GapQuery((ScopeFilter(product_category="LI_BATTERY"),), EVERY, TODAY, apart=False),
]


async def found(graph: Graph) -> set[str]:
    """The ids of all gaps, as they are cached; they are what a look at everything finds."""
    await compare(graph, QUERIES[0])
    (gaps,) = await graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], None, TODAY))
    return {gap.id for gap in gaps}


async def published(workspace: Workspace, number: str, day: date) -> str:
    """A new standard of ICN2024/BAB for the lithium battery, published on a day; its id."""
    item = Register(
        title_zh="一项",
        level=Level.NATIONAL,
        stage="50.20",
        plan_number=f"20269999-T-{number[-3:]}",
        effective_on=day,
        listings=[("ICN2024", "BAB", None)],
        product_categories=["LI_BATTERY"],
    )
    await workspace.done(item)
    await workspace.done(
        Advance(item.standard, "60.60", number=number, published_on=day, in_force_on=day, effective_on=day)
    )
    return item.standard


async def test_a_change_affects_what_depends_on_it(graph: Graph, workspace: Workspace) -> None:
    """A successor published, and its replacement taken away, tell on the predecessor; a listing taken away on the cell."""
    old = await published(workspace, "GB/T 99901-2015", date(2015, 1, 1))
    overdue, unmet = f"REVIEW_OVERDUE:{old}", "UNMET_DEMAND:ICN2024/BAB:LI_BATTERY"
    assert (await found(graph)) & {overdue, unmet} == {overdue}
    new = Register(
        title_zh="新一项", level=Level.NATIONAL, stage="50.20", plan_number="20269999-T-001", effective_on=TODAY
    )
    await workspace.done(new)
    await workspace.done(Relate(new.standard, Relation.REPLACES, old, {"extent": "WHOLE"}))
    assert overdue in await found(graph)
    await workspace.done(
        Advance(new.standard, "60.60", number="GB/T 99901-2026", published_on=TODAY, in_force_on=TODAY)
    )
    assert (await found(graph)) & {overdue, unmet} == {unmet}
    await workspace.done(Relate(new.standard, Relation.REPLACES, old, {}, away=True))
    assert (await found(graph)) & {overdue, unmet} == {overdue}
    await workspace.done(Relate(old, Relation.LISTED_IN, "ICN2024/BAB", {}, away=True))
    assert (await found(graph)) & {overdue, unmet} == {unmet}


async def test_only_what_changed_is_examined(graph: Graph, workspace: Workspace, changes: Changes) -> None:
    """Shown by the statements that are sent, not by the clock."""
    await compare(graph, QUERIES[0])
    outcome = await workspace.done(Register(title_zh="一项", listings=[("PV2024", "AA", None)]))
    with count_statements() as counter:
        await compare(graph, QUERIES[0])
    among = [text for text in counter.texts if "$among" in text]
    assert len(among) == 1
    assert f"UNSTARTED:{outcome.key}" in await found(graph)


async def test_after_many_changes_detection_is_full(
    graph: Graph, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detection, "MOST_CHANGES", 1)
    await compare(graph, QUERIES[0])
    await workspace.wish(*(Register(title_zh="一项", listings=[("PV2024", "AA", None)]) for _ in range(2)))
    with count_statements() as counter:
        await compare(graph, QUERIES[0])
    assert [text for text in counter.texts if "$among" in text] == []


async def test_a_change_that_may_be_visible_in_part_is_examined_again(
    graph: Graph, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await compare(graph, QUERIES[0])
    monkeypatch.setattr(memory, "STABLE_AFTER", 60.0)
    await workspace.done(Register(title_zh="一项", listings=[("PV2024", "AA", None)]))
    for _ in range(2):
        with count_statements() as counter:
            await compare(graph, QUERIES[0])
        assert len([text for text in counter.texts if "$among" in text]) == 1, "the change is young"
    monkeypatch.setattr(memory, "STABLE_AFTER", 0.0)
    for seen in (1, 0):
        with count_statements() as counter:
            await compare(graph, QUERIES[0])
        assert len([text for text in counter.texts if "$among" in text]) == seen


async def test_what_leaves_the_plan_and_comes_back(graph: Graph, workspace: Workspace) -> None:
    """Of a standard only what it affects is examined again, of anything else everything."""
    item = PlanItem("Standard", "S086")
    assert "UNSTARTED:S086" in await found(graph)

    async def away(tx: Transaction, *items: PlanItem) -> None:
        await record(tx, (await retire(tx, items, TODAY)).events, actor="loader")

    async def back(tx: Transaction) -> None:
        await record(tx, await restore(tx, [item, PlanItem("Subsystem", "PV2024/GA")], TODAY), actor="loader")

    await graph.write(lambda tx: away(tx, item))
    with count_statements() as counter:
        assert "UNSTARTED:S086" not in await found(graph)
    assert any("$among" in text for text in counter.texts)
    for query in QUERIES:
        await compare(graph, query)
    await graph.write(lambda tx: away(tx, PlanItem("Subsystem", "PV2024/GA")))
    for query in QUERIES:
        await compare(graph, query)
    await graph.write(back)
    assert "UNSTARTED:S086" in await found(graph)
    for query in QUERIES:
        await compare(graph, query)


async def test_a_seed_may_change_anything(graph: Graph, workspace: Workspace) -> None:
    await compare(graph, QUERIES[0])
    await graph.write(mark_structure_changed)
    with count_statements() as counter:
        await compare(graph, QUERIES[0])
    assert [text for text in counter.texts if "$among" in text] == []


@pytest.mark.drawn
async def test_after_any_change(graph: Graph, workspace: Workspace, changes: Changes) -> None:
    for query in QUERIES:
        await compare(graph, query)
    made, rounds = 0, ROUNDS[graph.engine.name]
    for turn in range(rounds):
        outcome = await workspace.outcome(changes.wish())
        if isinstance(outcome, Changed):
            made += 1
            if outcome.sequence is not None:
                changes.revocable.append((outcome.key, outcome.sequence))
        if turn % 3 == 0:  # of several changes at once, too
            for query in QUERIES if turn % 15 == 0 else QUERIES[:2]:
                await compare(graph, query)
    assert made > rounds / 3, "most of what was drawn was refused"
