"""Free text over everything that has a number, a code or a title."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.client import Ask

SEARCH = """
query($text: String!, $first: Int = 20, $after: String) {
  search(text: $text, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor score node {
      __typename
      ... on Standard { number planNumber title } ... on Subsystem { code title } ... on ProductCategory { code title }
      ... on Committee { code title } ... on StandardsSystem { code title }
    } }
  }
}
"""


async def hits(ask: Ask, text: str, **more: Any) -> list[Any]:
    edges: list[Any] = (await ask(SEARCH, text=text, **more))["search"]["edges"]
    return edges


@pytest.mark.parametrize(
    ("text", "typename", "field", "value"),
    [
        ("GB/T 24067—2024", "Standard", "number", "GB/T 24067-2024"),
        ("gbt24067-2024", "Standard", "number", "GB/T 24067-2024"),
        ("iso 14067:2018", "Standard", "number", "ISO 14067:2018"),
        ("20256274-Z-339", "Standard", "planNumber", "20256274-Z-339"),
        ("PV2024", "StandardsSystem", "code", "PV2024"),
        ("sac/tc90", "Committee", "code", "SAC/TC90"),
        ("li_battery", "ProductCategory", "code", "LI_BATTERY"),
    ],
)
async def test_a_name_itself_comes_first(ask: Ask, text: str, typename: str, field: str, value: str) -> None:
    best, *rest = await hits(ask, text)
    assert (best["score"], best["node"]["__typename"], best["node"][field]) == (1.0, typename, value)
    assert all(edge["score"] < 1.0 for edge in rest)


async def test_the_beginning_of_a_number_outweighs_its_middle(ask: Ask) -> None:
    edges = await hits(ask, "GB/T 6495", first=50)
    assert edges
    for edge in edges:
        if (edge["node"].get("number") or "").startswith("GB/T 6495"):
            assert edge["score"] >= 0.8


async def test_every_word_must_occur_in_any_order(ask: Ask) -> None:
    together = {edge["node"]["title"] for edge in await hits(ask, "光伏 碳足迹", first=50)}
    assert "产品碳足迹 光伏组件" in together
    assert together == {edge["node"]["title"] for edge in await hits(ask, "碳足迹 光伏", first=50)}
    for title in together:
        assert "碳足迹" in title
    assert await hits(ask, "碳足迹 zzzz") == []


async def test_pages_join_and_scores_only_fall(ask: Ask) -> None:
    whole = (await ask(SEARCH, text="光伏", first=200))["search"]
    assert whole["totalCount"] == len(whole["edges"]) > 20
    found: list[Any] = []
    cursor = None
    while True:
        page = (await ask(SEARCH, text="光伏", first=9, after=cursor))["search"]
        assert page["totalCount"] == whole["totalCount"]
        assert page["pageInfo"]["hasPreviousPage"] == (cursor is not None)
        found += page["edges"]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == whole["edges"]
    scores = [edge["score"] for edge in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text", ['"', "'", "\\", "%", "*", "zzzz", "a OR b", "') RETURN 1 //", "$text", "\u0000", "🌍"]
)
async def test_text_is_text(ask: Ask, text: str) -> None:
    """No character means anything to the engine's language."""
    for edge in await hits(ask, text, first=200):
        shown = " ".join(str(value) for value in edge["node"].values()).lower()
        assert all(word in shown for word in text.lower().split()) or edge["score"] == 0.3, edge
