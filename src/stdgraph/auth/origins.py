"""From where a request comes: a session counts only for requests that the service's own pages send.

``SameSite`` keeps a cookie from the pages of other sites, but not from those on another port of the same host.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import HTTPConnection

from stdgraph.domain.web_places import ANY, Place, fits, origin_of, place_of
from stdgraph.settings import Settings

_PLAIN = {"ws": "http", "wss": "https"}
_NAVIGATIONS = ("same-origin", "none", None)

ELSEWHERE = "a session counts only for requests of this service's own pages (Sec-Fetch-Site: same-origin, or an Origin that names its host)"
"""Why a session does not count."""


def is_same_origin(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a page of this service sent a request: the browser says so, or its ``Origin`` names the host of the request."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin")
    return origin is not None and _names_us(origin, connection, settings)


def may_open_socket(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether whoever asks may have a WebSocket: no browser, which sends no ``Origin``, a page of this service, or one that is listed.

    Browsers hold no page back from opening one to any place, as they do for other requests.
    """
    origin = connection.headers.get("origin")
    return origin is None or is_same_origin(connection, settings) or _is_listed(origin, settings)


def _is_listed(origin: str, settings: Settings) -> bool:
    listed = settings.listed_origins
    return ANY in listed or (place_of(origin) is not None and origin_of(origin) in listed)


def is_host(patterns: Sequence[str], host: str) -> bool:
    """Whether a host, as a request names it, is one of these, whatever its port."""
    if ANY in patterns:
        return True
    place = place_of(f"http://{host}")
    return place is not None and any(fits(place.host, pattern) for pattern in patterns)


def may_navigate(connection: HTTPConnection) -> bool:
    """Whether a page that is opened may know the reader: from this service's pages, from the address bar, or where a browser does not say."""
    return (
        connection.scope["type"] == "http"
        and connection.scope["method"] in {"GET", "HEAD"}
        and connection.headers.get("sec-fetch-site") in _NAVIGATIONS
    )


def came_by_https(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a browser sent a request by https; a proxy that ends TLS need not say so, the browser or the settings do."""
    if _scheme(connection) == "https" or connection.headers.get("origin", "").startswith("https://"):
        return True
    public = place_of(settings.public_url or "")
    return public is not None and public.scheme == "https" and public == _named(connection, "https")


def base_url(connection: HTTPConnection, settings: Settings) -> str:
    """The address of the service without a slash at its end: as the settings say, or as the request names it."""
    return settings.public_url or str(connection.base_url).rstrip("/")


def _names_us(origin: str, connection: HTTPConnection, settings: Settings) -> bool:
    place = place_of(origin)
    if place is None:
        return False
    if place == place_of(settings.public_url or ""):
        return True
    # behind a proxy that ends TLS a request looks like http: https is the same place then, http never is that of https
    return place.scheme in {"https", _scheme(connection)} and place == _named(connection, place.scheme)


def _scheme(connection: HTTPConnection) -> str:
    scheme: str = connection.scope.get("scheme", "http")
    return _PLAIN.get(scheme, scheme)


def _named(connection: HTTPConnection, scheme: str) -> Place | None:
    """Host and port that a request names, the port of the scheme where it names none."""
    return place_of(f"{scheme}://{connection.headers.get('host', '')}")
