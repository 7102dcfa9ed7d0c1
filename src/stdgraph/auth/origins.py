"""From where a request comes: a session counts only for requests that the service's own pages send.

``SameSite`` keeps a cookie from the pages of other sites, but not from those on another port of the same host.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from stdgraph.settings import Settings

_PORTS = {"http": 80, "https": 443}
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
    public = _place(settings.public_url or "")
    return public is not None and public[0] == "https" and public[1:] == _host(connection, "https")


def base_url(connection: HTTPConnection, settings: Settings) -> str:
    """The address of the service without a slash at its end: as the settings say, or as the request names it."""
    return settings.public_url or str(connection.base_url).rstrip("/")


def _names_us(origin: str, connection: HTTPConnection, settings: Settings) -> bool:
    place = _place(origin)
    if place is None:
        return False
    if place == _place(settings.public_url or ""):
        return True
    scheme, host, port = place
    # behind a proxy that ends TLS a request looks like http: https is the same place then, http never is that of https
    return scheme in {"https", _scheme(connection)} and (host, port) == _host(connection, scheme)


def _scheme(connection: HTTPConnection) -> str:
    scheme: str = connection.scope.get("scheme", "http")
    return _PLAIN.get(scheme, scheme)


def _host(connection: HTTPConnection, scheme: str) -> tuple[str, int] | None:
    """Host and port that a request names, the port of the scheme where it names none."""
    place = _place(f"{scheme}://{connection.headers.get('host', '')}")
    return place and place[1:]


def _place(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an origin; None for what is none, such as ``null``."""
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    bare = parts.scheme in _PORTS and not (parts.path or parts.query or parts.fragment or parts.username)
    return (parts.scheme, host, port or _PORTS[parts.scheme]) if bare and host else None
