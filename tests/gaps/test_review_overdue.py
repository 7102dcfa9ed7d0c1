"""Reviews that are overdue on a day: by what was reviewed until then, not by what was reviewed since."""

from __future__ import annotations

from datetime import date

import pytest
import pytest_asyncio

from stdgraph.commands.advance import Advance
from stdgraph.commands.register import Register
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Level
from stdgraph.gaps.detection import find_gaps
from stdgraph.store.session import Graph
from tests.commands.workspace import Workspace

PUBLISHED, CONFIRMED = date(2016, 2, 29), date(2022, 5, 5)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (date(2021, 2, 28), None),
        (date(2021, 3, 1), date(2021, 2, 28)),
        (date(2022, 5, 4), date(2021, 2, 28)),
        (date(2022, 5, 5), None),
        (date(2026, 6, 1), None),
        (date(2027, 5, 6), date(2027, 5, 5)),
    ],
)
async def test_a_review_is_overdue_until_it_is_held(graph: Graph, reviewed: str, on: date, since: date | None) -> None:
    (gaps,) = await graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], ["REVIEW_OVERDUE"], on))
    assert next((gap.since for gap in gaps if gap.subject == reviewed), None) == since


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reviewed(graph: Graph) -> str:
    """A standard that was reviewed and confirmed a year late, in a system that is older than it."""
    await load_seed(graph, read_seed(bundled_seed()))
    older = "MATCH (x) WHERE x.code = 'PV2024' OR x.system = 'PV2024' SET x.since = date('2010-01-01')"
    await graph.write(lambda tx: tx.run(older))
    workspace = Workspace(graph)
    item = Register(
        title_zh="一项",
        level=Level.NATIONAL,
        stage="50.20",
        plan_number="20159999-T-999",
        effective_on=PUBLISHED,
        listings=[("PV2024", "AA", None)],
    )
    await workspace.done(item)
    published = Advance(
        item.standard, "60.60", number="GB/T 99990-2016", published_on=PUBLISHED, effective_on=PUBLISHED
    )
    await workspace.done(published)
    await workspace.done(Advance(item.standard, "90.20", effective_on=date(2022, 5, 1)))
    await workspace.done(Advance(item.standard, "90.93", effective_on=CONFIRMED))
    return item.standard
