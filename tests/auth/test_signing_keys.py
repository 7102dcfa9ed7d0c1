"""An issuer's keys as they rotate, disappear, and come back."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from stdgraph.auth import signing_keys as module
from stdgraph.auth.fetching import LARGEST
from stdgraph.auth.signing_keys import FRESH, KEPT, PAUSE, FetchedKeys, FileKeys, keys_at, read_keys
from stdgraph.errors import Unavailable
from tests.auth.issuer import ec_signer, ed_signer, jwks, publishing, replace, rsa_signer

OLD, NEW = ec_signer("old"), ec_signer("new")
RSA = rsa_signer()


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def has(keys: FileKeys | FetchedKeys, kid: str) -> bool:
    return await keys.find(kid, "ES256") is not None


async def test_a_file_is_read_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(jwks(OLD), encoding="utf-8")
    keys = FileKeys(path)
    assert await has(keys, "old")
    with monkeypatch.context() as patch:
        patch.setattr(module, "read_keys", None)  # unchanged, it is not read
        assert await has(keys, "old")
        assert not await has(keys, "new")
    replace(path, jwks(NEW))
    assert await has(keys, "new")
    assert not await has(keys, "old")


async def test_a_change_is_seen_by_the_time_of_change_alone(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(jwks(OLD), encoding="utf-8")
    keys, size = FileKeys(path), path.stat().st_size
    assert await has(keys, "old")
    path.write_text(jwks(NEW), encoding="utf-8")
    assert path.stat().st_size == size
    os.utime(path, (1, 1))
    assert await has(keys, "new")


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"keys": {}}', "\udcff"])
async def test_a_file_that_cannot_be_read_is_no_keys_until_it_can(
    tmp_path: Path, text: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(jwks(OLD), encoding="utf-8")
    keys = FileKeys(path)
    assert await has(keys, "old")
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Unavailable) as told:
        await has(keys, "old")
    assert str(path) not in str(told.value)  # that is for the log, not for whoever sent a token
    assert str(path) in caplog.text
    replace(path, jwks(NEW))
    assert await has(keys, "new")


async def test_keys_are_fetched_once_and_again_for_one_that_is_not_among_them() -> None:
    clock = Clock()
    with publishing(jwks(OLD)) as published:
        keys = FetchedKeys(published.address, clock)
        assert all([await has(keys, "old") for _ in range(5)])
        assert published.asked == 1
        published.document = jwks(OLD, NEW)
        clock.seconds += PAUSE
        assert await has(keys, "new")
        assert published.asked == 2


async def test_made_up_key_ids_do_not_make_us_ask_the_issuer_again_and_again() -> None:
    clock = Clock()
    with publishing(jwks(OLD)) as published:
        keys = FetchedKeys(published.address, clock)
        for n in range(20):
            clock.seconds += 1
            assert not await has(keys, f"made up {n}")
        assert published.asked == 1
        clock.seconds += PAUSE
        assert not any(await asyncio.gather(*(has(keys, f"made up {n}") for n in range(20))))
        assert published.asked == 2


async def test_a_key_that_was_taken_back_goes_within_the_hour() -> None:
    clock = Clock()
    with publishing(jwks(OLD)) as published:
        keys = FetchedKeys(published.address, clock)
        assert await has(keys, "old")
        published.document = jwks(NEW)
        clock.seconds = FRESH - 1
        assert await has(keys, "old")
        clock.seconds = FRESH
        assert not await has(keys, "old")


async def test_many_who_want_keys_at_first_fetch_them_once() -> None:
    with publishing(jwks(OLD)) as published:
        keys = FetchedKeys(published.address)
        assert all(await asyncio.gather(*(has(keys, "old") for _ in range(20))))
        assert published.asked == 1


async def test_keys_serve_on_for_a_day_while_the_issuer_is_away(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    with publishing(jwks(OLD)) as published:
        keys = FetchedKeys(published.address, clock)
        assert await has(keys, "old")
        published.status = 503
        clock.seconds = KEPT - 1
        assert await has(keys, "old")
        clock.seconds += PAUSE
        with pytest.raises(Unavailable, match="signing keys are unavailable"):
            await has(keys, "old")
        published.status = 200
        clock.seconds += PAUSE
        assert await has(keys, "old")
    assert "the status is 503" in caplog.text


async def test_an_issuer_that_was_never_reached_is_unavailable() -> None:
    with publishing("") as published:
        address = published.address
    with pytest.raises(Unavailable):
        await has(FetchedKeys(address), "old")


async def test_an_issuer_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FETCH_LIMIT", 0.05)
    monkeypatch.setattr("stdgraph.auth.fetching.TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unavailable):
        await has(FetchedKeys(f"http://127.0.0.1:{silent.getsockname()[1]}/"), "old")


@pytest.mark.parametrize(
    "document", ["<html>", '{"keys": 1}', " " * (LARGEST + 1)], ids=["html", "no list", "too large"]
)
async def test_what_is_no_set_of_keys_is_none(document: str) -> None:
    with publishing(document) as published, pytest.raises(Unavailable):
        await has(FetchedKeys(published.address), "old")


async def test_a_redirection_is_not_followed() -> None:
    with publishing(jwks(OLD)) as elsewhere, publishing("") as published:
        published.status, published.location = 302, elsewhere.address
        with pytest.raises(Unavailable):
            await has(FetchedKeys(published.address), "old")
        assert elsewhere.asked == 0


def kids(*keys: dict[str, Any]) -> list[str | None]:
    return [key.key_id for key in read_keys(json.dumps({"keys": keys}).encode())]


def test_keys_that_are_of_no_use_here_are_passed_over() -> None:
    useless: list[dict[str, Any]] = [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "secret"},
        OLD.jwk(use="enc"),
        OLD.jwk(key_ops=["sign"]),
        OLD.jwk(alg="ES384"),
        OLD.jwk(crv="P-384"),
        OLD.jwk(crv=["P-256"]),
        RSA.jwk(alg="RSA-OAEP"),
        RSA.jwk(n="!"),
        {"kty": "RSA", "kid": "empty"},
        {},
    ]
    assert kids(*useless, OLD.jwk(key_ops=["verify"]), RSA.jwk(alg="PS256"), ed_signer().jwk()) == ["old", "rsa", "ed"]


def test_a_key_bound_to_an_algorithm_serves_for_no_other() -> None:
    bound, free = RSA.jwk(alg="PS256"), RSA.jwk()
    assert [key.algorithm_name for key in read_keys(jwks(bound).encode())] == ["PS256"]
    assert [key.algorithm_name for key in read_keys(jwks(free).encode())] == ["RS256", "PS256"]


def test_a_private_half_that_was_published_is_not_read() -> None:
    from jwt.algorithms import RSAAlgorithm

    private = {**json.loads(RSAAlgorithm.to_jwk(RSA.private)), "kid": "rsa"}
    private.pop("key_ops")
    keys = read_keys(jwks(private).encode())
    assert [hasattr(key.key, "private_numbers") for key in keys] == [False, False]


async def test_without_an_id_the_only_key_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(jwks(OLD, RSA), encoding="utf-8")
    keys = FileKeys(path)
    assert await keys.find(None, "ES256") is not None
    replace(path, jwks(OLD, NEW))
    assert await keys.find(None, "ES256") is None


def test_one_place_is_read_by_one_object(tmp_path: Path) -> None:
    path = str(tmp_path / "jwks.json")
    assert keys_at(path) is keys_at(path)
    assert isinstance(keys_at("https://id.example.org/jwks"), FetchedKeys)
