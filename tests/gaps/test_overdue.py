"""Projects that are overdue on a day: by their own period with its extensions, else by the limit of the rules, until they are submitted."""

from __future__ import annotations

from datetime import date

import pytest
import pytest_asyncio

from stdgraph.commands.advance import Advance
from stdgraph.commands.extend import Extend
from stdgraph.commands.register import Register
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Level, Nature, Severity
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kinds.overdue import KIND
from stdgraph.store.session import Graph
from tests.commands.workspace import Workspace

PROPOSED, STARTED, COMMENTS, REVIEWED, SUBMITTED = (
    date(2020, 1, 15),
    date(2020, 3, 31),
    date(2020, 12, 1),
    date(2021, 6, 1),
    date(2024, 5, 1),
)


async def late(graph: Graph, item: str, on: date) -> DetectedGap | None:
    (gaps,) = await graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], ["OVERDUE"], on))
    return next((gap for gap in gaps if gap.subject == item), None)


async def project(
    graph: Graph, serial: int, level: Level, nature: Nature, own: date | None = None, *, until: str = "50"
) -> str:
    """A listed item that went through its stages on fixed days."""
    workspace = Workspace(graph)
    letter = {Nature.MANDATORY: "Q", Nature.GUIDANCE: "Z"}.get(nature, "T")
    item = Register(
        title_zh="一项",
        level=level,
        nature=nature,
        stage="10",
        plan_number=f"2020{serial}-{letter}-999" if level is Level.NATIONAL else None,
        effective_on=PROPOSED,
        project_due_on=own,
        listings=[("PV2024", "AA", None)],
    )
    await workspace.done(item)
    for stage, on in (("20", STARTED), ("30", COMMENTS), ("40", REVIEWED), ("50", SUBMITTED)):
        if stage <= until:
            await workspace.done(Advance(item.standard, stage, effective_on=on))
    return item.standard


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(graph: Graph) -> Graph:
    await load_seed(graph, read_seed(bundled_seed()))
    older = "MATCH (x) WHERE x.code = 'PV2024' OR x.system = 'PV2024' SET x.since = date('2010-01-01')"
    await graph.write(lambda tx: tx.run(older))
    return graph


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def items(seeded: Graph) -> dict[str, str]:
    return {
        "recommended": await project(seeded, 9901, Level.NATIONAL, Nature.RECOMMENDED),
        "guidance": await project(seeded, 9902, Level.NATIONAL, Nature.GUIDANCE),
        "mandatory": await project(seeded, 9903, Level.NATIONAL, Nature.MANDATORY),
        "own": await project(seeded, 9904, Level.NATIONAL, Nature.RECOMMENDED, date(2023, 1, 1)),
        "proposed": await project(seeded, 9905, Level.NATIONAL, Nature.RECOMMENDED, date(2023, 1, 1), until="10"),
        "industry": await project(seeded, 9906, Level.INDUSTRY, Nature.RECOMMENDED, until="40"),
        "open": await project(seeded, 9907, Level.NATIONAL, Nature.MANDATORY, until="30"),
    }


@pytest.mark.parametrize(
    ("which", "on", "since"),
    [
        ("recommended", date(2021, 9, 30), None),
        ("recommended", date(2021, 10, 1), date(2021, 9, 30)),
        ("recommended", date(2024, 4, 30), date(2021, 9, 30)),
        ("recommended", date(2024, 5, 1), None),
        ("guidance", date(2021, 10, 1), date(2021, 9, 30)),
        ("mandatory", date(2022, 3, 31), None),
        ("mandatory", date(2022, 4, 1), date(2022, 3, 31)),
        ("own", date(2023, 1, 1), None),
        ("own", date(2023, 1, 2), date(2023, 1, 1)),
        ("own", date(2024, 5, 1), None),
        ("proposed", date(2023, 1, 1), None),
        ("proposed", date(2026, 1, 1), date(2023, 1, 1)),
        ("industry", date(2026, 1, 1), None),
        ("open", date(2026, 1, 1), date(2022, 3, 31)),
    ],
)
async def test_a_project_is_overdue_after_its_due_day_until_it_is_submitted(
    seeded: Graph, items: dict[str, str], which: str, on: date, since: date | None
) -> None:
    gap = await late(seeded, items[which], on)
    assert (gap and gap.since) == since


async def test_it_weighs_more_after_a_year_and_says_by_which_rule(seeded: Graph, items: dict[str, str]) -> None:
    gap = await late(seeded, items["recommended"], date(2022, 9, 29))
    assert gap is not None
    assert gap.severity is Severity.MEDIUM
    gap = await late(seeded, items["recommended"], date(2022, 9, 30))
    assert gap is not None
    assert gap.severity is Severity.HIGH
    facts = {**gap.facts, "since": gap.since, "number": None, "zh": "一项", "en": "An item", "subject": gap.subject}
    assert "by 2021-09-30 (the limit for national standards, 18 months from the start of drafting): 365 days late." in (
        KIND.message(facts, Language.EN)
    )
    assert "国家标准周期，自起草起 18 个月" in KIND.message(facts, Language.ZH)


async def test_an_extension_counts_for_all_days(seeded: Graph) -> None:
    item = await project(seeded, 9908, Level.NATIONAL, Nature.RECOMMENDED, until="20")
    assert (await late(seeded, item, date(2022, 1, 1))) is not None
    await Workspace(seeded).done(Extend(item, date(2022, 3, 31), "某文", date(2021, 9, 1)))
    assert (await late(seeded, item, date(2022, 1, 1))) is None
    gap = await late(seeded, item, date(2022, 4, 2))
    assert gap is not None
    assert (gap.since, gap.facts["late"]) == (date(2022, 3, 31), 2)
