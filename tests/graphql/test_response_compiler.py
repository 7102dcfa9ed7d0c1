"""Queries are projected from their plan; the executor is the judge: the same document, the same variables, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from stdgraph.graphql import build_schema, execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

OPERATIONS = Path(__file__).parents[1] / "contract" / "operations"
ANSWERED = ("01", "02", "03", "04", "05", "06", "07", "09", "14")
OTHERS = {
    "aliases": '{ a: standard(number: "S159") { t: title e: title(language: EN) x: stage { code } } b: system(code: "NP2024") { code } }',
    "typenames": '{ __typename nodes(ids: ["U3RhbmRhcmQ6UzAxOA", "x"]) { __typename id } '
    'search(text: "24067") { edges { node { __typename } } } }',
    "fragments": "{ systems { ...S ... on Node { id } } } fragment S on StandardsSystem { code subsystems { ...T } } "
    "fragment T on Subsystem { code system { code } }",
    "questions below lists": '{ systems { code progress { listed } again: progress(asOf: "2015-01-01") { published } } '
    "committees { code workload { count } } }",
    "known": '{ standard(number: "S159") { known(at: "2099-01-01T00:00:00Z", on: "2024-09-01") { status stage { code title } } '
    'status(on: "2020-01-01") } }',
    "unknown": '{ system(code: "x") { code } standard(number: "x") { id } coverage(system: "x") { rows { code } } }',
    "an error beside data": '{ gaps(after: "x") { totalCount } system(code: "NP2024") { code } }',
    "an error in a nullable field": '{ productCategory(code: "PV") { readiness(subsystem: {system: "PV2024", code: "A"}, maxDepth: 0) { total } } }',
    "changes": "{ changes(first: 3) { edges { cursor node { sequence before after subject { ... on Standard { id } } } } } }",
}


def _documents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    variables = json.loads((OPERATIONS / "variables.json").read_text(encoding="utf-8"))
    for path in sorted(OPERATIONS.glob("*.graphql")):
        if path.stem[:2] in ANSWERED:
            for number, values in enumerate(variables[path.stem]):
                yield f"{path.stem}-{number}", path.read_text(encoding="utf-8"), values
    for name, document in OTHERS.items():
        yield name, document, {}


@pytest.mark.parametrize(
    ("document", "variables"), [pytest.param(text, values, id=name) for name, text, values in _documents()]
)
async def test_the_projection_is_what_the_executor_answers(
    seeded: Graph, engine_settings: Settings, document: str, variables: dict[str, Any]
) -> None:
    projected = await execute(seeded, engine_settings, document, variables, build_schema(engine_settings))
    judged = await execute(seeded, engine_settings, document, variables, build_schema(engine_settings, fast=False))
    assert orjson.dumps(projected) == orjson.dumps(judged)
