"""The pages of imports: upload, plan, columns told by hand, apply, undo; the graph is counted before and after, and each refusal is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from stdgraph.datasets.system_table import SheetRole, SubsystemSource, TableField
from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web import import_turn
from stdgraph.web.app import create_app
from tests.datasets.filled.books import fill
from tests.graphql.conftest import seeded
from tests.tokens import issue

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

TABLE = (
    "标准号,标准名称,子体系名称,归口单位,状态\n"
    "GB/T 48001-2026,光伏组件回收通则,回收页,SAC/TC 999 新标委,现行\n"
    ",坏行,,,现行\n"
    "GB/T 48002-2026,光伏组件拆解,回收页,,怪词\n"
)
ODD = "甲,乙,丙\nGB/T 48101-2026,组件拆解通则,拆解\nGB/T 48102-2026,组件拆解安全要求,拆解\n"
LIMIT = 100_000


class Browser:
    """A browser that sends forms, with the tokens of those who log in."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tokens: dict[str, str]) -> None:
        self.http, self.settings, self._tokens = http, settings, tokens

    def _headers(self, who: str | None, language: str) -> dict[str, str]:
        sent = {"Accept": "text/html", "Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
        return {**sent, "Authorization": f"Bearer {self._tokens[who]}"} if who else sent

    async def get(self, path: str, who: str | None = "steward", language: str = "en") -> httpx.Response:
        return await self.http.get(path, headers=self._headers(who, language))

    async def post(self, path: str, who: str | None = "steward", language: str = "en", **data: Any) -> httpx.Response:
        return await self.http.post(path, data=data, headers=self._headers(who, language))

    async def upload(
        self,
        content: str | bytes | None = TABLE,
        who: str | None = "steward",
        language: str = "en",
        name: str = "表.csv",
        mapping: bytes | None = None,
        **data: str,
    ) -> httpx.Response:
        raw = content.encode() if isinstance(content, str) else content
        files: dict[str, Any] = {"file": ("", b"") if raw is None else (name, raw)}
        if mapping is not None:
            files["mapping"] = ("mapping.yaml", mapping)
        values = {"dataset": "page", "system": "PV2024", **data}
        return await self.http.post("/import/upload", data=values, files=files, headers=self._headers(who, language))

    async def planned(self, content: str | bytes = TABLE, **given: Any) -> str:
        """The address of the plan of a file."""
        sent = await self.upload(content, **given)
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"]).partition("?")[0]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(
    seeded: Graph, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    chosen = engine_settings.model_copy(
        update={"data_dir": tmp_path_factory.mktemp("import-pages"), "max_import": LIMIT}
    )
    app = create_app(chosen)
    app.state.graph = seeded
    tokens = {
        "administrator": await issue(seeded, "root", Role.ADMINISTRATOR),
        "steward": await issue(seeded, "steward", Role.STEWARD, systems=["PV2024"]),
        "other": await issue(seeded, "other", Role.STEWARD, systems=["NP2024"]),
        "reader": await issue(seeded, "reader", Role.READER),
    }
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as http:
        yield Browser(http, chosen, tokens)


async def counted(graph: Graph) -> Counter[str]:
    """How many things of each kind are on the plan."""
    text = "MATCH (n) WHERE n.retiredOn IS NULL AND n.createdBy IS NULL RETURN labels(n)[0] AS label, count(n) AS count"
    rows: list[Any] = await graph.read(lambda tx: tx.rows(text, dict))
    kinds = {"Standard", "Subsystem", "StandardsSystem", "Committee"}
    return Counter({row["label"]: row["count"] for row in rows if row["label"] in kinds})


def told(response: httpx.Response) -> str:
    """What a page says in its one message of an error."""
    found = re.findall(r'<p class="notice error" role="alert"[^>]*>(.*?)</p>', response.text, re.DOTALL)
    assert len(found) == 1, response.text
    return str(found[0])


async def test_a_table_is_planned_carried_out_and_taken_back(browser: Browser, seeded: Graph) -> None:
    before = await counted(seeded)
    form = await browser.get("/import")
    assert form.status_code == 200
    assert '<option value="PV2024">' in form.text
    assert 'value="NP2024"' not in form.text
    assert 'name="rank"' not in form.text
    plan = await browser.planned(title="页面", statedOn="2026-01-01")
    page = await browser.get(plan)
    assert page.status_code == 200
    for text in (
        "planned-new",
        "planned-rejected",
        "planned-left-out",
        "怪词",
        "GB/T 48001-2026",
        '<td class="number">3</td>',
    ):
        assert text in page.text, text
    assert await counted(seeded) == before
    csv = await browser.get(f"{plan}/findings.csv")
    assert (csv.headers["content-type"], "怪词" in csv.text) == ("text/csv; charset=utf-8", True)
    assert (await browser.get(f"{plan}/mapping.yaml")).text.startswith("#")
    done = await browser.post(f"{plan}/apply")
    assert (done.status_code, done.headers["location"]) == (303, f"{plan}?told=applied")
    assert "stdgraph_bookmark=" in done.headers["set-cookie"]
    after = await counted(seeded)
    assert after["Standard"] == before["Standard"] + 2
    assert after["Subsystem"] == before["Subsystem"] + 1
    assert after["Committee"] == before["Committee"]
    shown = await browser.get(f"{plan}?told=applied")
    assert "Imported." in shown.text
    assert f"{plan}/undo/preview" in shown.text
    assert f"{plan}/apply" not in shown.text
    preview = await browser.post(f"{plan}/undo/preview")
    assert preview.status_code == 200
    assert f'action="{plan}/undo"' in preview.text
    assert await counted(seeded) == after
    undone = await browser.post(f"{plan}/undo")
    assert undone.status_code == 303, undone.text
    assert await counted(seeded) == before
    final = await browser.get(plan)
    assert "Taken back" in final.text
    assert f"{plan}/undo" not in final.text
    assert "is undone" in told(await browser.post(f"{plan}/undo"))


async def test_odd_headings_are_told_by_hand(browser: Browser, seeded: Graph) -> None:
    before = await counted(seeded)
    plan = await browser.planned(ODD, dataset="odd", name="怪.csv")
    draft = await browser.get(plan)
    assert "no row could be taken as a standard" in draft.text
    assert f"{plan}/apply" not in draft.text
    assert "no row could be taken" in told(await browser.post(f"{plan}/apply"))
    form = await browser.get(f"{plan}/mapping")
    assert form.status_code == 200
    for text in ("甲", "GB/T 48101-2026", 'name="field.A"', 'name="header_row" value="1" checked'):
        assert text in form.text, text
    (sheet,) = re.findall(r'name="sheet" value="([^"]*)"', form.text)
    said = {"sheet": sheet, "role": "items", "header_row": "1", "header_rows": "1"}
    twice = await browser.post(f"{plan}/mapping", **said, **{"field.A": "number", "field.B": "number"})
    assert (twice.status_code, "expected one column of each field" in told(twice)) == (400, True)
    assert '<option value="number" selected>' in twice.text
    fields = {"field.A": "number", "field.B": "title_zh", "field.C": "subsystem_title"}
    mapped = await browser.post(f"{plan}/mapping", **said, **fields)
    assert mapped.status_code == 303, mapped.text
    again = mapped.headers["location"].partition("?")[0]
    assert again != plan
    assert (await browser.get(plan)).status_code == 404
    page = await browser.get(again)
    assert "2 read, 2 taken" in page.text
    assert (await browser.post(f"{again}/apply")).status_code == 303
    after = await counted(seeded)
    assert (after["Standard"], after["Subsystem"]) == (before["Standard"] + 2, before["Subsystem"] + 1)
    late = await browser.get(f"{again}/mapping")
    assert (late.status_code, "was carried out" in told(late)) == (400, True)
    assert (await browser.post(f"{again}/undo")).status_code == 303
    assert await counted(seeded) == before


async def test_words_are_told_by_hand_and_the_mapping_is_used_again(browser: Browser) -> None:
    plan = await browser.planned(dataset="words")
    form = await browser.get(f"{plan}/mapping")
    assert 'name="word.0" value="怪词"' in form.text
    said = {
        "sheet": "",
        "role": "items",
        "header_row": "1",
        "header_rows": "1",
        "word.0": "怪词",
        "word.0.field": "status",
    }
    fields = {"field.A": "number", "field.B": "title_zh", "field.C": "subsystem_title", "field.E": "status"}
    wrong = await browser.post(f"{plan}/mapping", **said, **fields, **{"word.0.meaning": "没有的词"})
    assert (wrong.status_code, "is not known as" in told(wrong)) == (400, True)
    mapped = await browser.post(f"{plan}/mapping", **said, **fields, **{"word.0.meaning": "报批"})
    new = mapped.headers["location"].partition("?")[0]
    assert "怪词" not in (await browser.get(f"{new}/findings.csv")).text
    mapping = (await browser.get(f"{new}/mapping.yaml")).content
    uploaded = await browser.planned(dataset="words", mapping=mapping)
    assert "怪词" not in (await browser.get(f"{uploaded}/findings.csv")).text
    bad = await browser.upload(mapping=b"\xff\xfe\x00")
    assert (bad.status_code, "not UTF-8" in told(bad)) == (400, True)


async def test_each_sheet_of_a_workbook_is_shown_as_it_is_read(browser: Browser) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "封面"
    first.append(["光伏标准体系"])
    rows = book.create_sheet("明细表")
    rows.append(["标准号", "标准名称", "子体系名称"])
    rows.append(["GB/T 48301-2026", "甲", "页子体系"])
    raw = BytesIO()
    book.save(raw)
    plan = await browser.planned(raw.getvalue(), name="体系.xlsx", dataset="book")
    page = await browser.get(plan)
    assert re.search(r"封面 <small>not read", page.text)
    assert re.search(r"明细表 <small>list of standards · header in row 1", page.text)
    form = await browser.get(f"{plan}/mapping")
    assert 'name="sheet" value="明细表"' in form.text
    cover = await browser.get(f"{plan}/mapping?sheet=封面")
    assert 'name="sheet" value="封面"' in cover.text
    ignored = await browser.post(f"{plan}/mapping", sheet="明细表", role="ignored")
    assert "no row could be taken" in (await browser.get(ignored.headers["location"])).text


async def test_a_plan_that_the_catalogue_has_overtaken_is_made_again(browser: Browser) -> None:
    first, second = [await browser.planned(dataset=name) for name in ("overtaken-1", "overtaken-2")]
    assert (await browser.post(f"{first}/apply")).status_code == 303
    page = await browser.get(second)
    assert "moved on" in page.text
    assert f"{second}/again" in page.text
    late = await browser.post(f"{second}/apply")
    assert (late.status_code, "moved on" in told(late)) == (409, True)
    again = await browser.post(f"{second}/again")
    assert again.status_code == 303
    new = again.headers["location"].partition("?")[0]
    assert (await browser.get(second)).status_code == 404
    assert (await browser.post(f"{new}/apply")).status_code == 303
    for plan in (new, first):
        assert (await browser.post(f"{plan}/undo")).status_code == 303


async def test_a_load_on_which_another_rests_is_not_taken_back(browser: Browser) -> None:
    table = TABLE.replace("GB/T 480", "GB/T 484")
    first = await browser.planned(table, dataset="resting")
    await browser.post(f"{first}/apply")
    second = await browser.planned(table.replace("拆解", "拆解要求"), dataset="resting")
    assert "planned-changed" in (await browser.get(second)).text
    await browser.post(f"{second}/apply")
    refused = await browser.post(f"{first}/undo/preview")
    assert (refused.status_code, "take that one back first" in told(refused)) == (400, True)
    assert (await browser.post(f"{second}/undo")).status_code == 303


async def test_what_is_gone_from_the_file_and_what_is_unchanged_is_told(browser: Browser) -> None:
    table = TABLE.replace("GB/T 480", "GB/T 485")
    less = table.replace("GB/T 48502-2026", "GB/T 48503-2026")
    first = await browser.planned(table, dataset="gone")
    await browser.post(f"{first}/apply")
    same = await browser.planned(table, dataset="gone")
    await browser.post(f"{same}/apply")
    assert "nothing changed" in (await browser.get(same)).text
    nothing = await browser.post(f"{same}/undo")
    assert (nothing.status_code, "nothing was written" in told(nothing)) == (400, True)
    without = await browser.planned(less, dataset="gone")
    assert "planned-gone" in (await browser.get(without)).text
    retiring = await browser.planned(less, dataset="gone", retire="true")
    page = await browser.get(retiring, language="zh")
    assert "撤出" in page.text
    assert (await browser.post(f"{first}/undo")).status_code == 303


async def test_a_plan_is_discarded(browser: Browser) -> None:
    plan = await browser.planned()
    assert plan in (await browser.get("/import")).text
    gone = await browser.post(f"{plan}/discard")
    assert (gone.status_code, gone.headers["location"]) == (303, "/import?told=discarded")
    listed = await browser.get("/import?told=discarded")
    assert "was discarded" in listed.text
    assert plan not in listed.text
    missing = await browser.get(plan)
    assert (missing.status_code, "no plan" in told(missing)) == (404, True)


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


async def test_an_administrator_brings_a_new_system(browser: Browser, seeded: Graph) -> None:
    before = await counted(seeded)
    form = await browser.get("/import", "administrator")
    assert 'name="newSystem"' in form.text
    assert 'value="NP2024"' in form.text
    plan = await browser.planned(who="administrator", dataset="fresh", system="", newSystem="FRESH2026", rank="150")
    assert (await browser.post(f"{plan}/apply", "administrator")).status_code == 303
    after = await counted(seeded)
    assert (after["StandardsSystem"], after["Committee"]) == (before["StandardsSystem"] + 1, before["Committee"] + 1)
    assert (await browser.post(f"{plan}/undo", "administrator")).status_code == 303
    assert await counted(seeded) == before


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


async def test_a_filled_gap_report_is_planned_and_taken(browser: Browser, tmp_path: Path) -> None:
    book = tmp_path / "gaps.xlsx"
    book.write_bytes((await browser.http.get("/export/gaps.xlsx", params={"system": "PV2024"})).content)
    filled = fill(book, {2: {"优先级": "高", "处理状态": "推进中"}, 3: {"优先级": "很高"}}).read_bytes()
    plan = await browser.planned(filled, name="缺口.xlsx", dataset="", system="")
    page = await browser.get(plan)
    assert "1 taken, 1 not taken" in page.text
    assert "planned-rejected" in page.text
    mapping = await browser.get(f"{plan}/mapping")
    assert (mapping.status_code, "this file is none" in told(mapping)) == (400, True)
    again = (await browser.post(f"{plan}/again")).headers["location"].partition("?")[0]
    late = await browser.planned(fill(book, {4: {"优先级": "低"}}).read_bytes(), dataset="", system="")
    assert (await browser.post(f"{again}/apply")).status_code == 303
    assert "Imported." in (await browser.get(f"{again}?told=applied")).text
    overtaken = await browser.post(f"{late}/apply")
    assert (overtaken.status_code, "moved on" in told(overtaken)) == (409, True)


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
