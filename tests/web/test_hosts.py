"""By which name a request reaches the service, and from whose pages."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import websockets

from stdgraph.auth.origins import is_host, may_open_socket
from stdgraph.errors import BadInput
from stdgraph.settings import Settings, load_settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.auth.test_origins import connection
from tests.engines import embedded_settings
from tests.graphql.live_service import live

DESK = "https://desk.example.org"
EVIL = "http://evil.test"
TYPENAME = {"query": "{ __typename }"}


def client_of(settings: Settings, graph: Graph, **changes: object) -> httpx.AsyncClient:
    app = create_app(settings.model_copy(update=changes))
    app.state.graph = graph
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8000")


def known(tmp_path: Path, **others: object) -> tuple[str, ...]:
    return embedded_settings(tmp_path, **{"allowed_hosts": None, **others}).known_hosts


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
@pytest.mark.parametrize(
    ("named", "is_known"),
    [
        ("localhost", True),
        ("LocalHost.:8001", True),
        ("127.0.0.1:80", True),
        ("[::1]:8000", True),
        ("evil.test", False),
        ("localhost.evil.test", False),
        ("127.0.0.1.nip.test:8000", False),
        ("localhost@evil.test", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_on_loopback_it_answers_under_names_of_loopback_alone(
    tmp_path: Path, host: str, named: str, is_known: bool
) -> None:
    assert is_host(known(tmp_path, host=host), named) is is_known


def test_elsewhere_it_answers_under_any_name_unless_told(tmp_path: Path) -> None:
    assert is_host(known(tmp_path, host="0.0.0.0"), "anything.test")  # noqa: S104  nothing listens
    told = known(tmp_path, host="0.0.0.0", allowed_hosts="standards.example.org *.inner.test")  # noqa: S104
    for named, is_known in (
        ("standards.example.org", True),
        ("STANDARDS.example.org:8443", True),
        ("a.inner.test", True),
        ("a.b.inner.test", True),
        ("inner.test", False),
        ("ainner.test", False),
        ("example.org", False),
        ("localhost", False),
    ):
        assert is_host(told, named) is is_known, named


def test_the_public_address_counts_in_any_case(tmp_path: Path) -> None:
    patterns = known(tmp_path, public_url="https://standards.example.org")
    assert is_host(patterns, "standards.example.org")
    assert not is_host(patterns, "evil.test")


@pytest.mark.parametrize("given", ["http://a.test", "a.test:80", "a*.test", "*.*.test", "a/b", "-a.test"])
def test_a_host_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(
        BadInput, match=r"^setting allowed_hosts \(STDGRAPH_ALLOWED_HOSTS\): expected host names .*got "
    ):
        load_settings(allowed_hosts=f"ok.test {given}")


@pytest.mark.parametrize("given", ["desk.test", "https://desk.test/path", "null", "ws://desk.test", "https://*.test:x"])
def test_an_origin_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(BadInput, match=r"^setting cors_origins \(STDGRAPH_CORS_ORIGINS\): expected origins .*got "):
        load_settings(cors_origins=f"{DESK} {given}")


def test_origins_are_kept_as_browsers_send_them() -> None:
    settings = load_settings(cors_origins="HTTPS://Desk.example.org:443/  http://[::1]:3000 *")
    assert settings.listed_origins == (DESK, "http://[::1]:3000", "*")
    assert load_settings(cors_origins="").listed_origins == ()


async def test_a_foreign_name_is_refused_but_for_probes(graph: Graph, engine_settings: Settings) -> None:
    async with client_of(engine_settings, graph, allowed_hosts=None) as client:
        for path in ("/graphql?query={__typename}", "/", "/export/gaps.csv", "/login", "/nothing"):
            refused = await client.get(path, headers={"Host": "evil.test"})
            assert refused.status_code == 421, path
            (error,) = refused.json()["errors"]
            assert "STDGRAPH_ALLOWED_HOSTS" in error["message"]
            assert "127.0.0.1" not in error["message"], "what is expected is not told"
            assert "X-Request-ID" in refused.headers
        assert (await client.post("/graphql", json=TYPENAME)).status_code == 200
        for path in ("/healthz", "/readyz"):
            assert (await client.get(path, headers={"Host": "10.1.2.3:8000"})).status_code == 200


async def test_a_page_of_a_listed_origin_may_ask(graph: Graph, engine_settings: Settings) -> None:
    async with client_of(engine_settings, graph, cors_origins=f"{DESK} http://localhost:3000") as client:
        asks = {
            "Origin": DESK,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,if-none-match,x-request-id,x-stdgraph-bookmark",
        }
        allowed = await client.options("/graphql", headers=asks)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == DESK
        assert "access-control-allow-credentials" not in allowed.headers
        answer = await client.post("/graphql", json=TYPENAME, headers={"Origin": DESK})
        assert answer.headers["access-control-allow-origin"] == DESK
        shown = answer.headers["access-control-expose-headers"].split(", ")
        assert {"ETag", "X-Request-ID", "X-Stdgraph-Bookmark"} <= set(shown)
        assert {"Accept", "Authorization", "Cookie", "Origin"} <= set(answer.headers["vary"].split(", "))
        refused = await client.post("/graphql", content=b"", headers={"Origin": DESK})
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (415, DESK)
        foreign = await client.options("/graphql", headers={**asks, "Origin": EVIL})
        assert foreign.status_code == 400
        for headers in (
            foreign.headers,
            (await client.post("/graphql", json=TYPENAME, headers={"Origin": EVIL})).headers,
        ):
            assert "access-control-allow-origin" not in headers


async def test_without_listed_origins_no_page_elsewhere_may_ask(graph: Graph, engine_settings: Settings) -> None:
    async with client_of(engine_settings, graph) as client:
        answer = await client.post("/graphql", json=TYPENAME, headers={"Origin": DESK})
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "Origin" not in answer.headers["vary"]


@pytest.mark.parametrize(
    ("origin", "listed", "may"),
    [
        (None, None, True),
        ("http://stdgraph.test", None, True),
        (EVIL, None, False),
        ("null", None, False),
        (EVIL, DESK, False),
        (DESK, DESK, True),
        ("https://DESK.example.org:443", DESK, True),
        ("http://desk.example.org", DESK, False),
        (EVIL, "*", True),
        ("null", "*", True),
    ],
)
def test_who_may_open_a_socket(origin: str | None, listed: str | None, may: bool) -> None:
    settings = embedded_settings(Path("/nowhere"), cors_origins=listed)
    assert may_open_socket(connection(scheme="ws", origin=origin), settings) is may


async def test_a_handshake_is_refused_before_anything_is_read(graph: Graph, engine_settings: Settings) -> None:
    changed = engine_settings.model_copy(update={"allowed_hosts": None, "cors_origins": DESK})
    protocols = [websockets.Subprotocol("graphql-transport-ws")]
    async with live(graph, changed) as address:

        def opening(origin: str | None) -> websockets.connect:
            given = None if origin is None else websockets.Origin(origin)
            return websockets.connect(f"ws://{address}/graphql", origin=given, subprotocols=protocols)

        for origin in (None, f"http://{address}", DESK):
            async with opening(origin) as socket:
                assert socket.subprotocol == "graphql-transport-ws"
        for origin in (EVIL, "http://127.0.0.1:1"):
            with pytest.raises(websockets.InvalidStatus) as foreign:
                async with opening(origin):
                    pass
            assert foreign.value.response.status_code == 403
            assert b"STDGRAPH_CORS_ORIGINS" in (foreign.value.response.body or b"")
        port = address.rpartition(":")[2]
        rebound = websockets.connect(
            f"ws://evil.test:{port}/graphql", host="127.0.0.1", subprotocols=protocols, origin=websockets.Origin(EVIL)
        )
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with rebound:
                pass
        assert refused.value.response.status_code == 421
