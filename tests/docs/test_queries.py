"""What the pages promise: every query in them can be pasted, and the answers beside them are those of the seed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import strawberry

from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.conftest import schema, seeded

__all__ = ["schema", "seeded"]

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```graphql\n(?P<query>(?:.*\n)+?)```\n(?:\n```json\n(?P<answer>(?:.*\n)+?)```\n)?", re.MULTILINE)


OF_THEIR_OWN = {ROOT / "docs" / name for name in ("lifecycle.md", "stewards.md", "tracking.md")}
"""Pages whose examples build on each other: ``tests/graphql/test_mutations_page.py`` and ``tests/gap_records/test_page.py`` carry them out."""

PAGES = [
    page
    for page in (*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md")))
    if page not in OF_THEIR_OWN
]


def pasted() -> Iterator[tuple[str, str, str | None]]:
    """Page and line, query, and the answer that the page shows, if it does."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{page.relative_to(ROOT)}:{line}", found["query"], found["answer"]


PASTED = list(pasted())


def test_no_query_is_overlooked() -> None:
    assert len(PASTED) == sum(page.read_text(encoding="utf-8").count("```graphql") for page in PAGES)
    assert sum(answer is not None for _, _, answer in PASTED) >= 10


@pytest.mark.parametrize(("query", "answer"), [pytest.param(q, a, id=place) for place, q, a in PASTED])
async def test_a_query_of_the_pages_answers_what_they_say(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, query: str, answer: str | None
) -> None:
    found = await execute(seeded, engine_settings, query, schema=schema)
    if answer is None:
        assert "errors" not in found, found["errors"]
    else:
        assert found == json.loads(answer)


def test_the_bounds_on_the_page_are_those_of_the_settings() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    bounds = {
        name: Settings.model_fields[name].default for name in ("page_ceiling", "max_depth", "max_aliases", "max_tokens")
    }
    sentence = (
        "a page holds at most {page_ceiling} rows, a document is at most {max_depth} levels deep and has at most "
        "{max_aliases} aliases and {max_tokens} tokens"
    )
    assert sentence.format(**bounds) in page
