"""Parity: a document means the same on the fast path and by the executor, below mutations and below what is followed.

Bytes of the data, nulls, paths, places and codes of errors are compared, over documents that are made up from the schema.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import orjson
import pytest
import strawberry
from graphql import parse, validate
from strawberry.types import get_object_definition
from strawberry.types.field import StrawberryField

from stdgraph.graphql import build_schema
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.types.provenance import Stage
from stdgraph.graphql.types.standard import Standard
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.acting import ADMINISTRATOR
from tests.graphql.generated import DocumentGenerator, Generated

START = int(os.environ.get("STDGRAPH_FUZZ_START", "0"))
DOCUMENTS = int(os.environ.get("STDGRAPH_FUZZ_DOCUMENTS", "550"))
"""Documents an engine: on two of them more than a thousand."""
BATCH = 50
BELOW = DOCUMENTS // 6

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


def _same(one: dict[str, Any], other: dict[str, Any], document: Generated) -> None:
    assert orjson.dumps(one) == orjson.dumps(other), f"{document.text}\n{document.variables}"


@pytest.mark.parametrize("first", range(START, START + DOCUMENTS, BATCH))
async def test_a_document_means_the_same_on_both_paths(
    seeded: Graph, engine_settings: Settings, both: Schemas, first: int
) -> None:
    fast, executor = both
    answered = 0
    for number in range(first, first + BATCH):
        document = DocumentGenerator(fast._schema, number).query()
        assert validate(fast._schema, parse(document.text)) == [], document.text
        given = await _answer(seeded, engine_settings, fast, document)
        _same(given, await _answer(seeded, engine_settings, executor, document), document)
        answered += any(value is not None for value in given["data"].values())
    assert answered > BATCH // 2  # most documents have something to answer


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
    _same(one, await _answer(seeded, engine_settings, executor, sent), sent)
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


def _below(schema: strawberry.Schema, number: int) -> tuple[str, Generated]:
    chosen, rest = DocumentGenerator(schema._schema, number).selection_of("Standard")
    return chosen, rest


async def test_a_selection_means_the_same_below_a_mutation(
    seeded: Graph, engine_settings: Settings, both: Schemas
) -> None:
    fast, _ = both
    named = '"GB/T 24067-2024"'
    related = f'relateStandard(input: {{standard: {named}, relation: APPLIES_TO, target: "PV"}})'
    context = Context(seeded, engine_settings, PlanCache(), who=ADMINISTRATOR)
    first = await fast.execute(f"mutation {{ {related} {{ __typename }} }}", context_value=context)
    assert first.data == {"relateStandard": {"__typename": "StandardAdvanced"}}
    for number in range(START, START + BELOW):
        chosen, rest = _below(fast, 10_000 + number)
        head = _head(DocumentGenerator, fast, 10_000 + number)
        asked = Generated(f"query {head} {{ standard(number: {named}) {chosen} }} {rest.text}", rest.variables)
        sent = Generated(
            f"mutation {head} {{ {related} {{ ... on StandardAdvanced {{ standard {chosen} }} }} }} {rest.text}",
            rest.variables,
        )
        query, mutation = [await _answer(seeded, engine_settings, fast, one) for one in (asked, sent)]
        outcome = mutation["data"]["relateStandard"]
        shown = outcome and outcome["standard"]
        assert orjson.dumps(shown) == orjson.dumps(query["data"]["standard"]), f"{sent.text}\n{sent.variables}"
        assert _codes(mutation, 2) == _codes(query, 1), sent.text


async def test_a_selection_means_the_same_below_what_is_followed(
    seeded: Graph, engine_settings: Settings, both: Schemas
) -> None:
    fast, _ = both
    context = Context(seeded, engine_settings, PlanCache(), who=ADMINISTRATOR)
    fed = await fast.execute(
        "{ changes(first: 1) { edges { node { subject { ... on Standard { id } } } } } }", context_value=context
    )
    assert fed.data is not None
    identifier = fed.data["changes"]["edges"][0]["node"]["subject"]["id"]
    for number in range(START, START + BELOW):
        chosen, rest = _below(fast, 20_000 + number)
        head = _head(DocumentGenerator, fast, 20_000 + number)
        asked = Generated(f'query {head} {{ standard(number: "{identifier}") {chosen} }} {rest.text}', rest.variables)
        text = f'subscription {head} {{ changed(after: "0") {{ subject {{ ... on Standard {chosen} }} }} }} {rest.text}'
        query = await _answer(seeded, engine_settings, fast, asked)
        context = Context(seeded, engine_settings, PlanCache(), who=ADMINISTRATOR)
        stream: Any = await fast.subscribe(text, rest.variables, context_value=context)
        assert isinstance(stream, AsyncGenerator), stream
        event = await anext(stream)
        await stream.aclose()
        shown = event.data["changed"] and event.data["changed"]["subject"]
        assert orjson.dumps(shown) == orjson.dumps(query["data"]["standard"]), text
        followed = {"errors": [error.formatted for error in event.errors or ()]}
        assert _codes(followed, 2) == _codes(query, 1), text


def _head(generator: type[DocumentGenerator], schema: strawberry.Schema, number: int) -> str:
    """The declaration of the variables that a made-up selection uses."""
    made = generator(schema._schema, number)
    made.selection_of("Standard")
    return f"Q({', '.join(f'${name}: {of}' for name, of in made.declared.items())})" if made.declared else ""


def _codes(answer: dict[str, Any], above: int) -> list[tuple[list[Any], str]]:
    """Path below a field and code of every error."""
    return sorted((error["path"][above:], error["extensions"]["code"]) for error in answer["errors"])
