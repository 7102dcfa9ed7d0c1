"""What was known at an instant is told the same for ever, whatever is recorded later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest_asyncio

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.progress.history import compute_history
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import TODAY, Workspace
from tests.examples import MORE, chance
from tests.gaps.drawn_changes import Changes
from tests.progress.test_history import figures

SCOPES = (
    ScopeFilter(),
    ScopeFilter(system="PV2024"),
    ScopeFilter(subsystem=("PV2024", "B")),
    ScopeFilter(committee="SAC/TC90"),
    ScopeFilter(product_category="LI_BATTERY"),
)
PLACES = ("PV2024/BA", "PV2024/BB", "PV2024/DA", "NP2024/AA")
STEPS = 8 * MORE
EACH = 12
"""Wishes between two instants."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def workspace(graph: Graph) -> Workspace:
    """A workspace with the bundled seed on it."""
    await load_seed(graph, read_seed(bundled_seed()))
    return Workspace(graph)


async def told(graph: Graph, at: datetime) -> list[list[Answer]]:
    """The histories of all scopes as they were known at an instant, by both plans."""

    async def work(tx: Transaction) -> list[list[Answer]]:
        return [
            [
                figures(point)
                for point in await compute_history(tx, scope, date(2015, 1, 1), TODAY, Interval.YEAR, at, plan)
            ]
            for scope in SCOPES
            for plan in HistoryPlan
        ]

    return await graph.read(work)


async def ids(workspace: Workspace, text: str) -> Sequence[str]:
    (row,) = await workspace.rows(f"RETURN COLLECT {{ {text} }} AS ids")
    found: list[str] = row["ids"]
    return found


async def test_nothing_recorded_later_changes_what_was_known(workspace: Workspace) -> None:
    listed = "MATCH (s:Standard)-[:LISTED_IN]->(:Subsystem {system: 'PV2024'})"
    random = chance(20261110)
    standards = await ids(workspace, f"{listed} RETURN DISTINCT s.id AS id ORDER BY id")
    issued = await ids(workspace, f"{listed} WHERE s.status = 'PUBLISHED' RETURN DISTINCT s.id AS id ORDER BY id")
    categories = await ids(workspace, "MATCH (c:ProductCategory) RETURN c.code AS code ORDER BY code")
    committees = await ids(workspace, "MATCH (c:Committee) RETURN c.code AS code ORDER BY code")
    drawn = Changes(
        random,
        TODAY,
        random.sample(list(standards), 15),
        random.sample(list(issued), 10),
        PLACES,
        categories,
        committees,
    )
    known: dict[datetime, list[list[Answer]]] = {}
    for _ in range(STEPS):
        at = datetime.now(UTC)  # asking takes longer than an instant: what follows is recorded later
        known[at] = await told(workspace.graph, at)
        for _ in range(EACH):
            await workspace.outcome(drawn.wish())
    for at, answers in known.items():
        assert await told(workspace.graph, at) == answers, at
    assert len({str(answers) for answers in known.values()}) > STEPS // 2, "what is known does change"
