"""Round trips: how many statements an operation sends is fixed by its document, whatever it is asked about and however much there is."""

from __future__ import annotations

import pytest

from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph, count_statements
from tests.contract.operations import VARIABLES, document
from tests.graphql.client import Ask, statements

MOST = {
    "01-system-progress": 4,
    "02-subsystem-tree": 15,
    "03-standards-page": 3,
    "04-standard-detail": 2,
    "05-gaps": 14,
    "06-coverage": 3,
    "07-readiness": 6,
    "08-targets": 9,
    "09-committee-desk": 11,
    "14-search": 3,
    "15-progress-history": 4,
    "19-comparison": 28,
}
"""Statements that an operation sends; fewer where an answer leaves nothing to ask further."""


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is kept at once, so that an operation reads it once however many of its fields need it."""
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)


async def test_on_the_seed(graph: Graph, ask: Ask) -> None:
    most = {
        name: max([await statements(graph, ask, document(name), variables) for variables in VARIABLES[name]])
        for name in MOST
    }
    assert most == MOST


async def test_page_size_does_not_matter(graph: Graph, ask: Ask) -> None:
    for name in ("03-standards-page", "05-gaps", "14-search"):
        more = {"text": "光伏"} if name == "14-search" else {}
        assert await statements(graph, ask, document(name), {"first": 1, **more}) == await statements(
            graph, ask, document(name), {"first": 200, **more}
        )


async def test_what_was_found_is_not_looked_for_again(graph: Graph, ask: Ask) -> None:
    first = await statements(graph, ask, document("05-gaps"), {})
    with count_statements() as counter:
        await ask(document("05-gaps"))
    assert len(counter.texts) == first - 10, (
        "the categories, and the statements that find gaps, of which the targets need most"
    )
