"""Where people sign in: the endpoints that an OIDC issuer publishes (OpenID Connect Discovery), and its token endpoint."""

from __future__ import annotations

import asyncio
import logging
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import inf
from typing import Annotated
from urllib.parse import quote_plus

import orjson
from pydantic import AfterValidator, BaseModel, ValidationError

from stdgraph.auth.fetching import FETCH_LIMIT, FetchFailed, fetch
from stdgraph.errors import Unavailable
from stdgraph.settings import Settings, is_safe_address

logger = logging.getLogger("stdgraph.auth")

FRESH = 3600.0
"""Seconds after which the endpoints are asked for again."""

PAUSE = 5.0
"""Minimum seconds between two attempts: anybody may open the address that needs them."""

WELL_KNOWN = "/.well-known/openid-configuration"
_UNAVAILABLE = "nobody can sign in at the issuer for now: it does not answer as expected (the reason is in the log)"


def _safe(address: str) -> str:
    if not is_safe_address(address):
        raise ValueError("expected an https:// address (http:// on loopback only)")
    return address


Endpoint = Annotated[str, AfterValidator(_safe)]


class Provider(BaseModel):
    """What an issuer publishes of itself."""

    issuer: str
    authorization_endpoint: Endpoint
    token_endpoint: Endpoint
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


class TokenAnswer(BaseModel):
    """What the token endpoint answers."""

    id_token: str | None = None
    access_token: str | None = None


class CodeRefused(Exception):
    """The issuer takes the code of a sign-in for used, too old, or another's."""


class Discovery:
    """The endpoints of one issuer, asked for on first use and every hour; while it does not answer those known last remain."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._clock = clock
        self._known: Provider | None = None
        self._read_at = self._tried_at = -inf
        self._asking = asyncio.Lock()

    async def provider(self) -> Provider:
        """The endpoints. Raises Unavailable where they are not known."""
        if self._clock() - self._read_at >= FRESH:
            await self._ask()
        if self._known is None:
            raise Unavailable(_UNAVAILABLE)
        return self._known

    async def _ask(self) -> None:
        async with self._asking:
            if self._clock() - self._tried_at < PAUSE:
                return
            try:
                async with asyncio.timeout(FETCH_LIMIT):
                    self._known = await asyncio.to_thread(_published, self._issuer)
                self._read_at = self._clock()
            except (OSError, FetchFailed, ValidationError) as error:
                logger.warning(
                    "the issuer %s (STDGRAPH_OIDC_ISSUER) does not tell where to sign in: %s",
                    self._issuer,
                    _reason(error),
                )
            finally:
                self._tried_at = self._clock()


def _published(issuer: str) -> Provider:
    """What an issuer publishes; another one's document is none of it. Raises FetchFailed, ValidationError."""
    found = Provider.model_validate_json(fetch(f"{issuer.rstrip('/')}{WELL_KNOWN}"))
    if found.issuer != issuer:
        raise FetchFailed(f"the document is of the issuer {found.issuer!r}")
    return found


@lru_cache(maxsize=8)
def discovery_of(issuer: str) -> Discovery:
    """The endpoints of an issuer; the same object for the same issuer."""
    return Discovery(issuer)


async def redeem(settings: Settings, provider: Provider, form: Mapping[str, str]) -> TokenAnswer:
    """What the token endpoint answers to a form, which our credentials are added to.

    Raises CodeRefused for a code that is not valid, Unavailable where the issuer does not answer, or refuses stdgraph itself.
    """
    added, headers = _credentials(settings, provider)
    try:
        async with asyncio.timeout(FETCH_LIMIT):
            document = await asyncio.to_thread(fetch, provider.token_endpoint, {**form, **added}, headers)
        return TokenAnswer.model_validate_json(document)
    except FetchFailed as error:
        code = _error_in(error.answer)
        if code == "invalid_grant":
            raise CodeRefused from None
        reason = f"{error}{code and f' ({code[:60]!r})'}"
    except (OSError, ValidationError) as error:
        reason = _reason(error)
    logger.warning("the token endpoint %s redeemed no code: %s", provider.token_endpoint, reason)
    raise Unavailable(_UNAVAILABLE)


def _credentials(settings: Settings, provider: Provider) -> tuple[dict[str, str], dict[str, str]]:
    """What shows the issuer who redeems a code: fields of the form, and headers (RFC 6749, section 2.3.1)."""
    client, secret = str(settings.oidc_client_id), settings.oidc_client_secret
    if secret is None:
        return {"client_id": client}, {}
    methods = provider.token_endpoint_auth_methods_supported
    if "client_secret_basic" not in methods and "client_secret_post" in methods:
        return {"client_id": client, "client_secret": secret.get_secret_value()}, {}
    pair = f"{quote_plus(client)}:{quote_plus(secret.get_secret_value())}"
    return {}, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _error_in(answer: bytes) -> str:
    """The error that an endpoint names; empty where it names none."""
    try:
        stated = orjson.loads(answer)
    except ValueError:
        return ""
    code = stated.get("error") if isinstance(stated, dict) else None
    return code if isinstance(code, str) else ""


def _reason(error: Exception) -> str:
    """Why, without what was received: it may hold a token."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the document'}: {first['msg']}"
    return str(error) or type(error).__name__
