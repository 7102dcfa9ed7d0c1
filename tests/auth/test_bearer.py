"""From the Authorization header to who asks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stdgraph.auth.bearer import LONGEST, identity_of
from stdgraph.domain.identity import ANONYMOUS, Role
from stdgraph.errors import Unauthenticated
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from tests.auth.issuer import jwks, publishing, rsa_signer
from tests.auth.test_oidc import oidc_settings
from tests.tokens import issue


def now() -> datetime:
    return datetime.now(UTC)


async def test_without_a_header_nobody_asks(graph: Graph, engine_settings: Settings) -> None:
    with count_statements() as counter:
        assert await identity_of(graph, engine_settings, None, now()) is ANONYMOUS
    assert counter.texts == []


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER   "])
async def test_an_access_token_is_recognised(catalogue: Graph, engine_settings: Settings, scheme: str) -> None:
    token = await issue(catalogue, "一委", Role.SECRETARIAT, ["SAC/TC1"])
    who = await identity_of(catalogue, engine_settings, scheme + token, now())
    assert (who.name, who.role, who.committees) == ("一委", Role.SECRETARIAT, frozenset({"SAC/TC1"}))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer\tsg_x",
        "Basic dXNlcjpwYXNz",
        "Token sg_x",
        "sg_x",
        "Bearer sg_x sg_y",
        "Bearer sg_x, Bearer sg_y",
        " Bearer sg_x",
        "Bearer sg_x\n",
        "Bearer sg_é",
        "Bearer " + "a" * LONGEST,
    ],
)
async def test_a_malformed_header_is_told(graph: Graph, engine_settings: Settings, header: str) -> None:
    with pytest.raises(Unauthenticated) as told:
        await identity_of(graph, engine_settings, header, now())
    assert str(told.value) == "malformed Authorization header: expected 'Bearer' and a token"


async def test_another_token_is_refused_where_no_issuer_is_set(graph: Graph, engine_settings: Settings) -> None:
    with pytest.raises(
        Unauthenticated, match=r"^the token was not issued by stdgraph .* no OIDC issuer is configured$"
    ):
        await identity_of(graph, engine_settings, f"Bearer {rsa_signer().token()}", now())


async def test_both_kinds_of_token_are_taken_where_an_issuer_is_set(catalogue: Graph, tmp_path: Path) -> None:
    signer = rsa_signer()
    with publishing(jwks(signer)) as published:
        settings = oidc_settings(tmp_path, published.address)
        opaque = await issue(catalogue, "Alice", Role.ADMINISTRATOR)
        assert (await identity_of(catalogue, settings, f"Bearer {opaque}", now())).role is Role.ADMINISTRATOR
        with count_statements() as counter:
            who = await identity_of(catalogue, settings, f"Bearer {signer.token(stdgraph_role='steward')}", now())
        assert (who.name, who.role, who.token_id, counter.texts) == ("alice", Role.STEWARD, None, [])
