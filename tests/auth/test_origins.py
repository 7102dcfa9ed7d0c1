"""From where a request comes, and for which a session counts: Sec-Fetch-Site, Origin, method, scheme and host."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from stdgraph.auth.origins import base_url, came_by_https, is_same_origin, may_navigate
from stdgraph.errors import BadInput
from stdgraph.settings import load_settings
from tests.engines import embedded_settings

HERE = Path("/nowhere")
SITES = ("same-origin", "same-site", "cross-site", "none", "anything", "", None)
ORIGINS = ("http://stdgraph.test", "http://stdgraph.test:8000", "http://other.test", "null", None)


def connection(
    method: str = "GET", scheme: str = "http", host: str = "stdgraph.test", **headers: str | None
) -> HTTPConnection:
    sent = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items() if value is not None]
    kind = {"ws": "websocket", "wss": "websocket"}.get(scheme, "http")
    scope = {"type": kind, "scheme": scheme, "headers": raw, "path": "/", "server": ("10.0.0.1", 8000)}
    return HTTPConnection(scope if kind == "websocket" else {**scope, "method": method})


@pytest.mark.parametrize(("site", "origin", "method"), list(product(SITES, ORIGINS, ("GET", "POST"))))
def test_what_the_browser_says_goes_before_the_origin(site: str | None, origin: str | None, method: str) -> None:
    asked = connection(method, sec_fetch_site=site, origin=origin)
    same = site == "same-origin" if site is not None else origin == "http://stdgraph.test"
    assert is_same_origin(asked, embedded_settings(HERE)) is same
    assert may_navigate(asked) is (method == "GET" and site in ("same-origin", "none", None))


@pytest.mark.parametrize(
    ("scheme", "host", "origin", "same"),
    [
        ("http", "stdgraph.test", "http://stdgraph.test:80", True),
        ("http", "STDGRAPH.test:80", "http://stdgraph.TEST", True),
        ("http", "stdgraph.test:8000", "http://stdgraph.test:8000", True),
        ("http", "[::1]:8000", "http://[::1]:8000", True),
        ("http", "stdgraph.test:8000", "http://stdgraph.test:8001", False),
        ("http", "stdgraph.test:8000", "http://stdgraph.test", False),
        ("http", "stdgraph.test", "https://stdgraph.test", True),  # behind a proxy that ends TLS
        ("http", "stdgraph.test:8000", "https://stdgraph.test", False),
        ("https", "stdgraph.test", "https://stdgraph.test", True),
        ("https", "stdgraph.test", "http://stdgraph.test", False),
        ("ws", "stdgraph.test", "http://stdgraph.test", True),
        ("wss", "stdgraph.test", "https://stdgraph.test", True),
        ("wss", "stdgraph.test", "http://stdgraph.test", False),
        ("http", "stdgraph.test", "http://stdgraph.test.evil.test", False),
        ("http", "stdgraph.test", "http://evil.test@stdgraph.test", False),
        ("http", "stdgraph.test", "http://stdgraph.test/path", False),
        ("http", "stdgraph.test", "http://stdgraph.test:port", False),
        ("http", "stdgraph.test", "http://[stdgraph.test", False),
        ("http", "stdgraph.test", "ftp://stdgraph.test", False),
        ("http", "", "http://", False),
        ("http", "", "", False),
    ],
)
def test_an_origin_names_the_host_of_the_request(scheme: str, host: str, origin: str, same: bool) -> None:
    assert is_same_origin(connection("POST", scheme, host, origin=origin), embedded_settings(HERE)) is same


def test_an_origin_may_name_the_public_address() -> None:
    settings = embedded_settings(HERE, public_url="https://standards.example.org/")
    for origin, same in (("https://standards.example.org", True), ("http://standards.example.org", False)):
        assert is_same_origin(connection("POST", host="10.0.0.1:8000", origin=origin), settings) is same


def test_a_connection_is_no_navigation() -> None:
    assert not may_navigate(connection(scheme="ws"))


@pytest.mark.parametrize(
    ("scheme", "host", "origin", "public", "secure"),
    [
        ("https", "stdgraph.test", None, None, True),
        ("http", "stdgraph.test", None, None, False),
        ("http", "stdgraph.test", "https://stdgraph.test", None, True),
        ("http", "stdgraph.test", None, "https://stdgraph.test", True),
        ("http", "127.0.0.1:8000", None, "https://stdgraph.test", False),
        ("http", "stdgraph.test", None, "http://stdgraph.test", False),
    ],
)
def test_whether_a_browser_came_by_https(
    scheme: str, host: str, origin: str | None, public: str | None, secure: bool
) -> None:
    settings = embedded_settings(HERE, public_url=public)
    assert came_by_https(connection(scheme=scheme, host=host, origin=origin), settings) is secure


def test_the_address_of_the_service() -> None:
    public = embedded_settings(HERE, public_url="https://Standards.example.org/")
    assert base_url(connection(), public) == "https://standards.example.org"
    assert base_url(connection(host="stdgraph.test:8000"), embedded_settings(HERE)) == "http://stdgraph.test:8000"


@pytest.mark.parametrize(
    "address",
    ["standards.example.org", "ftp://x", "https://", "https://x/y", "https://x:y", "https://u@x", "https://x?"],
)
def test_a_public_address_is_a_scheme_and_a_host(address: str) -> None:
    with pytest.raises(BadInput, match=r"^setting public_url .*: expected a scheme and a host without a path"):
        load_settings(public_url=address)
