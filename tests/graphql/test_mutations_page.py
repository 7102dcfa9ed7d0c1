"""docs/lifecycle.md and docs/stewards.md: every example is carried out as it stands, in the order of the pages, and every mutation has one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, build_schema, parse

from stdgraph.graphql import sdl
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor

DOCS = Path(__file__).parents[2] / "docs"
PAGE, STEWARDS = ((DOCS / name).read_text(encoding="utf-8") for name in ("lifecycle.md", "stewards.md"))
EXAMPLE = re.compile(r"^```graphql\n((?:.*\n)+?)```$", re.MULTILINE)
EXAMPLES = [*EXAMPLE.findall(PAGE), *EXAMPLE.findall(STEWARDS)]


REFUSALS = ("ImportRefused", "InvalidInput", "NotFound", "NotPermitted", "RevisionConflict", "TransitionRefused")


def _root(document: str) -> str:
    (operation,) = (one for one in parse(document).definitions if isinstance(one, OperationDefinitionNode))
    return str(operation.selection_set.selections[0].name.value)  # type: ignore[attr-defined]


def test_every_mutation_stands_on_the_page_with_its_example() -> None:
    mutation = build_schema(sdl()).mutation_type
    assert mutation is not None
    lifecycle, stewards = (re.findall(r"^### (\w+)$", page, re.MULTILINE) for page in (PAGE, STEWARDS))
    assert sorted([*lifecycle, *stewards]) == sorted(mutation.fields)
    questions = ("changes", "editionComparison")
    assert [root for one in EXAMPLES if (root := _root(one)) not in questions] == [*lifecycle, *stewards]


def test_every_outcome_stands_on_the_page() -> None:
    union = build_schema(sdl()).type_map["StandardOutcome"]
    named = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(one.name for one in union.types)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def actor(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema)


async def _last(actor: Actor) -> int:
    """The sequence of the last change that is not a part of another one."""
    text = "MATCH (e:Event) WHERE e.partOfChange IS NULL RETURN max(e.sequence) AS last"
    row = await actor.graph.read(lambda tx: tx.row(text))
    assert row is not None
    return int(row["last"])


async def test_the_examples_are_carried_out_one_after_the_other(actor: Actor) -> None:
    named: dict[str, Any] = {}
    for example in EXAMPLES:
        given = {"sequence": await _last(actor)} if "$sequence" in example else {}
        given |= {name: value for name, value in named.items() if f"${name}" in example}
        told: dict[str, Any] = await actor.data(example, **given)
        answer = told[_root(example)]
        named |= {name: answer[name] for name in ("plan", "load") if isinstance(answer, dict) and answer.get(name)}
        if _root(example) == "advanceStandards":
            assert answer["applied"] is True
            assert [one["outcome"]["__typename"] for one in answer["outcomes"]] == ["StandardAdvanced"] * 3
        elif _root(example) == "extendProjects":
            assert answer["applied"] is False, "a dry run"
            assert [one["outcome"]["__typename"] for one in answer["outcomes"]] == ["ProjectExtended"]
        elif _root(example) == "changes":
            assert len(answer["edges"]) == 3
        else:
            assert answer.get("applied", True), answer
            assert answer.get("__typename") not in REFUSALS, answer
    (now,) = (await actor.data('{ standard(number: "GB/T 45901-2025") { revision status history { kind } } }')).values()
    assert now["status"] == "PUBLISHED"
    assert [event["kind"] for event in now["history"]] == [
        "REGISTERED",
        "ADVANCED",
        "STARTED",
        "ADVANCED",
        "ADVANCED",
        "ADVANCED",
        "PUBLISHED",
        "RELATED",
        "UNRELATED",
        "CORRECTED",
        "ADVANCED",
        "WITHDRAWN",
    ]
