"""Actions from the pages: nothing is changed by looking, everything once by sending, and each refusal is told where it belongs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from stdgraph.domain.identity import Role
from stdgraph.graphql.types.fields import global_id
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.graphql.conftest import seeded
from tests.sessions import SAME_ORIGIN, signed_in
from tests.tokens import issue
from tests.web.desk import Desk, Sent, ShownForm

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

HOST = "http://stdgraph.test"
DRAFT, PUBLISHED, OLDER = (global_id("Standard", key) for key in ("S018", "S002", "S001"))
"""A project of SAC/TC90 in stage 20, and two of its standards."""
GAP = "REVIEW_OVERDUE:S004"
DESK = "/committees/SAC/TC90"

CASES: list[tuple[str, dict[str, str], Sent]] = [
    ("advance", {"standard": DRAFT}, {"to": "30.20"}),
    ("review", {"standard": PUBLISHED}, {"outcome": "CONFIRMED"}),
    ("extend", {"standard": DRAFT}, {"dueOn": "2028-01-01", "approval": "国标委发〔2026〕8号"}),
    ("correct", {"standard": DRAFT}, {"department": "工业部", "source": "https://example.org/a", "reason": "公告"}),
    ("abandon", {"standard": DRAFT}, {"note": "不再需要"}),
    ("withdraw", {"standard": PUBLISHED}, {"effectiveOn": "2026-12"}),
    ("supersede", {"standard": PUBLISHED}, {"successor": "20256274-Z-339", "since": "2027-01"}),
    ("comment", {"standard": DRAFT}, {"note": "请核对"}),
    ("transfer", {"standard": DRAFT}, {"toCommittee": "SAC/TC20"}),
    ("register", {"committees": "SAC/TC90"}, {"title": "光伏组件回收", "level": "NATIONAL"}),
    ("track", {"gap": GAP}, {"status": "MOVING", "owner": "SAC/TC90", "recommendation": "修订"}),
]


def client_of(graph: Graph, settings: Settings, headers: dict[str, str]) -> httpx.AsyncClient:
    app = create_app(settings)
    app.state.graph = graph
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HOST, headers=headers)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def secretariat(seeded: Graph) -> str:
    return await issue(seeded, "SAC/TC90 秘书处", Role.SECRETARIAT, ["SAC/TC90", "SAC/TC20"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(seeded: Graph, engine_settings: Settings, secretariat: str) -> AsyncIterator[Desk]:
    """The secretariat with a session, as a browser has one."""
    async with client_of(seeded, engine_settings, signed_in(engine_settings, secretariat)) as client:
        yield Desk(client)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(seeded: Graph, engine_settings: Settings) -> AsyncIterator[Desk]:
    token = await issue(seeded, "读者", Role.READER)
    async with client_of(seeded, engine_settings, signed_in(engine_settings, token)) as client:
        yield Desk(client)


def told(response: httpx.Response) -> str:
    return parse_qs(urlsplit(response.headers["location"]).query)["told"][0]


async def undo(desk: Desk, code: str) -> None:
    change = code.split(".")[2]
    form = await desk.open("undo", change=change, next=DESK)
    done = await desk.send("undo", form, "apply", {"reason": "试"})
    assert (done.status_code, told(done)) == (303, "undo.1"), done.text


@pytest.mark.parametrize(("action", "on", "filled"), CASES, ids=[case[0] for case in CASES])
async def test_an_action_is_previewed_carried_out_once_and_taken_back(
    desk: Desk, action: str, on: dict[str, str], filled: Sent
) -> None:
    form = await desk.open(action, **on, next=DESK)
    before = await desk.revision()
    preview = await desk.send(action, form, "preview", filled)
    assert preview.status_code == 200, preview.text
    assert 'id="preview"' in preview.text
    assert ShownForm(preview.text).notices == [], "all of it can be told"
    assert await desk.revision() == before, "a preview writes nothing"
    done = await desk.send(action, ShownForm(preview.text), "apply", {})
    assert done.status_code == 303, done.text
    assert done.headers["location"].startswith(f"{DESK}?told={action}.1")
    assert "stdgraph_bookmark=" in done.headers["set-cookie"]
    after = await desk.revision()
    assert after == before + 1
    again = await desk.send(action, ShownForm(preview.text), "apply", {})
    assert again.headers["location"] == done.headers["location"]
    assert await desk.revision() == after, "sent twice, it is done once"
    page = await desk.client.get(done.headers["location"])
    assert 'class="notice good" role="status"' in page.text
    if action != "track":
        assert f"change={told(done).split('.')[2]}" in page.text
        await undo(desk, told(done))


async def test_a_preview_tells_before_and_after_of_each_standard(desk: Desk) -> None:
    form = await desk.open("withdraw", standard=[PUBLISHED, OLDER])
    shown = ShownForm((await desk.send("withdraw", form, "preview", {"effectiveOn": "2026-11-23"})).text)
    words = [word.strip() for word in shown.words if word.strip()]
    assert (shown.problems, shown.notices) == ({}, [])
    assert words.count("60.60 已发布") >= 2
    assert words.count("95.99 已废止") == 2
    assert words.count("2026-11-23") >= 2


async def test_only_stages_are_offered_that_all_may_enter(desk: Desk) -> None:
    one = (await desk.open("advance", standard=DRAFT)).options["to"]
    other = (await desk.open("advance", standard=PUBLISHED)).options["to"]
    assert "30.20" in one
    assert "90.20" in other
    assert (await desk.open("advance", standard=[DRAFT, PUBLISHED])).options["to"] == [""]


async def test_many_are_changed_together_or_not_at_all(desk: Desk) -> None:
    before = await desk.revision()
    form = await desk.open("review", standard=[PUBLISHED, DRAFT])
    refused = await desk.send("review", form, "apply", {"outcome": "CONFIRMED"})
    assert refused.status_code == 400
    assert any("20256274-Z-339" in one for one in ShownForm(refused.text).notices), "the refusal names its standard"
    assert await desk.revision() == before
    done = await desk.send("review", form, "apply", {"outcome": "CONFIRMED", "standard": [PUBLISHED, OLDER]})
    assert told(done) == "review.2"


async def test_a_colleagues_change_meanwhile_is_told(desk: Desk) -> None:
    form = await desk.open("extend", standard=DRAFT, next=DESK)
    comment = await desk.open("correct", standard=DRAFT)
    meanwhile = await desk.send(
        "correct", comment, "apply", {"note": "另一人的备注", "source": "https://example.org/b", "reason": "试"}
    )
    assert meanwhile.status_code == 303, meanwhile.text
    filled = {"dueOn": "2028-01-01", "approval": "文"}
    conflict = await desk.send("extend", form, "apply", filled)
    assert conflict.status_code == 409
    assert f"/act/extend?standard={DRAFT}" in conflict.text, "there is a way to begin anew"
    fresh = await desk.open("extend", standard=DRAFT, next=DESK)
    assert (await desk.send("extend", fresh, "preview", filled)).status_code == 200
    await undo(desk, told(meanwhile))


@pytest.mark.parametrize(
    ("action", "on", "filled", "at"),
    [
        ("advance", {"standard": DRAFT}, {}, "to"),
        ("advance", {"standard": DRAFT}, {"to": "77"}, "to"),
        ("advance", {"standard": DRAFT}, {"to": "60.60", "effectiveOn": "2026-13-01"}, "effectiveOn"),
        ("publish", {"standard": DRAFT}, {f"number.{DRAFT}": "no number"}, f"number.{DRAFT}"),
        ("publish", {"standard": DRAFT}, {f"number.{DRAFT}": "GB/Z 1-2026", "publishedOn": "soon"}, "publishedOn"),
        ("correct", {"standard": DRAFT}, {"department": "x", "source": "here", "reason": "y"}, "source"),
        ("correct", {"standard": DRAFT}, {"number": "x", "source": "https://a.example", "reason": "y"}, "number"),
        ("transfer", {"standard": DRAFT}, {"toCommittee": "SAC/XX"}, "toCommittee"),
        ("register", {"committees": "SAC/TC90"}, {}, "title"),
        ("track", {"gap": GAP}, {"status": "LOST"}, "status"),
        ("comment", {"standard": DRAFT}, {"note": " "}, "note"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "apply"])
async def test_a_refusal_is_told_at_its_field(
    desk: Desk, action: str, on: dict[str, str], filled: Sent, at: str, step: str
) -> None:
    before = await desk.revision()
    response = await desk.send(action, await desk.open(action, **on), step, filled)
    shown = ShownForm(response.text)
    assert response.status_code == 400
    assert shown.problems.get(at), shown.notices
    assert f"{at}-problem" in shown.described[at].split(), "the field names what is wrong with it"
    assert await desk.revision() == before


async def test_nothing_that_differs_is_nothing_to_send(desk: Desk) -> None:
    form = await desk.open("correct", standard=DRAFT)
    response = await desk.send("correct", form, "apply", {"source": "https://example.org", "reason": "试"})
    assert response.status_code == 400
    assert "没有任何改动" in response.text


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_what_follows_is_a_page_of_this_service(desk: Desk, to: str) -> None:
    form = await desk.open("comment", standard=DRAFT, next=to)
    done = await desk.send("comment", form, "apply", {"note": "好", "next": to})
    assert done.status_code == 303
    assert done.headers["location"].startswith("/?told=comment.1")


async def test_without_a_login_the_form_is_nobodys(desk: Desk, seeded: Graph, engine_settings: Settings) -> None:
    form = await desk.open("comment", standard=DRAFT)
    before = await desk.revision()
    async with client_of(seeded, engine_settings, SAME_ORIGIN) as client:
        asked = await client.get("/act/comment", params={"standard": DRAFT})
        sent = await Desk(client).send("comment", form, "apply", {"note": "好"})
    for response in (asked, sent):
        assert response.status_code == 303
        to = urlsplit(response.headers["location"])
        assert to.path == "/login"
        assert parse_qs(to.query)["next"][0].startswith(f"/act/comment?standard={DRAFT}")
    assert await desk.revision() == before


async def test_who_lacks_the_role_is_told_so(desk: Desk, reader: Desk) -> None:
    before = await desk.revision()
    form = await reader.open("advance", standard=DRAFT)
    assert any("不能推进标准的阶段" in one for one in form.notices), form.notices
    refused = await reader.send("advance", form, "apply", {"to": "30.20"})
    assert refused.status_code == 403
    english = await reader.client.post("/act/advance?language=EN", data={**form.fields, "to": "30.20", "step": "apply"})
    assert "may" in " ".join(ShownForm(english.text).notices)
    assert await desk.revision() == before


@pytest.mark.parametrize(
    "sent", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
async def test_a_form_of_another_site_is_refused(
    desk: Desk, seeded: Graph, engine_settings: Settings, secretariat: str, sent: dict[str, str]
) -> None:
    form = await desk.open("comment", standard=DRAFT)
    before = await desk.revision()
    headers = {"Authorization": f"Bearer {secretariat}", **sent}
    async with client_of(seeded, engine_settings, headers) as client:
        refused = await Desk(client).send("comment", form, "apply", {"note": "好"})
    assert refused.status_code == 403
    assert await desk.revision() == before


async def test_selecting_nothing_leads_back_with_a_word(desk: Desk) -> None:
    response = await desk.client.get("/act/advance", params={"next": DESK})
    assert response.headers["location"] == f"{DESK}?told=none.0"
    page = await desk.client.get(response.headers["location"])
    assert 'class="notice warning" role="status"' in page.text


@pytest.mark.parametrize("text", ["<b>", "advance.1.2.3", "rm.1", "advance.99999", "1.1", ""])
async def test_nothing_else_of_an_address_is_told(desk: Desk, text: str) -> None:
    assert 'role="status">已' not in (await desk.client.get("/committees", params={"told": text})).text


@pytest.mark.parametrize(
    ("action", "parameters", "status"),
    [
        ("advance", {"standard": "nothing"}, 404),
        ("advance", {"standard": [str(one) for one in range(201)]}, 400),
        ("correct", {"standard": [DRAFT, PUBLISHED]}, 400),
        ("track", {"gap": "REVIEW_OVERDUE:none"}, 404),
        ("track", {}, 400),
        ("undo", {"change": "0"}, 404),
        ("undo", {"change": "99999999"}, 404),
        ("undo", {"change": "x"}, 404),
    ],
)
async def test_what_is_not_there_is_said(desk: Desk, action: str, parameters: dict[str, Any], status: int) -> None:
    assert (await desk.client.get(f"/act/{action}", params=parameters)).status_code == status


async def test_another_form_under_the_same_id_is_refused_and_gets_a_new_one(desk: Desk) -> None:
    form = await desk.open("register", committees="SAC/TC90")
    assert (await desk.send("register", form, "apply", {"title": "甲"})).status_code == 303
    refused = await desk.send("register", form, "apply", {"title": "乙"})
    assert refused.status_code == 400
    fresh = ShownForm(refused.text)
    assert fresh.fields["requestId"] != form.fields["requestId"]
    assert (await desk.send("register", fresh, "apply", {})).status_code == 303


async def test_a_standard_is_published_with_its_number(desk: Desk) -> None:
    form = await desk.open("register", committees="SAC/TC90")
    filled = {"title": "待发布", "level": "NATIONAL", "nature": "RECOMMENDED", "planNumber": "20260001-T-339"}
    assert (await desk.send("register", form, "apply", filled)).status_code == 303
    found = await desk.ask('{ standard(number: "20260001-T-339") { id } }')
    key = found["standard"]["id"]
    for stage in ("10.20", "20.20", "30.20", "40.20", "50.20"):
        form = await desk.open("advance", standard=key)
        assert (await desk.send("advance", form, "apply", {"to": stage})).status_code == 303
    form = await desk.open("advance", standard=key)
    refused = ShownForm((await desk.send("advance", form, "apply", {"to": "60.60"})).text)
    assert set(refused.problems) == {f"number.{key}", "publishedOn"}, "what the stage demands is asked for"
    form = await desk.open("publish", standard=key)
    numbered: Sent = {f"number.{key}": "GB/T 99001-2026", "publishedOn": "2026-11-23", "inForceOn": "2027-05"}
    preview = ShownForm((await desk.send("publish", form, "preview", numbered)).text)
    assert (preview.problems, preview.notices) == ({}, [])
    assert "GB/T 99001-2026" in " ".join(preview.words)
    done = await desk.send("publish", preview, "apply", {})
    assert told(done).startswith("publish.1."), done.text
    page = await desk.client.get("/standards/GB/T 99001-2026")
    assert "2026-11-23" in page.text


@pytest.mark.parametrize(
    ("answer", "committees"), [("accept", {"SAC/TC20"}), ("decline", {"SAC/TC90"}), ("retract", {"SAC/TC90"})]
)
async def test_an_offer_is_answered_from_the_desk(desk: Desk, answer: str, committees: set[str]) -> None:
    form = await desk.open("transfer", standard=PUBLISHED)
    assert (await desk.send("transfer", form, "apply", {"toCommittee": "SAC/TC20"})).status_code == 303
    assert f"/act/accept?standard={PUBLISHED}" in (await desk.client.get("/committees/SAC/TC20")).text
    done = await desk.send(answer, await desk.open(answer, standard=PUBLISHED), "apply", {})
    assert done.status_code == 303, done.text
    found = await desk.ask(
        "query($id: ID!) { node(id: $id) { ... on Standard { committees { code } } } }", id=PUBLISHED
    )
    assert {one["code"] for one in found["node"]["committees"]} == committees
    if answer == "accept":
        await undo(desk, told(done))


async def test_a_form_shows_what_would_be_taken_back(desk: Desk) -> None:
    form = await desk.open("extend", standard=DRAFT)
    done = await desk.send("extend", form, "apply", {"dueOn": "2028-01-01", "approval": "批准文件"})
    shown = await desk.open("undo", change=told(done).split(".")[2])
    known = " ".join(shown.words)
    assert "延期" in known
    assert "SAC/TC90 秘书处" in known
    preview = ShownForm((await desk.send("undo", shown, "preview", {"reason": "误"})).text)
    assert "2028-01-01" in [word.strip() for word in preview.words]
    await undo(desk, told(done))


async def test_the_desk_tells_who_did_what_the_last_first(desk: Desk) -> None:
    for note in ("先说的", "后说的"):
        form = await desk.open("comment", standard=DRAFT)
        await desk.send("comment", form, "apply", {"note": note})
    page = (await desk.client.get(DESK)).text
    history = page[page.index('id="history"') :]
    assert 0 < history.index("后说的") < history.index("先说的")
    assert "SAC/TC90 秘书处" in history
