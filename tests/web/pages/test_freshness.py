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


TRACK = """
mutation($gap: ID!, $owner: String!) {
  trackGap(input: {gapId: $gap, status: MOVING, priority: HIGH, owner: $owner, recommendation: "立项"}) { __typename }
}
"""


async def test_a_decision_stands_beside_its_gap_wherever_that_is_shown(
    client: httpx.AsyncClient, seeded: Graph
) -> None:
    token = await issue(seeded, "steward of gaps", Role.ADMINISTRATOR)
    gap = "UNMET_DEMAND:ICN2024/BAB:ETHYLENE"
    answered = await client.post(
        "/graphql",
        json={"query": TRACK, "variables": {"gap": gap, "owner": "SAC/TC90"}},
        headers={"authorization": f"Bearer {token}", "accept": "application/json"},
    )
    assert answered.json()["data"]["trackGap"]["__typename"] == "GapTracked"
    for address in (
        f"/gaps/{gap}",
        "/gaps?record=MOVING",
        "/systems/ICN2024/gaps?record=MOVING",
        "/committees/SAC/TC90",
    ):
        got = await client.get(address)
        assert got.status_code == 200, address
        assert "推进中" in got.text, address
    for address in ("/", "/systems/ICN2024", "/categories/ETHYLENE"):
        assert (await client.get(address)).status_code == 200, address
