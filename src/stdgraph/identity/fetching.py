"""Fetching a small document over HTTP, in a thread: bounded in time and size, without redirects."""

from __future__ import annotations

from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from stdgraph import __version__

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
