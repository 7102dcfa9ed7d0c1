"""The feed of a committee that was renamed: by either code, and as fast as that of a system."""

from __future__ import annotations

from time import monotonic
from typing import Any

from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept
from tests.stewardship.vocabulary import Keeper

__all__ = ["desk", "kept", "schema", "seeded"]

FEED = """
  query ($code: String!, $first: Int!) {
    changes(after: "0", first: $first, scope: {committee: $code}) { edges { node { sequence kind } } pageInfo { endCursor hasNextPage } }
  }
"""


async def timed(desk: Desk, **asked: Any) -> tuple[Any, float]:
    begun = monotonic()
    return await desk.ask(FEED, **asked), monotonic() - begun


async def test_it_is_found_by_its_former_code_and_at_once(desk: Desk) -> None:
    before, _ = await timed(desk, code="SAC/TC90", first=100)
    await Keeper(desk.actor).done("changeCommittee", code="SAC/TC90", newCode="SAC/TC900")
    pages = [await timed(desk, code=code, first=first) for first in (3, 100) for code in ("SAC/TC90", "SAC/TC900")]
    by_former, by_present, all_by_former, all_by_present = (page for page, _ in pages)
    assert by_former == by_present
    assert by_former["pageInfo"]["hasNextPage"]
    assert all_by_former == all_by_present
    assert [edge["node"]["kind"] for edge in all_by_former["edges"]] == [
        *(edge["node"]["kind"] for edge in before["edges"]),
        "RENAMED",
    ]
    assert min(seconds for _, seconds in pages) < 1, pages
