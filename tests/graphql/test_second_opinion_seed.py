"""Every answer about the bundled seed equals the second opinion, on four days; Neo4j is asked about two of them."""

from __future__ import annotations

from datetime import date

import pytest

from stdgraph.datasets.reader import bundled_seed
from tests.graphql.client import Ask
from tests.graphql.second_opinion import (
    committees_and_categories_agree,
    coverage_agrees,
    impacts_agree,
    readiness_agrees,
    rows_agree,
    scopes_agree,
    scopes_of,
    standings_agree,
    systems_agree,
    what_if_agrees,
)
from tests.graphql.second_opinion_comparison import comparisons_agree
from tests.graphql.second_opinion_editions import editions_agree
from tests.graphql.second_opinion_time import SPANS, histories_agree, times_agree
from tests.oracle.data import read_world
from tests.oracle.day import Day
from tests.oracle.drawn_days import DAYS
from tests.oracle.gap import Scope
from tests.oracle.records import World

some_days = pytest.mark.some_on_server(one_in=2)
"""Other days are other parameters of the same statements."""


@pytest.fixture(scope="module")
def world() -> World:
    return read_world(bundled_seed())


@pytest.fixture(scope="module", params=DAYS, ids=str)
def day(world: World, request: pytest.FixtureRequest) -> Day:
    on: date = request.param
    return Day(world, on)


@some_days
async def test_systems_and_subsystems(ask: Ask, day: Day) -> None:
    await systems_agree(ask, day)


@some_days
async def test_coverage(ask: Ask, day: Day) -> None:
    await coverage_agrees(ask, day)


@some_days
async def test_readiness_where_somebody_demands_and_where_nobody_does(ask: Ask, day: Day) -> None:
    demanded = sorted({demand.subsystem for demand in day.world.demands})
    await readiness_agrees(ask, day, [*demanded, "PV2024/D"])


@some_days
async def test_gaps_and_progress_of_every_shape_of_scope(ask: Ask, day: Day) -> None:
    await scopes_agree(ask, day, scopes_of(day.world, 2))


@some_days
async def test_rows_behind_the_figures(ask: Ask, day: Day) -> None:
    await rows_agree(ask, day, [Scope(), *scopes_of(day.world, 1)])
    await rows_agree(ask, day, [Scope(system="PV2024")], size=7)


@some_days
async def test_gaps_of_every_committee_and_category(ask: Ask, day: Day) -> None:
    await committees_and_categories_agree(ask, day)


@some_days
async def test_gaps_in_small_pages(ask: Ask, day: Day) -> None:
    await scopes_agree(ask, day, [Scope()], size=37)


@some_days
async def test_durations_publications_and_targets(ask: Ask, day: Day) -> None:
    await times_agree(ask, day)


@pytest.mark.parametrize("span", range(len(SPANS)), ids=[interval for interval, *_ in SPANS])
async def test_histories(ask: Ask, world: World, span: int) -> None:
    await histories_agree(ask, world, [*scopes_of(world, 1)[span :: len(SPANS)], Scope(system="NP2024")], [span])


@some_days
async def test_what_changed_between_two_days(ask: Ask, world: World, day: Day) -> None:
    before = Day(world, date(2024, 9, 25))
    scopes = [Scope(), Scope(system="PV2024"), Scope(system="ICN2024"), *scopes_of(world, 1)[::5]]
    first, last = sorted((before, day), key=lambda one: one.on)
    await comparisons_agree(ask, first, last, scopes)


@some_days
async def test_what_of_one_system_is_in_another(ask: Ask, day: Day) -> None:
    for before, after in (("ICN2024", "PV2024"), ("PV2024", "NP2024"), ("NP2024", "NP2024")):
        await editions_agree(ask, day, before, after)


@some_days
async def test_standings(ask: Ask, day: Day) -> None:
    await standings_agree(ask, day)


@some_days
async def test_impact_of_every_standard(ask: Ask, day: Day) -> None:
    await impacts_agree(ask, day)


@some_days
async def test_what_if_standards_that_matter_were_withdrawn(ask: Ask, day: Day) -> None:
    everything = [standard.id for standard in day.world.standards]
    for withdraw in (["S159"], ["S008", "S003", "S201"], everything[::7]):
        await what_if_agrees(ask, day, withdraw, [Scope(), Scope(system="ICN2024"), Scope(committee="SAC/TC90")])
