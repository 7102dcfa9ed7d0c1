"""The floors of the bench: each hand-written statement yields the rows that the product answers, so that their speeds compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio

from bench.questions import HERE, QUESTIONS, Question, settled
from bench.samples import Sample, Variables, samples_of
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

MOST = 2
"""Samples of a question that are compared."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(graph: Graph) -> Graph:
    """The graph of this module, holding the bundled seed."""
    await load_seed(graph, read_seed(bundled_seed()))
    return graph


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.floor], ids=lambda one: one.name)
async def test_a_floor_yields_the_rows_of_the_answer(
    seeded: Graph, engine_settings: Settings, question: Question
) -> None:
    async def ask(document: str, variables: Mapping[str, Any]) -> Any:
        answer = await execute(seeded, engine_settings, document, dict(variables))
        assert not answer.get("errors"), answer["errors"]
        return answer["data"]

    async def read(text: str, parameters: Mapping[str, Any]) -> list[Sample]:
        return await seeded.read(lambda tx: tx.rows(text, **parameters))

    samples = await samples_of(question, ask, read, size=7)
    assert samples, "the seed has nothing to ask for"
    variables = Variables(samples, question.document)
    compared = 0
    for sample in samples[:MOST]:
        answered = settled(question.rows(await ask(question.document, variables.next())), ordered=question.ordered)
        found = await read(question.floor or "", sample)
        assert answered == settled([list(row.values()) for row in found], ordered=question.ordered)
        compared += len(answered)
    assert compared


def test_every_file_belongs_to_a_question() -> None:
    names = {one.file or one.name for one in QUESTIONS}
    for folder, ending in (("documents", "graphql"), ("floors", "cypher"), ("peer", "graphql")):
        assert {path.stem for path in (HERE / folder).glob(f"*.{ending}")} <= names
    assert all(one.document for one in QUESTIONS)
