"""What a page answers where there is none, where the address is wrong, and where nothing can be had."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.examples import examples
from tests.web.pages.conftest import BROWSER, client_of
from tests.web.pages.html import Html

PARAMETERS = (
    "asOf", "from", "before", "interval", "severity", "kind", "record", "orderBy", "by", "first", "after", "depth", "of",
    "status", "standing", "system", "subsystem", "committee", "category", "q", "within", "since", "language",
)  # fmt: skip
PATHS = (
    "/", "/systems/PV2024", "/systems/PV2024/gaps", "/systems/PV2024/coverage", "/systems/PV2024/history",
    "/systems/PV2024/standards", "/gaps", "/standards", "/committees", "/committees/SAC/TC90", "/categories",
    "/categories/LI_BATTERY", "/search", "/changes",
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["2024-02-29", "2023-02-29", "9999-12-31", "0001-01-01", "-1", "0", "1", "99999999", "PV2024", "A", "NP2024/AA"]
    ),
    st.sampled_from(
        ["HIGH", "MONTH", "SCORE", "ITEMS", "SAC/TC90", "LI_BATTERY", "PUBLISHED", "%00", "é\u202e", "' OR 1=1"]
    ),
)


@pytest.mark.some_on_server(one_in=5)
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/systems/XX2024", 404, "没有这个页面"),
        ("/systems/PV2024/nothing", 404, None),
        ("/standards/GB/T%2099999-1999", 404, "没有这个页面"),
        ("/committees/SAC/TC9999", 404, "没有这个页面"),
        ("/categories/NOTHING", 404, "没有这个页面"),
        ("/gaps/UNMET_DEMAND:ICN2024/BAB:NOTHING", 404, "没有这个页面"),
        ("/gaps?system=PV2025", 404, "PV2024"),
        ("/gaps?committee=SAC/TC91", 404, "SAC/TC90"),
        ("/systems/PV2024?asOf=2024-13-01", 400, "asOf"),
        ("/systems/PV2024/gaps?severity=TERRIBLE", 400, "CRITICAL"),
        ("/systems/PV2024/gaps?first=1000", 400, "200"),
        ("/systems/PV2024/gaps?after=nonsense", 400, "cursor"),
        ("/systems/PV2024/history?from=2030-01-01", 400, "from"),
        ("/gaps?subsystem=A", 400, "SYSTEM/CODE"),
    ],
)
async def test_what_is_wrong_is_told_in_one_message(
    client: httpx.AsyncClient, address: str, status: int, words: str | None
) -> None:
    got = await client.get(address)
    assert got.status_code == status
    if words is not None:
        assert Html(got.text).language == "zh-CN"
        assert words in got.text
        assert "Traceback" not in got.text


@examples(60)
@given(path=st.sampled_from(PATHS), asked=st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=4))
async def test_no_address_breaks_a_page(client: httpx.AsyncClient, path: str, asked: dict[str, str]) -> None:
    got = await client.get(path, params=asked)
    client.cookies.clear()
    assert got.status_code in {200, 400, 404}, (path, asked, got.text[:500])
    Html(got.text)


async def test_reads_that_are_not_public_lead_to_the_login(seeded: Graph, engine_settings: Settings) -> None:
    private = engine_settings.model_copy(update={"public_reads": False})
    async with client_of(private, seeded) as client:
        got = await client.get("/systems/PV2024?asOf=2024-12-31")
        assert got.status_code == 303
        assert got.headers["location"] == "/login?next=/systems/PV2024%3FasOf%3D2024-12-31"


async def test_a_graph_that_is_away_is_told_on_the_page(engine_settings: Settings) -> None:
    if engine_settings.graph_uri is not None:
        return  # a Neo4j that runs is reached again at once
    app = create_app(engine_settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test", headers=BROWSER) as own:
            assert (await own.get("/")).status_code == 200
            await app.state.graph.close()
            away = await own.get("/")
            assert away.status_code == 503
            assert "暂时无法回答" in away.text
            assert Html(away.text)


async def test_an_unexpected_error_is_a_page_that_names_the_request(
    seeded: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(engine_settings)
    app.state.graph = seeded
    monkeypatch.delattr(app.state, "schema")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as own:
        page = await own.get("/systems/PV2024?asOf=2019-03-07", headers={**BROWSER, "X-Request-ID": "desk-7"})
        assert page.status_code == 500
        assert "desk-7" in page.text
        assert Html(page.text)
        assert "AttributeError" not in page.text
