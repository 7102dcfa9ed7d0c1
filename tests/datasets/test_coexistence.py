"""Datasets beside each other: in whatever order they are loaded, today's facts, their owners and the claims are the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

import pytest_asyncio
from hypothesis import assume, given, note
from hypothesis import strategies as st

from stdgraph.datasets.loader import LoadRefused, load_seed
from stdgraph.datasets.rows import Seed
from stdgraph.store.session import Graph
from tests.datasets.drawn_seeds import seeds
from tests.datasets.owned_facts import owned_facts
from tests.engines import wipe
from tests.examples import examples

Run = Callable[[Coroutine[Any, Any, list[str]]], list[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def run() -> Run:
    """Runs a coroutine in a test that is not async: the loop of the graph rests while such a test runs."""
    return asyncio.get_running_loop().run_until_complete


class Datasets(NamedTuple):
    """A dataset, another one, and the first one as it says later."""

    first: Seed
    other: Seed
    later: Seed


@st.composite
def datasets(draw: st.DrawFn) -> Datasets:
    ranks = draw(st.sampled_from([(100, 100), (50, 100), (100, 50)]))
    title = draw(st.sampled_from(["a page", "the page"]))
    first, later = draw(seeds("a", ranks[0], "a page")), draw(seeds("a", ranks[0], "a page"))
    return Datasets(first, draw(seeds("b", ranks[1], title)), later)


async def loaded(graph: Graph, *several: Seed) -> list[str]:
    await wipe(graph)
    for seed in several:
        await load_seed(graph, seed, retire=True)
    return await owned_facts(graph)


@examples(12)
@given(drawn=datasets())
def test_the_order_of_loading_never_matters(run: Run, graph: Graph, drawn: Datasets) -> None:
    try:
        one_way = run(loaded(graph, drawn.first, drawn.other, drawn.later))
    except LoadRefused as refused:
        note(str(refused))
        assume(False)
    other_way = run(loaded(graph, drawn.other, drawn.later))
    assert one_way == other_way
    assert run(loaded(graph, drawn.later, drawn.other)) == other_way
