"""Random catalogues, loaded as a seed is: every answer equals the second opinion."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from datetime import date
from itertools import count, permutations
from pathlib import Path

import pytest_asyncio
import strawberry
from hypothesis import given, note
from hypothesis import strategies as st

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.stored_states import store_all_states
from tests.calendar_day import TODAY
from tests.engines import wipe
from tests.examples import MORE, examples
from tests.graphql.client import asker
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
from tests.oracle.day import Day
from tests.oracle.drawn_days import DAYS
from tests.oracle.gap import Scope
from tests.oracle.records import Replacement, World
from tests.oracle.spans import last_day
from tests.oracle.worlds import worlds
from tests.oracle.writing import circles, move_world, retire_world, write_pasts, write_world

Check = Callable[[World, list[Day]], None]

ON_NEO4J = 2 * MORE
"""Of the catalogues the first that Neo4j answers for, too: planning takes it ten times as long, and the statements are the same."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def check(plans_are_kept: None, graph: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Check:
    """Runs the comparison on the loop of the graph. The loop rests while the test, which is not async, runs."""
    loop = asyncio.get_running_loop()
    ask = asker(graph, engine_settings, schema)
    turns = count(1)

    async def compare(world: World, days: list[Day]) -> None:
        await wipe(graph)
        with tempfile.TemporaryDirectory() as folder:
            write_world(world, Path(folder))
            await load_seed(graph, read_seed(Path(folder)))
        await graph.write(lambda tx: _write_past_the_seed(tx, circles(world)))
        await graph.write(lambda tx: move_world(tx, world))
        await graph.write(lambda tx: write_pasts(tx, world))
        await graph.write(lambda tx: retire_world(tx, world))
        await store_all_states(graph, TODAY)
        demanded = sorted({demand.subsystem for demand in world.demands})
        scopes = scopes_of(world, 1)
        for turn, day in enumerate(days):
            note(f"asked about {day.on}")
            await systems_agree(ask, day)
            await coverage_agrees(ask, day)
            await readiness_agrees(ask, day, dict.fromkeys([*demanded[:2], world.subsystems[0].id]))
            await scopes_agree(ask, day, scopes[turn :: len(days)])
            await committees_and_categories_agree(ask, day)
            await rows_agree(ask, day, scopes[turn :: 3 * len(days)])
            await standings_agree(ask, day)
            await times_agree(ask, day)
            await impacts_agree(ask, day)
            published = [key for key, status in day.status.items() if status == "PUBLISHED"]
            for withdraw in (published[:1], [s.id for s in world.standards][turn::2]):
                await what_if_agrees(ask, day, withdraw, [Scope(), *scopes[turn::5]])
        first, last = sorted(days, key=lambda day: day.on)[:: len(days) - 1]
        systems = [Scope(system=system.code) for system in world.systems]
        await comparisons_agree(ask, first, last, [*systems, *scopes[::6]])
        for before, after in permutations([system.code for system in world.systems], 2):
            await editions_agree(ask, days[0], before, after)
        span = len(world.standards) % len(SPANS)
        await histories_agree(ask, world, [Scope(system=world.systems[0].code), *scopes[:2]], [span])

    def check_world(world: World, days: list[Day]) -> None:
        if engine_settings.graph_uri is None or next(turns) <= ON_NEO4J:
            loop.run_until_complete(compare(world, days))

    return check_world


async def _write_past_the_seed(tx: Transaction, circles: list[Replacement]) -> None:
    """Write the replacements that no seed may have, which reading survives."""
    text = (
        "MATCH (a:Standard {id: $successor}) MATCH (b:Standard {id: $predecessor}) "
        "CREATE (a)-[r:REPLACES]->(b) SET r.extent = $extent, r.from = $since, r.fromIn = $within"
    )
    for one in circles:
        ends = {"successor": one.successor, "predecessor": one.predecessor, "extent": one.extent}
        within = one.since if isinstance(one.since, str) else None
        await tx.run(text, **ends, since=last_day(one.since) if one.since else None, within=within)


@examples(12)
@given(world=worlds(), on=st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True))
def test_random_catalogues(check: Check, world: World, on: list[date]) -> None:
    check(world, [Day(world, day) for day in on])
