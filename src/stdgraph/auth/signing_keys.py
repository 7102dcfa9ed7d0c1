"""The signing keys of an OIDC issuer (JWKS, RFC 7517): read from a file or an address, and read again as they rotate."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPException
from math import inf
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from stdgraph import __version__
from stdgraph.errors import Unavailable

TIMEOUT = 5.0
"""Seconds that the other side may say nothing."""

LARGEST = 1_000_000
"""Most bytes of a document."""


class _NoRedirect(HTTPRedirectHandler):
    """An address is what the settings say: what answers there does not name another one."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirect)


def fetch(address: str) -> bytes:
    """The document at an http or https address. Raises OSError, or ValueError when there is no such document."""
    request = Request(address, headers={"Accept": "application/json", "User-Agent": f"stdgraph/{__version__}"})  # noqa: S310 - the settings admit http and https only
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as response:
            document: bytes = response.read(LARGEST + 1)
    except HTTPError as error:
        error.close()
        raise ValueError(f"expected a document, the status is {error.code}") from None
    except HTTPException as error:
        raise ValueError(f"expected an answer in HTTP, got {type(error).__name__}") from None
    if len(document) > LARGEST:
        raise ValueError(f"expected at most {LARGEST} bytes")
    return document


logger = logging.getLogger("stdgraph.auth")

FRESH = 3600.0
"""Seconds after which keys are fetched again though nobody asks for another one: a key that was taken back must go."""

KEPT = 86_400.0
"""Seconds for which keys serve on while the issuer cannot be reached."""

PAUSE = 30.0
"""Seconds from one fetch to the next: a token may name any key, which must not make us ask the issuer for each."""

FETCH_LIMIT = 5.0
"""Seconds that a request waits for the keys."""

_ALGORITHMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("RSA", ""): ("RS256", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
ALGORITHMS = tuple(name for names in _ALGORITHMS.values() for name in names)
"""The signatures that are taken. Never ``none``, and never HMAC, which would take a public key for a secret."""

_PUBLIC = ("kty", "crv", "n", "e", "x", "y")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the signatures that it may check."""

    kid: str | None
    algorithms: tuple[str, ...]
    public: Any


class Keys(Protocol):
    """An issuer's keys."""

    async def find(self, kid: str | None, algorithm: str) -> SigningKey | None:
        """The one key that a token means; None when there is none, or several. Raises Unavailable."""
        ...


@lru_cache(maxsize=8)
def keys_at(place: str) -> Keys:
    """The keys at an address or in a file; the same object for the same place, so that what was read is kept."""
    return FetchedKeys(place) if "://" in place else FileKeys(Path(place))


def read_keys(document: bytes) -> tuple[SigningKey, ...]:
    """The keys of a JWKS that can check a signature we take; others are passed over. Raises ValueError for what is no JWKS."""
    told = json.loads(document)
    if not isinstance(told, dict) or not isinstance(told.get("keys"), list):
        raise ValueError("expected a JSON object with a list of keys")  # noqa: TRY004 - the document is wrong, not the caller
    return tuple(key for one in told["keys"] if isinstance(one, dict) and (key := _read_key(one)) is not None)


def pick(keys: Iterable[SigningKey], kid: str | None, algorithm: str) -> SigningKey | None:
    """The one key of that id for that signature; without an id the only one there is."""
    found = [key for key in keys if algorithm in key.algorithms and kid in (None, key.kid)]
    return found[0] if len(found) == 1 else None


class FileKeys:
    """Keys in a file, read again whenever it changes. A file that cannot be read is no keys: nothing is taken on trust."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: object = None
        self._keys: tuple[SigningKey, ...] = ()

    async def find(self, kid: str | None, algorithm: str) -> SigningKey | None:
        """See ``Keys``."""
        try:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._keys = read_keys(await asyncio.to_thread(self._path.read_bytes))
                self._stamp = stamp
        except (OSError, ValueError) as error:
            raise _unreadable(self._path, error) from None
        return pick(self._keys, kid, algorithm)


class FetchedKeys:
    """Keys at an address. Fetched when first wanted, once an hour, and when a token names a key that is not among them."""

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._address = address
        self._clock = clock
        self._keys: tuple[SigningKey, ...] = ()
        self._read_at = self._tried_at = -inf
        self._fetching = asyncio.Lock()

    async def find(self, kid: str | None, algorithm: str) -> SigningKey | None:
        """See ``Keys``."""
        if self._age() >= FRESH:
            await self._refetch()
        key = pick(self._keys, kid, algorithm)
        if key is None:
            await self._refetch()
            key = pick(self._keys, kid, algorithm)
        if self._age() >= KEPT:
            raise Unavailable("the token cannot be checked: the keys of its issuer cannot be had")
        return key

    def _age(self) -> float:
        return self._clock() - self._read_at

    async def _refetch(self) -> None:
        """Fetch the keys, unless somebody did or tried to while we waited for our turn. A failure leaves them as they are."""
        async with self._fetching:
            if self._clock() - self._tried_at < PAUSE:
                return
            try:
                async with asyncio.timeout(FETCH_LIMIT):
                    self._keys = read_keys(await asyncio.to_thread(fetch, self._address))
                self._read_at = self._clock()
            except (OSError, ValueError) as error:
                logger.warning("the keys at %s (STDGRAPH_OIDC_JWKS) cannot be read: %s", self._address, error)
            finally:
                self._tried_at = self._clock()


def _read_key(jwk: Mapping[str, Any]) -> SigningKey | None:
    """A key of the set; None when it is not for signatures, or for none that we take. Its private half, if any, is not looked at."""
    algorithms = _ALGORITHMS.get((str(jwk.get("kty")), str(jwk.get("crv", ""))), ())
    if jwk.get("alg") is not None:
        algorithms = tuple(name for name in algorithms if name == jwk["alg"])
    operations = jwk.get("key_ops")
    for_signatures = jwk.get("use", "sig") == "sig" and (not isinstance(operations, list) or "verify" in operations)
    if not algorithms or not for_signatures:
        return None
    try:
        read = PyJWK({name: jwk[name] for name in _PUBLIC if name in jwk}, algorithms[0])
    except PyJWTError:
        return None
    return SigningKey(jwk.get("kid"), algorithms, read.key)


def _stamp(path: Path) -> tuple[int, int, int]:
    told = os.stat(path)  # noqa: PTH116 - one call, no object: it is asked with every token
    return told.st_mtime_ns, told.st_size, told.st_ino


def _unreadable(path: Path, error: Exception) -> Unavailable:
    logger.warning("the keys in %s (STDGRAPH_OIDC_JWKS) cannot be read: %s", path, error)
    return Unavailable("the token cannot be checked: the keys of its issuer cannot be had")
