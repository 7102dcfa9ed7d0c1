"""What the pages of imports refuse, each in one message on a page; whatever is sent is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stdgraph.datasets.system_table import SheetRole, SubsystemSource, TableField
from stdgraph.web import import_turn
from tests.graphql.conftest import seeded
from tests.web.import_browser import LIMIT, TABLE, Browser, browser, told

__all__ = ["browser", "seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")


async def test_who_may_see_and_do_what(browser: Browser) -> None:
    plan = await browser.planned()
    for path in ("/import", plan, f"{plan}/mapping", f"{plan}/findings.csv"):
        asked = await browser.get(path, None)
        assert (asked.status_code, asked.headers["location"].startswith("/login?next=")) == (303, True), path
    steps = ("apply", "again", "discard", "mapping", "undo/preview", "undo")
    for path in ("/import/upload", *(f"{plan}/{step}" for step in steps)):
        assert (await browser.post(path, None)).status_code == 401, path
    assert (await browser.upload(who=None)).status_code == 401
    for who in ("other", "reader"):
        refused = await browser.upload(who=who)
        assert (refused.status_code, "PV2024" in told(refused)) == (403, True), who
        assert (await browser.get(plan, who)).status_code == 403
        for step in steps:
            assert (await browser.post(f"{plan}/{step}", who)).status_code == 403, (who, step)
    assert (await browser.upload(system="")).status_code == 403
    assert (await browser.get(plan, "administrator")).status_code == 200
    assert plan in (await browser.get("/import", "administrator")).text
    assert plan not in (await browser.get("/import", "other")).text
    shared = await browser.upload(dataset="stdgraph")
    assert (shared.status_code, "states more than system PV2024" in told(shared)) == (403, True)
    assert (await browser.post(f"{plan}/discard", "administrator")).status_code == 303


async def test_a_form_of_another_site_is_refused(browser: Browser) -> None:
    plan = await browser.planned()
    headers = {**browser._headers("steward", "en"), "Sec-Fetch-Site": "cross-site"}
    for path in ("/import/upload", f"{plan}/apply", f"{plan}/discard", f"{plan}/mapping"):
        refused = await browser.http.post(path, data={"x": "y"}, headers=headers)
        assert (refused.status_code, "was not sent by a page of this service" in told(refused)) == (403, True), path
    assert (await browser.get(plan)).status_code == 200


@pytest.mark.parametrize(
    ("content", "data", "status", "message"),
    [
        (None, {}, 400, "file: missing"),
        (TABLE, {"dataset": ""}, 400, "dataset: missing"),
        (TABLE, {"dataset": "a/b"}, 400, "dataset: invalid name"),
        (TABLE, {"statedOn": "2026-1-1"}, 400, "statedOn: invalid date"),
        (TABLE, {"rank": "one"}, 400, "rank: invalid number"),
        (b"%PDF-1.7", {}, 400, "PDF"),
        (b"\x00\x01\x02", {}, 400, "expected"),
        ("x" * (LIMIT + 1), {}, 413, "larger than 100000 bytes (STDGRAPH_MAX_IMPORT)"),
        ("x" * (3 * LIMIT), {}, 413, "larger than 100000 bytes (STDGRAPH_MAX_IMPORT)"),
    ],
)
async def test_what_is_wrong_with_an_upload_is_told_above_the_form(
    browser: Browser, content: str | bytes | None, data: dict[str, Any], status: int, message: str
) -> None:
    refused = await browser.upload(content, **data)
    assert (refused.status_code, message in told(refused)) == (status, True), told(refused)
    assert 'action="/import/upload"' in refused.text


async def test_bodies_that_are_no_form(browser: Browser) -> None:
    plain = await browser.post("/import/upload", x="y")
    assert (plain.status_code, "the body is no form" in told(plain)) == (400, True)
    headers = {**browser._headers("steward", "en"), "Content-Type": "multipart/form-data; boundary=x"}
    broken = await browser.http.post("/import/upload", content=b"--y\r\n\r\n", headers=headers)
    assert broken.status_code == 400

    async def pieces() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(100):
            yield b"y" * 5000

    streamed = await browser.http.post("/import/upload", content=pieces(), headers=headers)
    assert (streamed.status_code, "larger than" in told(streamed)) == (413, True)


async def test_the_address_of_a_button_leads_to_the_plan(browser: Browser) -> None:
    plan = await browser.planned()
    for step in ("apply", "undo/preview"):
        opened = await browser.get(f"{plan}/{step}")
        assert (opened.status_code, opened.headers["location"]) == (303, plan)
    assert (await browser.get("/import/upload")).status_code == 200


async def test_imports_take_turns(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await browser.planned()
    monkeypatch.setattr(import_turn, "PATIENCE", 0.0)
    app: Any = browser.http._transport
    turn = next(route for route in app.app.routes if route.path == "/import/upload").endpoint.args[1]
    async with turn.taken():
        refused = await browser.upload()
        assert (refused.status_code, "another import is under way" in told(refused)) == (503, True)
        assert (await browser.post(f"{plan}/apply")).status_code == 503


TYPED = st.one_of(
    st.text(max_size=30), st.sampled_from(["1", "items", "number", "ignore", "?", "怪词", "status", "9" * 30])
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("sheet", "field.A", "field.B", "word.0", "word.0.field", "word.0.meaning"), TYPED)
        | {
            "role": st.one_of(TYPED, st.sampled_from([*SheetRole])),
            "header_row": st.one_of(TYPED, st.integers().map(str)),
            "header_rows": st.one_of(TYPED, st.integers(0, 6).map(str)),
            "field.C": st.one_of(TYPED, st.sampled_from([*TableField])),
            "field.D": st.sampled_from([*TableField]),
        },
    ),
    sources=st.lists(st.sampled_from([*SubsystemSource]), unique=True),
)
async def test_whatever_is_said_of_columns_is_answered(
    browser: Browser, said: dict[str, str], sources: list[str]
) -> None:
    plan = await browser.planned(dataset="typed")
    answered = await browser.post(f"{plan}/mapping", **said, subsystems=sources)
    assert answered.status_code in (303, 400), answered.text
    if answered.status_code == 303:
        plan = answered.headers["location"].partition("?")[0]
        assert (await browser.get(plan)).status_code == 200
        assert (await browser.get(f"{plan}/mapping")).status_code == 200
    await browser.post(f"{plan}/discard")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.dictionaries(
        st.sampled_from(["dataset", "system", "newSystem", "title", "statedOn", "rank", "retire", "other"]), TYPED
    ),
    content=st.one_of(st.text(max_size=100), st.binary(max_size=100)),
    name=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20),
)
async def test_whatever_is_uploaded_is_answered(
    browser: Browser, said: dict[str, Any], content: str | bytes, name: str
) -> None:
    answered = await browser.upload(content, "administrator", name=name, **said)
    assert answered.status_code in (303, 400), answered.text
    if answered.status_code == 303:
        plan = answered.headers["location"]
        assert (await browser.get(plan, "administrator")).status_code == 200
        await browser.post(f"{plan}/discard", "administrator")
