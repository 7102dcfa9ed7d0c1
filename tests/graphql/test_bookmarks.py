"""Reading one's own writes elsewhere: a mutation answers with a bookmark, and a read may send it back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests import tokens
from tests.graphql.live_service import live

REGISTER = (
    'mutation { registerStandard(input: {title: "书签"}) { __typename ... on StandardAdvanced { standard { id } } } }'
)
HEADER = "X-Stdgraph-Bookmark"


async def _post(address: str, query: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    async with httpx.AsyncClient(timeout=60) as client:
        return await client.post(f"http://{address}/graphql", json={"query": query, **more}, headers=headers)


async def test_a_write_answers_with_a_bookmark_that_another_instance_waits_for(
    seeded: Graph, engine_settings: Settings
) -> None:
    token = await tokens.issue(seeded, "bookmarks", Role.ADMINISTRATOR)
    async with (
        await Graph.open(engine_settings) as elsewhere,
        live(seeded, engine_settings) as here,
        live(elsewhere, engine_settings) as there,
    ):
        written = await _post(here, REGISTER, {"Authorization": f"Bearer {token}"})
        answer = written.json()
        bookmark = written.headers[HEADER]
        assert answer["extensions"]["bookmark"] == bookmark
        query = f'{{ standard(number: "{answer["data"]["registerStandard"]["standard"]["id"]}") {{ title }} }}'
        by_header = await _post(there, query, {HEADER: bookmark})
        by_extension = await _post(there, query, extensions={"bookmark": bookmark})
    assert by_header.json() == by_extension.json() == {"data": {"standard": {"title": "书签"}}}


async def test_a_read_answers_with_none(seeded: Graph, engine_settings: Settings) -> None:
    async with live(seeded, engine_settings) as address:
        answer = await _post(address, "{ systems { code } }")
    assert HEADER not in answer.headers
    assert "extensions" not in answer.json()


@pytest.mark.parametrize("bookmark", ["x", "WyJhIl0x", "e30", "WzFd", "WyLDqSJd"])
async def test_what_is_no_bookmark_is_bad_input(seeded: Graph, engine_settings: Settings, bookmark: str) -> None:
    async with live(seeded, engine_settings) as address:
        answer = (await _post(address, "{ systems { code } }", {HEADER: bookmark})).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("bookmark", [5, True, {}, ["x"], "x"], ids=repr)
async def test_what_is_no_text_is_no_bookmark(seeded: Graph, engine_settings: Settings, bookmark: Any) -> None:
    async with live(seeded, engine_settings) as address:
        answer = (await _post(address, "{ systems { code } }", extensions={"bookmark": bookmark})).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
