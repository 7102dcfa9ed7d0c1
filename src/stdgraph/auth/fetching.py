"""Documents of an OIDC issuer over HTTP: bounded in size and time, and from no other address than the one that is meant."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from stdgraph import __version__

TIMEOUT = 5.0
"""Seconds for which the issuer may be silent."""

FETCH_LIMIT = 5.0
"""Seconds that a request waits for a document."""

LARGEST = 1_000_000
"""Maximum size of a document in bytes."""


class FetchFailed(Exception):
    """No document: the words say why; ``answer`` is what came with a status that is none of success."""

    def __init__(self, message: str, answer: bytes = b"") -> None:
        super().__init__(message)
        self.answer = answer


class _NoRedirect(HTTPRedirectHandler):
    """The settings name the address: a response must not name another one."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = build_opener(_NoRedirect)


def fetch(address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """The document at an address, https or http, or what it answers to a form. Blocks. Raises FetchFailed."""
    sent = {"Accept": "application/json", "User-Agent": f"stdgraph/{__version__}", **(headers or {})}
    body = urlencode(form).encode("ascii") if form is not None else None
    try:
        with _OPENER.open(Request(address, body, sent), timeout=TIMEOUT) as response:  # noqa: S310 - the settings admit http and https only
            document: bytes = response.read(LARGEST + 1)
    except HTTPError as error:
        raise FetchFailed(f"expected a document, the status is {error.code}", _rest(error)) from None
    except (OSError, HTTPException) as error:
        raise FetchFailed(str(error) or type(error).__name__) from None
    if len(document) > LARGEST:
        raise FetchFailed(f"expected at most {LARGEST} bytes")
    return document


def _rest(error: HTTPError) -> bytes:
    """What came with an error; empty where it cannot be read."""
    try:
        with error:
            return error.read(LARGEST)
    except (OSError, HTTPException):
        return b""
