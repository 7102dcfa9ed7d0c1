"""Parity: a document means the same on the fast path and by the executor, below mutations and below what is followed.

Bytes of the data, nulls, paths, places and codes of errors are compared, over documents that are made up from the schema.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from typing import Any, TypeVar

import orjson
import pytest
import pytest_asyncio
import strawberry
from graphql import parse, validate
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types import get_object_definition
from strawberry.types.field import StrawberryField

from stdgraph.graphql import build_schema
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.types.provenance import Stage
from stdgraph.graphql.types.standard import Standard
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.examples import examples
from tests.graphql.actor import ADMINISTRATOR
from tests.graphql.generated import DocumentGenerator, Generated

DOCUMENTS = 960
"""Documents on the embedded engine: with those on Neo4j more than a thousand."""

BELOW = 120
"""Selections below a mutation, and below what is followed, on the embedded engine."""

ON_NEO4J = 16
"""Neo4j answers one in so many: it plans each statement for seconds, and both paths send either engine the same."""

NUMBERS = st.integers(0, 2**40)
"""What a document is made up from."""

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, dict[str, Any]]], dict[str, Any]]
Schemas = tuple[strawberry.Schema, strawberry.Schema]


@pytest.fixture(scope="module")
def both(engine_settings: Settings) -> Schemas:
    """The schema with the fast path, and without."""
    roomy = engine_settings.model_copy(update={"max_depth": 20, "max_aliases": 500})
    return build_schema(roomy), build_schema(roomy, fast=False)


async def _answer(graph: Graph, settings: Settings, schema: strawberry.Schema, document: Generated) -> dict[str, Any]:
    context = Context(graph, settings, PlanCache(), who=ADMINISTRATOR)
    result = await schema.execute(document.text, document.variables, context_value=context)
    errors = [error.formatted for error in result.errors or ()]
    return {"data": result.data, "errors": sorted(errors, key=lambda one: orjson.dumps(one))}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def run() -> Callable[[Coroutine[Any, Any, T]], T]:
    """Runs a coroutine in a test that is not async: the loop of the graph rests while such a test runs."""
    return asyncio.get_running_loop().run_until_complete


def _is_left_out(settings: Settings, number: int) -> bool:
    return settings.graph_uri is not None and number % ON_NEO4J > 0


@examples(DOCUMENTS)
@given(NUMBERS)
def test_a_document_means_the_same_on_both_paths(
    run: Run, seeded: Graph, engine_settings: Settings, both: Schemas, number: int
) -> None:
    if _is_left_out(engine_settings, number):
        return
    fast, executor = both
    document = DocumentGenerator(fast._schema, number).query()
    assert validate(fast._schema, parse(document.text)) == [], document.text
    one, other = (run(_answer(seeded, engine_settings, schema, document)) for schema in (fast, executor))
    assert orjson.dumps(one) == orjson.dumps(other), f"{document.text}\n{document.variables}"


@pytest.fixture
def failing() -> Iterator[None]:
    """Fields that fail for some rows, nullable ones and others, as no field of ours does."""
    title, name = _resolver(Standard, "title"), _resolver(Stage, "title")

    def some_title(row: Any, **given: Any) -> Any:
        if len(row.get("titleZh") or "") % 3 == 0:
            raise LookupError("a title that cannot be read")
        return title(row, **given)

    def some_name(row: Any, **given: Any) -> Any:
        return None if row["code"].startswith("6") else name(row, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_field(Standard, "title").base_resolver, "wrapped_func", some_title)
        patch.setattr(_field(Stage, "title").base_resolver, "wrapped_func", some_name)
        yield


def _field(of: type, name: str) -> StrawberryField:
    definition = get_object_definition(of, strict=True)
    return next(one for one in definition.fields if one.python_name == name)


def _resolver(of: type, name: str) -> Any:
    resolver = _field(of, name).base_resolver
    assert resolver is not None
    return resolver.wrapped_func


FAILING = [
    '{ a: standard(number: "GB/T 24067-2024") { title stage { code title } } systems { code subsystems { listings { standard { t: title } } } } }',
    "{ standards(first: 20) { edges { node { number title stage { title } replacedBy { standard { title stage { title } } } } } } }",
    "{ committees { code gaps(first: 500) { totalCount } ok: gaps(first: 1) { totalCount } durations { title } } }",
    '{ system(code: "PV2024") { a: gaps(first: 5) { totalCount } b: gaps(first: 500) { totalCount } } }',
    '{ productCategories { code readiness(subsystem: {system: "PV2024", code: "A"}, maxDepth: 0) { total } } }',
    '{ nodes(ids: ["U3RhbmRhcmQ6UzAxOA", "x"]) { ... on Standard { title stage { title } impact(first: -1) { losingTotal } } } }',
    '{ search(text: "光伏", first: 20) { edges { node { ... on Standard { title stage { title } } } } } }',
]


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("document", FAILING)
async def test_a_field_that_fails_is_reported_alike(
    seeded: Graph, engine_settings: Settings, document: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "stdgraph.graphql")
    sent = Generated(document)
    fast, executor = build_schema(engine_settings), build_schema(engine_settings, fast=False)
    one = await _answer(seeded, engine_settings, fast, sent)
    assert one == await _answer(seeded, engine_settings, executor, sent)
    assert one["errors"]
    assert all(error["path"] and error["extensions"]["code"] for error in one["errors"])


async def test_an_error_stands_at_its_own_field(seeded: Graph, engine_settings: Settings, both: Schemas) -> None:
    sent = Generated(FAILING[3])
    for schema in both:
        answer = await _answer(seeded, engine_settings, schema, sent)
        assert answer["data"]["system"]["a"]["totalCount"] > 0
        assert answer["data"]["system"]["b"] is None
        (error,) = answer["errors"]
        assert (error["path"], error["extensions"]["code"]) == (["system", "b"], "LIMIT_EXCEEDED")


RELATED = 'relateStandard(input: {standard: "GB/T 24067-2024", relation: APPLIES_TO, target: "PV"})'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def related(seeded: Graph, engine_settings: Settings, both: Schemas) -> None:
    """A relation that ``RELATED`` makes: made once more it changes nothing, and answers with the standard as it is."""
    done = await _answer(seeded, engine_settings, both[0], Generated(f"mutation {{ {RELATED} {{ __typename }} }}"))
    assert done["data"] == {"relateStandard": {"__typename": "StandardAdvanced"}}


@examples(BELOW)
@given(NUMBERS)
@pytest.mark.usefixtures("related")
def test_a_selection_means_the_same_below_a_mutation(
    run: Run, seeded: Graph, engine_settings: Settings, both: Schemas, number: int
) -> None:
    if _is_left_out(engine_settings, number):
        return
    fast, _ = both
    made = DocumentGenerator(fast._schema, number).selection_of("Standard")
    query = run(_answer(seeded, engine_settings, fast, made.within("query", 'standard(number: "GB/T 24067-2024")')))
    sent = made.within("mutation", RELATED, "... on StandardAdvanced { standard %s }")
    mutation = run(_answer(seeded, engine_settings, fast, sent))
    outcome = mutation["data"]["relateStandard"]
    shown = outcome and outcome["standard"]
    assert orjson.dumps(shown) == orjson.dumps(query["data"]["standard"]), f"{sent.text}\n{sent.variables}"
    assert _codes(mutation, 2) == _codes(query, 1), sent.text


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def changed(seeded: Graph, engine_settings: Settings, both: Schemas) -> str:
    """The id of the standard that the first change is about."""
    document = "{ changes(first: 1) { edges { node { subject { ... on Standard { id } } } } } }"
    fed = await _answer(seeded, engine_settings, both[0], Generated(document))
    return str(fed["data"]["changes"]["edges"][0]["node"]["subject"]["id"])


@examples(BELOW)
@given(NUMBERS)
def test_a_selection_means_the_same_below_what_is_followed(
    run: Run, seeded: Graph, engine_settings: Settings, both: Schemas, changed: str, number: int
) -> None:
    if _is_left_out(engine_settings, number):
        return
    fast, _ = both
    made = DocumentGenerator(fast._schema, number).selection_of("Standard")
    query = run(_answer(seeded, engine_settings, fast, made.within("query", f'standard(number: "{changed}")')))
    sent = made.within("subscription", 'changed(after: "0")', "subject { ... on Standard %s }")
    event = run(_first(seeded, engine_settings, fast, sent))
    shown = event["data"]["changed"] and event["data"]["changed"]["subject"]
    assert orjson.dumps(shown) == orjson.dumps(query["data"]["standard"]), f"{sent.text}\n{sent.variables}"
    assert _codes(event, 2) == _codes(query, 1), sent.text


async def _first(graph: Graph, settings: Settings, schema: strawberry.Schema, document: Generated) -> dict[str, Any]:
    """The first event of a subscription."""
    context = Context(graph, settings, PlanCache(), who=ADMINISTRATOR)
    stream: Any = await schema.subscribe(document.text, document.variables, context_value=context)
    assert isinstance(stream, AsyncGenerator), stream
    event = await anext(stream)
    await stream.aclose()
    return {"data": event.data, "errors": [error.formatted for error in event.errors or ()]}


def _codes(answer: dict[str, Any], above: int) -> list[tuple[list[Any], str]]:
    """Path below a field and code of every error."""
    return sorted((error["path"][above:], error["extensions"]["code"]) for error in answer["errors"])
