"""Every page in both languages: it is whole, keeps to itself, and leads only to pages that are there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import pytest

from stdgraph.web.pages.table import PAGES
from tests.web.pages.html import Html, drawings

ADDRESSES = (
    "/",
    "/systems/PV2024",
    "/systems/NP2024?asOf=2024-12-31",
    "/systems/ICN2024/gaps",
    "/systems/ICN2024/gaps?severity=HIGH&kind=UNMET_DEMAND&subsystem=BAB&by=PRODUCT_CATEGORY",
    "/gaps?committee=SAC/TC90",
    "/gaps/UNMET_DEMAND:ICN2024/BAB:ETHYLENE",
    "/systems/ICN2024/coverage",
    "/systems/PV2024/history",
    "/systems/PV2024/history?from=2024-01-01&asOf=2024-12-31&interval=MONTH&subsystem=A",
    "/systems/PV2024/standards?of=ITEMS_MET",
    "/standards",
    "/standards?status=DRAFTING&system=PV2024",
    "/standards/GB/T%2024067-2024",
    "/standards/gbt24067-2024",
    "/committees",
    "/committees/SAC/TC90",
    "/categories",
    "/categories/LI_BATTERY?subsystem=ICN2024/BAB",
    "/search",
    "/search?q=24067",
    "/search?q=碳足迹",
    "/changes",
    "/changes?from=2024-09-01&system=PV2024",
)
FOLLOWED = 150


@pytest.mark.some_on_server(one_in=8)
@pytest.mark.parametrize("language", ["ZH", "EN"])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_page_is_whole_and_speaks_one_language(client: httpx.AsyncClient, address: str, language: str) -> None:
    joined = "&" if "?" in address else "?"
    got = await client.get(f"{address}{joined}language={language}")
    client.cookies.clear()
    assert got.status_code == 200
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    page = Html(got.text)
    assert page.language == {"ZH": "zh-CN", "EN": "en"}[language]
    assert re.fullmatch(r".+ · stdgraph", page.title, re.DOTALL)
    shown = " ".join(page.words)
    assert not re.search(r"\bNone\b|\bUndefined\b|\{\{|\{%", shown), "nothing shows through of how it is made"
    frame = {"ZH": ("登录", "总览", "本页的查询"), "EN": ("Log in", "Overview", "This page's query")}
    other = {"ZH": "EN", "EN": "ZH"}[language]
    assert all(word in shown for word in frame[language])
    assert not any(word in shown for word in frame[other])
    for drawing in drawings(got.text):
        assert drawing.find("title") is not None or drawing.get("aria-hidden") == "true", (
            "every drawing is told in words"
        )


@pytest.mark.some_on_server(one_in=8)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_page_keeps_to_this_service_and_holds_no_code(client: httpx.AsyncClient, address: str) -> None:
    got = await client.get(address)
    policy = got.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    page = Html(got.text)
    for tag, attributes in page.opened:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        if tag in {"script", "link", "img"}:
            place = attributes.get("src") or attributes.get("href") or ""
            assert place.startswith("/static/"), place
    assert all(attributes.get("type") == "module" for tag, attributes in page.opened if tag == "script")


async def test_every_link_leads_to_a_page_that_is_there(client: httpx.AsyncClient) -> None:
    """A walk from the overview: of the pages of one kind at most so many that all kinds are seen."""
    waiting, seen, kinds = ["/"], {"/"}, dict.fromkeys((page.name for page in PAGES), 0)
    while waiting and len(seen) < FOLLOWED:
        address = waiting.pop(0)
        got = await client.get(address)
        assert got.status_code == 200, address
        if not got.headers["content-type"].startswith("text/html"):
            continue
        page = Html(got.text)
        ids = {attributes["id"] for _, attributes in page.opened if "id" in attributes}
        for to, _ in page.links:
            place = urlsplit(to)
            if place.netloc or place.path.startswith(("/export/", "/login", "/graphql")) or "language=" in place.query:
                continue
            if not place.path:
                assert place.fragment in ids, f"{address} leads to {to}"
                continue
            kind = re.sub(r"[^/]*[A-Z0-9:.%].*$", "", place.path) + ("?" if place.query else "")
            kinds[kind] = kinds.get(kind, 0) + 1
            plain = to.partition("#")[0]
            if plain not in seen and kinds[kind] <= 12:
                seen.add(plain)
                waiting.append(plain)


@pytest.mark.parametrize("code", ["NP2024", "PV2024"])
async def test_every_figure_leads_to_as_many_rows(client: httpx.AsyncClient, code: str) -> None:
    page = Html((await client.get(f"/systems/{code}")).text)
    figures = [
        (to, words) for to, words in page.links if "/standards?" in to and "of=" in to and words.strip().isdecimal()
    ]
    assert len(figures) > 30
    for to, words in figures[:: 1 if code == "NP2024" else 7]:
        rows = await client.get(to)
        found = re.search(r"<strong>(\d+)</strong>", rows.text)
        assert found is not None, to
        assert found[1] == words.strip(), to


async def test_every_count_of_gaps_leads_to_as_many(client: httpx.AsyncClient) -> None:
    page = Html((await client.get("/systems/ICN2024")).text)
    counts = [(to, words) for to, words in page.links if "/gaps?subsystem=" in to and words.strip().isdecimal()]
    assert len(counts) > 5
    for to, words in counts:
        found = re.search(r"<strong>(\d+)</strong>", (await client.get(to)).text)
        assert found is not None
        assert found[1] == words.strip(), to


async def test_the_query_of_a_page_answers_what_the_page_shows(client: httpx.AsyncClient) -> None:
    for address in ADDRESSES:
        page = Html((await client.get(address)).text)
        (query,) = [to for to, words in page.links if words == "本页的查询"]
        answered = (await client.get(query, headers={"accept": "application/json"})).json()
        assert "errors" not in answered, address
        assert answered["data"] or address == "/search"
