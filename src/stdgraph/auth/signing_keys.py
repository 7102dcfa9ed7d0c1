"""The signing keys of an OIDC issuer (JWKS, RFC 7517), read from a file or an address and read again as they rotate."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Protocol

from jwt import PyJWK, PyJWKClient, PyJWKSet
from jwt.exceptions import PyJWKClientConnectionError, PyJWKSetError, PyJWTError

from stdgraph.auth.fetching import FETCH_LIMIT, FetchFailed, fetch
from stdgraph.errors import Unavailable

logger = logging.getLogger("stdgraph.auth")

FRESH = 3600.0
"""Seconds after which keys are fetched again in any case, so that a withdrawn key stops working."""

KEPT = 86_400.0
"""Seconds for which keys remain valid while the issuer cannot be reached."""

PAUSE = 30.0
"""Minimum seconds between two fetches: a token may name any key, which must not cause a fetch each time."""

_ALGORITHMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("RSA", ""): ("RS256", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
ALGORITHMS = tuple(name for names in _ALGORITHMS.values() for name in names)
"""The accepted signature algorithms. Never ``none``, and never HMAC, which would use a public key as a secret."""

_PUBLIC = ("kid", "kty", "crv", "n", "e", "x", "y")
_UNAVAILABLE = "the token cannot be checked: its issuer's signing keys are unavailable"


class Keys(Protocol):
    """An issuer's keys."""

    async def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """The key that a token names; None when there is none, or several. Raises Unavailable."""
        ...


@lru_cache(maxsize=8)
def keys_at(place: str) -> Keys:
    """The keys at an address or in a file; the same object for the same place, so that its keys are cached."""
    return FetchedKeys(place) if "://" in place else FileKeys(Path(place))


def read_keys(document: bytes) -> tuple[PyJWK, ...]:
    """The usable keys of a JWKS, each bound to one algorithm. Raises ValueError when the document is not a JWKS."""
    return _keys_of(lambda: PyJWKSet.from_dict(_usable(document)))


def pick(keys: Iterable[PyJWK], kid: str | None, algorithm: str) -> PyJWK | None:
    """The one key with that id and algorithm; without an id the only key with that algorithm."""
    found = [key for key in keys if key.algorithm_name == algorithm and kid in (None, key.key_id)]
    return found[0] if len(found) == 1 else None


class FileKeys:
    """Keys in a file, read again whenever it changes. While the file is unreadable no key is accepted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: object = None
        self._keys: tuple[PyJWK, ...] = ()

    async def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """See ``Keys``."""
        try:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._keys = read_keys(await asyncio.to_thread(self._path.read_bytes))
                self._stamp = stamp
        except (OSError, ValueError) as error:
            logger.warning("the keys in %s (STDGRAPH_OIDC_JWKS) cannot be read: %s", self._path, error)
            raise Unavailable(_UNAVAILABLE) from None
        return pick(self._keys, kid, algorithm)


class FetchedKeys:
    """Keys at an address, fetched on first use, every hour, and when a token names an unknown key.

    The library's own cache would block the event loop, drop keys while the issuer is down, and pause only after a success.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = _BoundedClient(address, cache_jwk_set=False)
        self._clock = clock
        self._keys: tuple[PyJWK, ...] = ()
        self._read_at = self._tried_at = -inf
        self._fetching = asyncio.Lock()

    async def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """See ``Keys``."""
        if self._age() >= FRESH:
            await self._refetch()
        key = pick(self._keys, kid, algorithm)
        if key is None:
            await self._refetch()
            key = pick(self._keys, kid, algorithm)
        if self._age() >= KEPT:
            raise Unavailable(_UNAVAILABLE)
        return key

    def _age(self) -> float:
        return self._clock() - self._read_at

    async def _refetch(self) -> None:
        """Fetch the keys, unless another request has tried within the pause. On failure the keys stay as they are."""
        async with self._fetching:
            if self._clock() - self._tried_at < PAUSE:
                return
            try:
                async with asyncio.timeout(FETCH_LIMIT):
                    self._keys = await asyncio.to_thread(_keys_of, self._client.get_jwk_set)
                self._read_at = self._clock()
            except (OSError, ValueError, PyJWTError) as error:
                logger.warning("the keys at %s (STDGRAPH_OIDC_JWKS) cannot be read: %s", self._client.uri, error)
            finally:
                self._tried_at = self._clock()


class _BoundedClient(PyJWKClient):
    """The library's client with a limit on the size of the document, and without private halves of keys."""

    def fetch_data(self) -> dict[str, list[dict[str, object]]]:
        """The usable keys at the address. Raises PyJWKClientError, or ValueError when the document is not a JWKS."""
        try:
            return _usable(fetch(self.uri))
        except FetchFailed as error:
            raise PyJWKClientConnectionError(str(error)) from None


def _usable(document: bytes) -> dict[str, list[dict[str, object]]]:
    """A JWKS of the public halves of usable keys, one entry per key and algorithm: PyJWK binds a key to one algorithm."""
    stated = json.loads(document)
    if not isinstance(stated, dict) or not isinstance(stated.get("keys"), list):
        raise ValueError("expected a JSON object with a list of keys")  # noqa: TRY004 - the document is wrong, not the caller
    return {
        "keys": [
            {**{name: jwk[name] for name in _PUBLIC if name in jwk}, "alg": algorithm}
            for jwk in stated["keys"]
            if isinstance(jwk, dict)
            for algorithm in _algorithms(jwk)
        ]
    }


def _algorithms(jwk: Mapping[str, object]) -> tuple[str, ...]:
    """The accepted algorithms that a key may verify; none when it is not for signatures."""
    operations = jwk.get("key_ops")
    if jwk.get("use", "sig") != "sig" or (isinstance(operations, list) and "verify" not in operations):
        return ()
    algorithms = _ALGORITHMS.get((str(jwk.get("kty")), str(jwk.get("crv", ""))), ())
    return tuple(name for name in algorithms if jwk.get("alg") in (None, name))


def _keys_of(load: Callable[[], PyJWKSet]) -> tuple[PyJWK, ...]:
    """The keys of a set; empty when no key in it is usable, which the library raises as an error."""
    try:
        return tuple(load())
    except PyJWKSetError:
        return ()


def _stamp(path: Path) -> tuple[int, int, int]:
    status = os.stat(path)  # noqa: PTH116 - one call, no object: checked for every token
    return status.st_mtime_ns, status.st_size, status.st_ino
