"""``POST /import``: planned first, then that plan is carried out, by whoever may; what is wrong is refused before anything is written."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from stdgraph.datasets.importing import plans
from stdgraph.datasets.importing.order import ImportOrder
from stdgraph.datasets.importing.plans import ImportPlans, NoSuchPlan, file_name
from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.datasets.filled.books import fill
from tests.datasets.importing.files import ICS, deliverable, write_lines
from tests.graphql.conftest import seeded
from tests.tokens import issue

__all__ = ["seeded"]

TABLE = "标准号,标准名称,子体系名称,归口单位,状态\nGB/T 47001-2026,光伏组件回收通则,回收,SAC/TC 999 新标委,现行\n,坏行,,,废止\n".encode()
FOOTNOTE = "标准号,标准名称\n".encode()


class Client:
    """A client with the tokens of an administrator and of a steward."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tokens: dict[str, str]) -> None:
        self.http, self.settings, self._tokens = http, settings, tokens

    async def post(
        self,
        content: bytes | None = TABLE,
        who: str | None = "administrator",
        headers: dict[str, str] | None = None,
        **given: str,
    ) -> httpx.Response:
        sent = {"Authorization": f"Bearer {self._tokens[who]}"} if who else {}
        return await self.http.post("/import", params=given, content=content, headers={**sent, **(headers or {})})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(
    seeded: Graph, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    settings = engine_settings.model_copy(
        update={"data_dir": tmp_path_factory.mktemp("imports"), "max_import": 100_000}
    )
    app = create_app(settings)
    app.state.graph = seeded
    tokens = {
        "administrator": await issue(seeded, "root", Role.ADMINISTRATOR),
        "steward": await issue(seeded, "steward", Role.STEWARD, systems=["PV2024"]),
        "reader": await issue(seeded, "reader", Role.READER),
    }
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as http:
        yield Client(http, settings, tokens)


def message(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["message"])


async def standards(graph: Graph, number: str) -> int:
    row = await graph.read(lambda tx: tx.row("MATCH (s:Standard {number: $n}) RETURN count(s) AS count", n=number))
    assert row is not None
    return int(row["count"])


async def test_a_plan_is_carried_out_once(client: Client, seeded: Graph) -> None:
    planned = await client.post(dataset="recycling", system="PV2024", filename="回收/../a?.csv", language="EN")
    assert planned.status_code == 200, planned.text
    told = planned.json()
    assert (told["accepted"], told["file"], told["changed"], told["system"]) == (2, "a_.csv", False, "PV2024")
    assert told["mapping"].startswith("#")
    assert await standards(seeded, "GB/T 47001-2026") == 0
    wrong: list[dict[str, Any]] = [
        {"content": FOOTNOTE},
        {"content": None, "system": "NP2024"},
        {"content": None, "dataset": "other"},
        {"content": None, "retire": "true"},
    ]
    for given in wrong:
        refused = await client.post(**{"dataset": "recycling", "apply": told["plan"], **given})
        assert refused.status_code == 400, given
        assert "the plan was made" in message(refused)
    assert (await client.post(None, "steward", dataset="recycling", apply=told["plan"])).status_code == 403
    done = await client.post(dataset="recycling", apply=told["plan"])
    assert done.status_code == 200, done.text
    assert done.json()["changed"] is True
    assert done.json()["labels"] == told["labels"]
    assert await standards(seeded, "GB/T 47001-2026") == 1
    again = await client.post(None, dataset="recycling", apply=told["plan"])
    assert again.json() == done.json()


async def test_a_plan_ends_when_the_catalogue_moves_on(client: Client) -> None:
    first, second = [(await client.post(dataset=name)).json()["plan"] for name in ("one", "two")]
    assert (await client.post(None, apply=first)).status_code == 200
    late = await client.post(None, apply=second)
    assert late.status_code == 409
    assert message(late).startswith("the catalogue has moved on since the plan was made")


async def test_who_may_import_what(client: Client) -> None:
    assert (await client.post(who=None, dataset="x")).status_code == 401
    for who, system in (("reader", "PV2024"), ("steward", "NP2024"), ("steward", None)):
        given: dict[str, Any] = {"system": system} if system else {}
        refused = await client.post(who=who, dataset="x", **given)
        assert refused.status_code == 403, (who, system)
    shared = await client.post(who="steward", dataset="stdgraph", system="PV2024", language="EN")
    assert shared.status_code == 403
    assert "states more than system PV2024" in message(shared)
    planned = (await client.post(who="steward", dataset="of-a-steward", system="PV2024")).json()
    created = {row["label"]: row["created"] for row in planned["labels"]}
    assert created["Committee"] == 0
    done = await client.post(None, "steward", apply=planned["plan"])
    assert done.status_code == 200, done.text


async def test_a_steward_replaces_no_dataset_that_states_more_than_its_system(client: Client, tmp_path: Path) -> None:
    register = write_lines(tmp_path / "iso.jsonl", [deliverable(1, "ISO 77001:2020", ownerCommittee=None)])
    fields = tmp_path / "ics.xml"
    fields.write_text(ICS, encoding="utf-8")
    table = tmp_path / "table.csv"
    table.write_bytes(TABLE.replace(b"SAC/TC 999", b"SAC/TC 90"))
    imported = [("documents", register), ("fields", fields), ("mixed", table), ("mixed", register)]
    for dataset, file in imported:
        planned = (
            await client.post(file.read_bytes(), dataset=dataset, system="PV2024" if file == table else "")
        ).json()
        assert (await client.post(None, dataset=dataset, apply=planned["plan"])).status_code == 200
        asked = await client.post(who="steward", dataset=dataset, system="PV2024", language="EN")
        assert asked.status_code == (200 if file == table else 403), (dataset, asked.text)
        assert file == table or "states more than system PV2024" in message(asked)


NAMING = "标准号,标准名称,子体系名称,采标情况,代替标准号\nGB/T 47003-2026,新,回收,IEC 77003:2020 IDT,GB/T 47003-2010\n"


async def test_a_steward_goes_on_with_a_table_whose_rows_name_other_documents(client: Client) -> None:
    for text in (NAMING, NAMING.replace("47003-2010", "47003-2011"), NAMING.replace("代替标准号", "被代替标准号")):
        planned = await client.post(text.encode(), "steward", dataset="naming", system="PV2024")
        assert planned.status_code == 200, planned.text
        done = await client.post(None, "steward", apply=planned.json()["plan"])
        assert (done.status_code, done.json()["changed"]) == (200, True), done.text


async def test_findings_as_csv(client: Client) -> None:
    got = await client.post(
        "标准号,标准名称,状态\nGB/T 9-2020,a,怪\n".encode(), headers={"Accept": "text/csv"}, dataset="x"
    )
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert got.text.splitlines()[0] == "file,sheet,row,column,value,reason,rejected"
    assert "怪" in got.text


@pytest.mark.parametrize(
    ("content", "given", "status", "told"),
    [
        (TABLE, {}, 400, "dataset: missing"),
        (TABLE, {"dataset": "a/b"}, 400, "dataset: invalid name"),
        (None, {"dataset": "x"}, 400, "the request has no body"),
        (TABLE, {"dataset": "x", "other": "1"}, 400, "unknown parameter 'other': /import takes dataset"),
        (TABLE, {"dataset": "x", "rank": "one"}, 400, "rank: invalid number"),
        (TABLE, {"dataset": "x", "statedOn": "2026-1-1"}, 400, "statedOn: invalid date"),
        (TABLE, {"dataset": "x", "retire": "maybe"}, 400, "retire: invalid flag"),
        (TABLE, {"dataset": "x", "language": "FR"}, 400, "language: unknown language"),
        (TABLE, {"dataset": "x", "mapping": "sheets: ["}, 400, "mapping: "),
        (FOOTNOTE, {"dataset": "x", "language": "EN"}, 400, "no row could be taken as a standard"),
        (b"%PDF-1.7", {"dataset": "x", "language": "EN"}, 400, "PDF"),
        (b"x" * 100_001, {"dataset": "x"}, 413, "larger than 100000 bytes (STDGRAPH_MAX_IMPORT)"),
        (None, {"apply": "0" * 32}, 404, "no plan"),
        (None, {"apply": "../../etc"}, 404, "no plan"),
    ],
)
async def test_what_is_wrong_is_told(
    client: Client, content: bytes | None, given: dict[str, Any], status: int, told: str
) -> None:
    refused = await client.post(content, **given)
    assert (refused.status_code, told in message(refused)) == (status, True), refused.text


async def test_forms_and_streams(client: Client) -> None:
    form = await client.post(headers={"Content-Type": "multipart/form-data; boundary=x"}, dataset="x")
    assert (form.status_code, "the body is a form" in message(form)) == (400, True)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 5000

    too_large = await client.post(pieces(), dataset="x")  # type: ignore[arg-type]
    assert too_large.status_code == 413
    named = await client.post(
        headers={"Content-Disposition": "attachment; filename*=UTF-8''%E8%A1%A8.csv"}, dataset="x"
    )
    assert named.json()["file"] == "表.csv"
    assert (await client.http.put("/import")).status_code == 405


def test_plans_are_kept_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = ImportPlans(tmp_path)
    old, file = kept.place("a.csv")
    os.utime(file.parent, (time.time() - 90_000, time.time() - 90_000))
    fresh, place = kept.place(None)
    assert (file.parent.exists(), place.name, place.parent.stat().st_mode & 0o777) == (False, "import", 0o700)
    with pytest.raises(NoSuchPlan):
        kept.find(fresh)
    monkeypatch.setattr(plans, "KEPT", 1)
    os.utime(place.parent, (time.time() - 60, time.time() - 60))
    kept.place("b.csv")
    kept.place("c.csv")
    assert not place.parent.exists()
    assert kept.all() == []
    assert old != fresh


def test_plans_are_listed_with_what_they_told(tmp_path: Path) -> None:
    kept = ImportPlans(tmp_path)
    assert kept.all() == []
    made = []
    for name in ("a.csv", "b.csv"):
        plan, file = kept.place(name)
        file.write_text("x", encoding="utf-8")
        made.append(kept.keep(plan, file, ImportOrder("d"), "somebody", 7, {"read": 1}, "a,b\r\n"))
    kept.place("being made.csv")
    assert kept.all() == made[::-1]
    assert (made[0].told(), made[0].findings()) == ({"read": 1}, "a,b\r\n")
    kept.discard(made[0].id)
    for gone in (made[0].told, made[0].findings):
        with pytest.raises(NoSuchPlan):
            gone()
    assert kept.all() == made[1:]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("told.json", "import"),
        ("findings.csv", "import"),
        ("../../a.csv", "a.csv"),
        ("C:\\x\\体系 表.xlsx", "体系 表.xlsx"),
        ("plan.json", "import"),
        ("...", "import"),
        (None, "import"),
        ("a\0b", "a_b"),
    ],
)
def test_names_of_files_stay_in_their_folder(given: str | None, name: str) -> None:
    assert file_name(given) == name


async def test_a_filled_gap_report_is_planned_and_taken(client: Client, tmp_path: Path) -> None:
    book = tmp_path / "gaps.xlsx"
    book.write_bytes((await client.http.get("/export/gaps.xlsx", params={"system": "PV2024"})).content)
    unchanged = (await client.post(book.read_bytes())).json()
    assert (unchanged["kind"], unchanged["taken"], unchanged["refused"]) == ("decisions", 0, 0)
    filled = fill(book, {2: {"优先级": "高", "处理状态": "推进中"}, 3: {"优先级": "很高"}}).read_bytes()
    planned = (await client.post(filled)).json()
    assert (planned["taken"], planned["refused"], planned["applied"]) == (1, 1, False), planned
    assert planned["rows"][1]["column"] == "优先级"
    assert (await client.post(TABLE, apply=planned["plan"])).status_code == 400
    assert (await client.post(None, "steward", apply=planned["plan"])).status_code == 403
    done = (await client.post(None, apply=planned["plan"])).json()
    assert (done["taken"], done["applied"], done["changed"]) == (1, True, True)
    assert (await client.post(None, apply=planned["plan"])).json() == done
    late = (await client.post(fill(book, {4: {"优先级": "低"}}).read_bytes())).json()
    other = (await client.post(fill(book, {5: {"优先级": "低"}}).read_bytes())).json()
    assert (await client.post(None, apply=late["plan"])).status_code == 200
    assert (await client.post(None, apply=other["plan"])).status_code == 409
