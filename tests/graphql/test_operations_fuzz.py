"""Operations that the schema allows and nobody would write, over HTTP: all are answered or refused with a code of the client's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests import tokens
from tests.examples import examples
from tests.graphql.drawn_operations import operations
from tests.graphql.error_shape import CODES, INSIDE
from tests.graphql.generated import Generated

Sender = Callable[[str | None, Generated], httpx.Response]

ROLES = (None, *Role)
"""None: nobody."""
COMMITTEES = {Role.SECRETARIAT: ["SAC/TC90"]}
SYSTEMS = {Role.STEWARD: ["PV2024"]}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def send(seeded: Graph, engine_settings: Settings) -> AsyncIterator[Sender]:
    """Sends a document as somebody from a test that is not async: the loop of the graph rests while such a test runs."""
    app = create_app(engine_settings)
    app.state.graph = seeded
    held = {
        role: await tokens.issue(seeded, f"fuzz {role}", role, COMMITTEES.get(role, []), SYSTEMS.get(role, []))
        for role in Role
    }
    loop = asyncio.get_running_loop()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as client:

        def sender(role: str | None, made: Generated) -> httpx.Response:
            headers = {"Authorization": f"Bearer {held[Role(role)]}"} if role else {}
            body = {"query": made.text, "variables": made.variables}
            return loop.run_until_complete(client.post("/graphql", json=body, headers=headers))

        yield sender


@pytest.mark.some_on_server(one_in=3)
@pytest.mark.parametrize("kind", ["query", "mutation"])
@pytest.mark.parametrize("role", ROLES, ids=lambda role: str(role or "anonymous").lower())
@examples(30)
@given(data=st.data())
def test_no_operation_is_an_internal_error(send: Sender, role: str | None, kind: str, data: st.DataObject) -> None:
    response = send(role, data.draw(operations(kind)))
    assert response.status_code == (401 if role is None and kind == "mutation" else 200)
    answer = response.json()
    assert answer.get("data") is not None or answer.get("errors")  # nothing is there where every root field is skipped
    for error in answer.get("errors", ()):
        assert error["extensions"]["code"] in CODES, error
        assert not INSIDE.search(error["message"]), error
