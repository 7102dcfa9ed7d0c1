"""The feed of a committee that was renamed: by either code."""

from __future__ import annotations

from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept
from tests.stewardship.vocabulary import Keeper

__all__ = ["desk", "kept", "schema", "seeded"]

FEED = """
  query ($code: String!, $first: Int!) {
    changes(after: "0", first: $first, scope: {committee: $code}) { edges { node { sequence kind } } pageInfo { endCursor hasNextPage } }
  }
"""


async def test_it_is_found_by_its_former_code(desk: Desk) -> None:
    before = await desk.ask(FEED, code="SAC/TC90", first=100)
    await Keeper(desk.actor).done("changeCommittee", code="SAC/TC90", newCode="SAC/TC900")
    pages = [await desk.ask(FEED, code=code, first=first) for first in (3, 100) for code in ("SAC/TC90", "SAC/TC900")]
    by_former, by_present, all_by_former, all_by_present = pages
    assert by_former == by_present
    assert by_former["pageInfo"]["hasNextPage"]
    assert all_by_former == all_by_present
    assert [edge["node"]["kind"] for edge in all_by_former["edges"]] == [
        *(edge["node"]["kind"] for edge in before["edges"]),
        "RENAMED",
    ]
