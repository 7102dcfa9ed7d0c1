"""The page at /graphql as text: its language, its files, and what it says where GraphiQL is not installed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from stdgraph.domain.vocabulary import Language
from stdgraph.web.graphiql import with_page
from stdgraph.web.graphiql.asset_files import assets, installed, integrities
from stdgraph.web.graphiql.page import TAGS, page
from stdgraph.web.pages.reader import language_of

STATIC = files("stdgraph.web.graphiql") / "static"


@pytest.mark.parametrize("language", Language)
def test_the_page_has_no_script_of_its_own_and_states_the_hash_of_every_foreign_file(language: Language) -> None:
    text = page(language, editor=True)
    assert f'<html lang="{TAGS[language]}">' in text
    assert "$" not in text.partition("data-page=")[0]
    assert text.count("<script") == text.count("<script defer src=") + text.count('<script type="module" src=') == 5
    for name, hashed in integrities().items():
        assert f'"graphiql/{name}" integrity="{hashed}"' in text


async def test_without_its_files_the_page_says_what_is_missing_and_serves_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("stdgraph.web.graphiql.asset_files.FOLDER", str(tmp_path / "nowhere"))
    assert not installed()
    app = Starlette(
        routes=[Route("/graphql", with_page(PlainTextResponse("GraphQL"), language_of)), Mount("/graphiql", assets())],
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as client:
        chinese = await client.get("/graphql", headers={"accept": "text/html"})
        english = await client.get("/graphql?language=en", headers={"accept": "text/html"})
        style = await client.get("/graphiql/page.css")
        absent = await client.get("/graphiql/graphiql.min.js")
        asked = await client.get("/graphql", headers={"accept": "application/json"})
    assert "未安装查询编辑器" in chinese.text
    assert "The editor is not installed" in english.text
    for answer in (chinese, english):
        assert answer.status_code == 200
        assert "make graphiql" in answer.text
        assert "<script" not in answer.text
    assert (style.status_code, absent.status_code, asked.text) == (200, 404, "GraphQL")


def test_a_file_that_is_not_the_reviewed_one_counts_as_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("stdgraph.web.graphiql.asset_files.FOLDER", str(tmp_path))
    for name in integrities():
        (tmp_path / name).write_bytes(b"alert(1)")
    assert not installed()


def test_every_script_of_ours_is_found_from_the_page() -> None:
    """What the page loads, it loads by names: each of our scripts is imported by another, or is the first."""
    scripts = {path.name: path.read_text(encoding="utf-8") for path in STATIC.iterdir() if path.name.endswith(".js")}
    imported = {name for name in scripts if any(f'from "./{name}"' in text for text in scripts.values())}
    assert imported | {"page.js"} == set(scripts)
