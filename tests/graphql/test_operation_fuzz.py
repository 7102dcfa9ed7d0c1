"""Documents that the schema allows and nobody would write: every one is answered or refused with a code of the client's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import hypothesis_graphql
import pytest_asyncio
import strawberry
from hypothesis import given
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from stdgraph.graphql import execute, sdl
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.examples import examples
from tests.graphql.error_shape import told

Answering = Callable[[str], dict[str, Any]]

SCALARS = {
    "Date": st.dates(date(1000, 1, 1)).map(str).map(nodes.String),
    "DateTime": st.datetimes().map(lambda instant: nodes.String(f"{instant.isoformat()}+08:00")),
    "Duration": st.integers(0, 400).map(lambda days: nodes.String(f"P{days}D")),
    "JSON": st.just(nodes.String("{}")),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def answering(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Answering:
    """Asks from a test that is not async: the loop of the graph rests while such a test runs."""
    loop = asyncio.get_running_loop()
    return lambda document: loop.run_until_complete(execute(seeded, engine_settings, document, schema=schema))


@examples(60)
@given(hypothesis_graphql.queries(sdl(), custom_scalars=SCALARS))
def test_no_document_is_an_error_of_ours(answering: Answering, document: str) -> None:
    answer = answering(document)
    if "errors" in answer:
        told(answer)
    else:
        assert answer["data"]
