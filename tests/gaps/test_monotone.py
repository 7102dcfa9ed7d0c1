"""Work for a need never opens a gap, and makes none more severe or higher in score: by definition, and as both engines answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest_asyncio
from hypothesis import given, note
from hypothesis import strategies as st

from stdgraph.commands.advance import Advance
from stdgraph.commands.register import Register
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Level
from stdgraph.gaps.detection import find_gaps
from stdgraph.store.session import Graph
from tests.calendar_day import TODAY
from tests.commands.workspace import Workspace
from tests.examples import MORE, chance, examples
from tests.gaps.needs import KINDS, Weighed, needs_of, worsened
from tests.oracle.answers import gaps
from tests.oracle.day import Day
from tests.oracle.drawn_days import DAYS
from tests.oracle.records import Listing, Standard, World
from tests.oracle.worlds import worlds

WORK = ("00.00", "10.20", "20.00", "30.60", "40.20", "50.00", "60.60", "60.60")
"""The stages of an item from its registration to the day it takes force: published it is upcoming first."""
LEVELS = ("GROUP", "INDUSTRY", "NATIONAL")
"""The rungs of the ladder 团标-行标-国标."""


def weighed(world: World, on: date) -> list[Weighed]:
    found = gaps(Day(world, on), kinds=KINDS)
    return [Weighed(gap.id, gap.severity, gap.score, gap.subsystems) for gap in found]


def at(world: World, item: Standard, step: int, on: date) -> World:
    """The catalogue with an item so far."""
    force = on if step == len(WORK) - 1 else on + timedelta(days=90)
    dates = {"published_on": on, "in_force_on": force} if WORK[step] == "60.60" else {"stage_on": on}
    done = replace(item, stage=WORK[step], **dates)  # type: ignore[arg-type]
    return replace(world, standards=(*(s for s in world.standards if s.id != item.id), done))


@examples(150)
@given(world=worlds(), on=st.sampled_from(DAYS), draw=st.data())
def test_by_definition(world: World, on: date, draw: st.DataObject) -> None:
    """One item after the other is registered, drafted and published, at one rung or another, wherever it may be needed."""
    places = [s.id for s in world.subsystems]
    before = needs_of(weighed(world, on))
    for number in range(draw.draw(st.integers(1, 3))):
        item = Standard(
            f"W{number}",
            WORK[0],
            draw.draw(st.sampled_from(LEVELS)),
            categories=tuple(draw.draw(st.lists(st.sampled_from(sorted(world.categories)), max_size=2, unique=True))),
        )
        listing = Listing(item.id, draw.draw(st.sampled_from(places)))
        world = replace(world, listings=(*world.listings, listing))
        for step in range(draw.draw(st.integers(1, len(WORK)))):
            world = at(world, item, step, on)
            after = needs_of(weighed(world, on))
            note(f"{item} at {WORK[step]}")
            assert worsened(before, after) == {}
            before = after


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def workspace(graph: Graph) -> Workspace:
    """A workspace with the bundled seed on it."""
    await load_seed(graph, read_seed(bundled_seed()))
    return Workspace(graph)


async def needs(workspace: Workspace) -> dict[str, tuple[int, int]]:
    (found,) = await workspace.graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], KINDS, TODAY))
    return needs_of(Weighed(gap.id, gap.severity, gap.score.total, frozenset(gap.places)) for gap in found)


ITEMS = 8 * MORE
STEPS: Sequence[tuple[str, int]] = (
    ("10.20", 0),
    ("20.00", 0),
    ("30.00", 0),
    ("40.00", 0),
    ("50.00", 0),
    ("60.60", 30),
    ("", 0),
)


async def test_as_the_product_answers(workspace: Workspace) -> None:
    random = chance(20261125)
    (row,) = await workspace.rows(
        "RETURN COLLECT { MATCH (d:Demand)-[:MET_IN]->(x:Subsystem) MATCH (d)-[:DEMANDS_FOR]->(c) RETURN DISTINCT [x.id, c.code] } AS demanded, "
        "COLLECT { MATCH (:StandardsSystem)-[:WATCHES]->(c:ProductCategory) RETURN c.code ORDER BY c.code } AS watched, "
        "COLLECT { MATCH (x:Subsystem) RETURN x.id ORDER BY x.id } AS places"
    )
    demanded = sorted(map(tuple, row["demanded"]))
    before = await needs(workspace)
    assert any(need.startswith("demand ICN2024/BAB:HYDROGEN") for need in before)
    wanted = [("ICN2024/BAB", "HYDROGEN"), *random.sample(demanded, ITEMS // 2)]
    wanted += [(random.choice(row["places"]), random.choice(row["watched"])) for _ in range(ITEMS // 2)]
    for number, (place, category) in enumerate(wanted):
        system, _, code = place.partition("/")
        level = Level.NATIONAL if number == 0 else random.choice((Level.NATIONAL, Level.INDUSTRY))
        item = Register(
            title_zh=f"第{number}项",
            level=level,
            plan_number=f"2026{8000 + number}-T-339" if level is Level.NATIONAL else f"2026-{8000 + number}T-SJ",
            listings=[(system, code, None)],
            product_categories=[category],
        )
        await workspace.done(item, today=TODAY)
        for stage, days in [("", 0), *STEPS[: random.randint(1, len(STEPS))]]:
            if stage == "60.60":
                family = "GB/T" if level is Level.NATIONAL else "SJ/T"
                force = TODAY + timedelta(days=days if random.random() < 0.5 else 0)
                wish = Advance(
                    item.standard,
                    stage,
                    number=f"{family} {88000 + number}-2026",
                    published_on=TODAY,
                    in_force_on=force,
                )
                await workspace.done(wish, today=TODAY)
            elif stage:
                await workspace.done(Advance(item.standard, stage, effective_on=TODAY), today=TODAY)
            after = await needs(workspace)
            assert worsened(before, after) == {}, (place, category, stage)
            before = after
