"""The page of the seed's gaps says what the API answers, on both engines."""

from __future__ import annotations

import os
from pathlib import Path

from tests.docs.gaps_page import page
from tests.graphql.client import Ask
from tests.graphql.conftest import ask, schema, seeded

__all__ = ["ask", "schema", "seeded"]

PAGE = Path(__file__).parents[2] / "docs" / "gaps-of-the-seed.md"
REWRITE = os.environ.get("STDGRAPH_WRITE_PAGES") == "1"


async def test_the_page_is_what_the_api_answers(ask: Ask) -> None:
    told = await page(ask)
    if REWRITE:
        PAGE.write_text(told, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == told
