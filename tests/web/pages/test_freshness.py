"""A page that was kept is not shown any more once something has changed, nor to whoever may not read it."""

from __future__ import annotations

import httpx
import pytest

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph
from tests.tokens import issue
from tests.web.pages.conftest import client_of

COMMENT = """
mutation($standard: String!, $text: String!) {
  commentOnStandard(input: {standard: $standard, note: $text}) { __typename }
}
"""


@pytest.fixture(autouse=True)
def _kept_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)


async def test_a_change_is_on_the_next_page(client: httpx.AsyncClient, seeded: Graph) -> None:
    token = await issue(seeded, "desk", Role.ADMINISTRATOR)
    for number in range(3):
        before = await client.get("/standards/GB/T%2024067-2024")
        assert (await client.get("/standards/GB/T%2024067-2024")).text == before.text
        words = f"remark {number} of the secretariat"
        assert words not in before.text
        answered = await client.post(
            "/graphql",
            json={"query": COMMENT, "variables": {"standard": "GB/T 24067-2024", "text": words}},
            headers={"authorization": f"Bearer {token}", "accept": "application/json"},
        )
        assert answered.json()["data"]["commentOnStandard"]["__typename"] == "StandardAdvanced"
        assert words in (await client.get("/standards/GB/T%2024067-2024")).text


async def test_what_is_kept_for_one_reader_is_not_shown_to_another(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "reader of pages", Role.READER)
    private = engine_settings.model_copy(update={"public_reads": False})
    async with client_of(private, seeded) as client:
        known = await client.get("/systems/PV2024", headers={"authorization": f"Bearer {token}"})
        assert known.status_code == 200
        assert known.headers["cache-control"] == "no-store"
        assert (await client.get("/systems/PV2024")).status_code == 303
