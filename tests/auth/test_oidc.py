"""OIDC bearer tokens: what is taken, what is refused and in which words, and how claims become a role."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stdgraph.auth.oidc import identify
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import Unauthenticated
from stdgraph.settings import Settings
from tests.auth.issuer import AUDIENCE, ISSUER, Signer, claims, ec_signer, ed_signer, jwks, replace, rsa_signer
from tests.engines import embedded_settings

RSA, EC, ED = rsa_signer(), ec_signer(), ed_signer()
PSS = Signer("pss", "PS256", RSA.private)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text(jwks(RSA, EC, ED, PSS), encoding="utf-8")
    return path


@pytest.fixture
def settings(file: Path, tmp_path: Path) -> Settings:
    return oidc_settings(tmp_path, file)


def oidc_settings(data_dir: Path, place: Path | str, **others: object) -> Settings:
    named = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks": str(place)}
    return embedded_settings(data_dir, **{**named, **others})


async def refusal(settings: Settings, token: str) -> str:
    """The words in which a token is refused; they are one line and hold nothing of the token."""
    with pytest.raises(Unauthenticated) as told:
        await identify(settings, token)
    words = str(told.value)
    assert "\n" not in words
    assert not any(part and part in words for part in token.split("."))
    assert told.value.__cause__ is None
    return words


def segment(part: object) -> str:
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header: object, payload: object, secret: bytes | None = None) -> str:
    """A token that no library would make."""
    signed = f"{segment(header)}.{segment(payload)}"
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).digest() if secret is not None else b""
    return f"{signed}.{segment(signature)}"


@pytest.mark.parametrize("signer", [RSA, EC, ED, PSS], ids=lambda one: one.algorithm)
async def test_a_good_token_of_every_kind_of_key_is_taken(settings: Settings, signer: Signer) -> None:
    assert await identify(settings, signer.token()) == Identity("alice", Role.READER)


async def test_an_audience_among_several_is_enough(settings: Settings) -> None:
    assert (await identify(settings, RSA.token(aud=["account", AUDIENCE]))).name == "alice"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"iss": "https://id.example.org/realms/others"}, "comes from another issuer"),
        ({"iss": ISSUER + "/"}, "comes from another issuer"),
        ({"iss": [ISSUER]}, "comes from another issuer"),
        ({"aud": "others"}, "is meant for another audience"),
        ({"aud": ["others", "more"]}, "is meant for another audience"),
        ({"aud": []}, "lacks the claim aud"),
        ({"aud": None}, "lacks the claim aud"),
        ({"iss": None}, "lacks the claim iss"),
        ({"sub": None}, "lacks the claim sub"),
        ({"exp": None}, "lacks the claim exp"),
        ({"exp": "soon"}, "is not a valid JWT"),
        ({"sub": 7}, "is not a valid JWT"),
    ],
)
async def test_claims_that_are_wrong_are_told(settings: Settings, changed: dict[str, Any], told: str) -> None:
    payload = claims(**changed)
    token = jwt.api_jws.encode(json.dumps(payload).encode(), RSA.private, "RS256", {"kid": "rsa"})
    assert await refusal(settings, token) == f"the token {told}"


@pytest.mark.parametrize("skew", [0, 60, 300])
async def test_clocks_may_differ_by_the_skew_and_no_more(tmp_path: Path, file: Path, skew: int) -> None:
    settings, now, margin = oidc_settings(tmp_path, file, oidc_clock_skew=skew), int(time.time()), 5
    for good in ({"exp": now - skew + margin}, {"nbf": now + skew}, {"iat": now + skew}):
        assert (await identify(settings, RSA.token(**good))).name == "alice"
    assert await refusal(settings, RSA.token(exp=now - skew)) == "the token has expired"
    for early in ("nbf", "iat"):
        assert await refusal(settings, RSA.token(**{early: now + skew + margin})) == "the token is not valid yet"


async def test_a_signature_of_another_key_is_refused(settings: Settings) -> None:
    stranger = rsa_signer("rsa")
    assert await refusal(settings, stranger.token()) == "the token has a wrong signature"


async def test_a_changed_payload_is_refused(settings: Settings) -> None:
    header, _, signature = RSA.token().split(".")
    forged = f"{header}.{segment(claims(stdgraph_role='ADMINISTRATOR'))}.{signature}"
    assert await refusal(settings, forged) == "the token has a wrong signature"


async def test_a_key_that_is_not_published_is_refused(settings: Settings) -> None:
    told = "the token is signed with a key that its issuer does not publish"
    assert await refusal(settings, rsa_signer("other").token()) == told
    assert await refusal(settings, Signer(None, "RS256", RSA.private).token()) == told  # there are several


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "NONE", "nOnE", "", "HS256", "HS512", "ES384", "RS1", None, ["RS256"]]
)
async def test_other_algorithms_are_refused(settings: Settings, algorithm: object) -> None:
    told = await refusal(settings, by_hand({"alg": algorithm, "typ": "JWT", "kid": "rsa"}, claims()))
    assert told == "unsupported signature algorithm: expected one of RS256, PS256, ES256, EdDSA"


@pytest.mark.parametrize("form", ["pem", "jwk"])
async def test_a_public_key_is_no_secret(settings: Settings, form: str) -> None:
    public = RSA.private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secret = pem if form == "pem" else json.dumps(RSA.jwk()).encode()
    token = by_hand({"alg": "HS256", "typ": "JWT", "kid": "rsa"}, claims(), secret)
    assert "unsupported signature algorithm" in await refusal(settings, token)


async def test_the_algorithm_must_be_one_of_the_key(settings: Settings) -> None:
    told = "the token is signed with a key that its issuer does not publish"
    for kid, algorithm in (("ec", "RS256"), ("rsa", "ES256"), ("ed", "ES256")):
        assert await refusal(settings, by_hand({"alg": algorithm, "kid": kid}, claims(), b"x")) == told


async def test_a_key_in_the_token_itself_is_not_looked_at(settings: Settings) -> None:
    stranger = rsa_signer("rsa")
    token = stranger.token({"jwk": stranger.jwk(), "jku": "https://evil.example/jwks"})
    assert await refusal(settings, token) == "the token has a wrong signature"


async def test_a_header_that_must_be_understood_and_is_not_is_refused(settings: Settings) -> None:
    assert await refusal(settings, RSA.token({"crit": ["exotic"], "exotic": 1})) == "the token is not a valid JWT"


async def test_a_short_key_is_refused(settings: Settings, file: Path) -> None:
    replace(file, jwks(rsa_signer("rsa", bits=1024)))
    assert await refusal(settings, RSA.token()) == "the token is signed with a key that is too short"


@pytest.mark.parametrize(
    "token",
    ["a", "a.b", "a.b.c", "a.b.c.d", "...", "é.b.c", "eyJhbGciOiJSUzI1NiJ9.e30", by_hand([], {}), by_hand("x", "y")],
)
async def test_what_is_no_jwt_is_told(settings: Settings, token: str) -> None:
    with pytest.raises(Unauthenticated, match=r"^the token is not a valid JWT$"):
        await identify(settings, token)


ROLES = "READER, SECRETARIAT, STEWARD, ADMINISTRATOR"


@pytest.mark.parametrize(
    ("value", "role"),
    [
        (None, Role.READER),
        ("STEWARD", Role.STEWARD),
        ("secretariat", Role.SECRETARIAT),
        (["offline_access", "secretariat"], Role.SECRETARIAT),
        (["READER", "administrator", "STEWARD"], Role.ADMINISTRATOR),
        (["uma_authorization"], Role.READER),
        ([], Role.READER),
    ],
)
async def test_the_role_is_the_highest_that_the_claim_names(settings: Settings, value: object, role: Role) -> None:
    assert (await identify(settings, EC.token(stdgraph_role=value))).role is role


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"stdgraph_role": "boss"}, f"stdgraph_role is not a role: expected one of {ROLES}"),
        ({"stdgraph_role": ""}, f"stdgraph_role is not a role: expected one of {ROLES}"),
        ({"stdgraph_role": 4}, "stdgraph_role must be a string or a list of strings"),
        ({"stdgraph_role": {"a": 1}}, "stdgraph_role must be a string or a list of strings"),
        ({"stdgraph_committees": [1]}, "stdgraph_committees must be a string or a list of strings"),
        ({"stdgraph_systems": {"PV2024": 1}}, "stdgraph_systems must be a string or a list of strings"),
        ({"sub": ""}, "sub is not a valid name: expected 1 to 200 printable characters"),
        ({"sub": " "}, "sub is not a valid name: expected 1 to 200 printable characters"),
        ({"sub": "a\nb"}, "sub is not a valid name: expected 1 to 200 printable characters"),
        ({"sub": "a" * 201}, "sub is not a valid name: expected 1 to 200 printable characters"),
    ],
)
async def test_claims_that_say_nothing_usable_are_told(settings: Settings, changed: dict[str, Any], told: str) -> None:
    assert await refusal(settings, EC.token(**changed)) == f"the token's claim {told}"


async def test_the_claims_are_named_by_the_settings(tmp_path: Path, file: Path) -> None:
    settings = oidc_settings(
        tmp_path,
        file,
        oidc_name_claim="preferred_username",
        oidc_role_claim="https://example.org/role",
        oidc_committees_claim="tc",
        oidc_systems_claim="trees",
    )
    told = {
        "preferred_username": "李雷",
        "https://example.org/role": "steward",
        "tc": "SAC/TC1 SAC/TC2",
        "trees": ["X2024"],
    }
    assert await identify(settings, ED.token(stdgraph_role="ADMINISTRATOR", **told)) == Identity(
        "李雷", Role.STEWARD, frozenset({"SAC/TC1", "SAC/TC2"}), frozenset({"X2024"})
    )
    assert (
        await refusal(settings, ED.token())
        == "the token's claim preferred_username is not a valid name: expected 1 to 200 printable characters"
    )


async def test_an_identity_knows_when_its_token_expires(settings: Settings) -> None:
    end = int(time.time()) + 120
    assert (await identify(settings, ED.token(exp=end))).expires_at == datetime.fromtimestamp(end, UTC)
    assert (await identify(settings, ED.token(exp=10**17))).expires_at is None, "beyond the calendar"
