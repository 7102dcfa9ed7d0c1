"""The steward's page of a system and its forms: previewed, carried out, taken back; whoever may not is refused, whatever is typed is answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.actions.steward_table import STEWARD_ACTIONS
from stdgraph.web.app import create_app
from tests.graphql.conftest import seeded
from tests.tokens import issue
from tests.web.forms import form_to, read_page

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

EDIT = "/systems/ICN2024/edit"
WATCH = 'mutation { addCoverageColumn(input: {system: "ICN2024", productCategory: "AL_FOIL"}) { __typename } }'
TREE = """{
  system(code: "ICN2024") {
    code title declared revision
    tree {
      subsystem {
        code title parent { code }
        demands { id priority untilIn retiredOn state productCategory { code } }
        listings { itemNumber until standard { id } }
      }
    }
    targets { id statement required retiredOn }
  }
  coverage(system: "ICN2024") { columns { code } }
}"""


class Editor:
    """A browser of a steward."""

    def __init__(self, http: httpx.AsyncClient, tokens: dict[str, str]) -> None:
        self.http, self._tokens = http, tokens

    def headers(self, who: str | None) -> dict[str, str]:
        sent = {"Accept": "text/html", "Accept-Language": "en", "Sec-Fetch-Site": "same-origin"}
        return {**sent, "Authorization": f"Bearer {self._tokens[who]}"} if who else sent

    async def get(self, path: str, who: str | None = "steward") -> httpx.Response:
        return await self.http.get(path, headers=self.headers(who))

    async def post(self, path: str, data: dict[str, Any], who: str | None = "steward") -> httpx.Response:
        return await self.http.post(path, data=data, headers=self.headers(who))

    async def ask(self, query: str, **variables: object) -> Any:
        sent = {"query": query, "variables": variables}
        headers = {**self.headers("steward"), "Accept": "application/json"}
        told = (await self.http.post("/graphql", json=sent, headers=headers)).json()
        assert "errors" not in told, told
        return told["data"]

    async def tree(self) -> Any:
        """What the page is about, without the revision that every change counts."""
        found = await self.ask(TREE)
        found["system"].pop("revision")
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def editor(seeded: Graph, engine_settings: Settings) -> AsyncIterator[Editor]:
    app = create_app(engine_settings)
    app.state.graph = seeded
    tokens = {
        "administrator": await issue(seeded, "root", Role.ADMINISTRATOR),
        "steward": await issue(seeded, "steward", Role.STEWARD, systems=["ICN2024"]),
        "other": await issue(seeded, "other", Role.STEWARD, systems=["NP2024"]),
        "reader": await issue(seeded, "reader", Role.READER),
    }
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as http:
        opened = Editor(http, tokens)
        added = await opened.ask(WATCH)
        assert added["addCoverageColumn"]["__typename"] == "SystemChanged"
        yield opened


def told(response: httpx.Response) -> str:
    """What a page says is wrong."""
    return " ".join(re.findall(r'(?:role="alert"[^>]*>|id="[^"]*-problem"><p>)(.*?)</p>', response.text, re.DOTALL))


async def keys_of(editor: Editor) -> dict[str, str]:
    """A subsystem, a demand, a target and an item of the system."""
    found = (await editor.tree())["system"]
    subsystems = [one["subsystem"] for one in found["tree"]]
    held = [d for u in subsystems for d in u["demands"] if d["state"] and not d["retiredOn"]]
    often = Counter(one["productCategory"]["code"] for one in held)
    demands = [one["id"] for one in held if often[one["productCategory"]["code"]] == 1]
    items = [
        f"ICN2024/{u['code']}/{row['standard']['id']}" for u in subsystems for row in u["listings"] if not row["until"]
    ]
    return {
        "system": "ICN2024",
        "subsystem": "ICN2024/CD",
        "demand": demands[0],
        "target": f"ICN2024/{found['targets'][0]['id']}",
        "item": items[0],
    }


FILLED: dict[str, dict[str, str]] = {
    "create-subsystem": {"code": "ZZ", "titleZh": "试验", "parent": "C"},
    "change-subsystem": {"titleZh": "改名", "newCode": "CDX"},
    "move-subsystem": {"parent": "D"},
    "retire-subsystem": {},
    "add-demand": {"productCategory": "AL_FOIL", "priority": "HIGH", "until": "2099"},
    "change-demand": {"priority": "LOW", "until": "2098-05"},
    "withdraw-demand": {},
    "add-target": {
        "statement": "到 2030 年发布 50 项",
        "counts": "PUBLISHED",
        "required": "50",
        "operator": ">=",
        "by": "2030",
    },
    "change-target": {"statement": "改后的目标", "correction": "true"},
    "withdraw-target": {},
    "add-column": {"productCategory": "PV_INGOT"},
    "remove-column": {"productCategory": "AL_FOIL"},
    "change-system": {"declared": "999", "titleEn": "Another title"},
    "list-standard": {"standard": "GB/T 24067-2024", "itemNumber": "9.9"},
    "unlist-standard": {},
    "move-item": {"into": "D"},
    "number-item": {"itemNumber": "7.7.7"},
}
"""By action what is filled into its form."""


async def test_every_action_of_stewards_is_tried(editor: Editor) -> None:
    assert set(FILLED) == {one.name for one in STEWARD_ACTIONS}


@pytest.mark.parametrize("name", FILLED)
async def test_a_form_is_previewed_carried_out_and_taken_back(editor: Editor, name: str) -> None:
    action = next(one for one in STEWARD_ACTIONS if one.name == name)
    before = await editor.tree()
    key = (await keys_of(editor))[action.subject.parameter]
    params = {action.subject.parameter: key, "next": EDIT}
    opened = await editor.http.get(f"/act/{name}", params=params, headers=editor.headers("steward"))
    assert opened.status_code == 200, opened.text
    form = form_to(opened.text, f"/act/{name}")
    sent = form.sent(**FILLED[name])
    if not action.at_once:
        preview = await editor.post(form.action, {**sent, "step": "preview"})
        assert preview.status_code == 200, told(preview)
        assert 'id="preview"' in preview.text
        assert await editor.tree() == before
        sent = form_to(preview.text, f"/act/{name}").sent()
    done = await editor.post(form.action, {**sent, "step": "apply"})
    assert done.status_code == 303, told(done)
    assert done.headers["location"].startswith(f"{EDIT}?told={name}.1."), done.headers["location"]
    assert await editor.tree() != before
    page = await editor.get(done.headers["location"])
    assert page.status_code == 200
    await take_back(editor, page.text)
    assert await editor.tree() == before


async def take_back(editor: Editor, html: str) -> None:
    """Take back the change that a page tells of, by the form to which it leads."""
    (address,) = re.findall(r'href="(/act/undo\?[^"]*)"', html)
    form = form_to((await editor.get(unescape(address))).text, "/act/undo")
    undone = await editor.post(form.action, {**form.sent(reason="试验"), "step": "apply"})
    assert undone.status_code == 303, told(undone)


async def test_the_page_leads_to_every_form(editor: Editor) -> None:
    item = (await keys_of(editor))["item"]
    page = await editor.get(f"{EDIT}?subsystem={item.split('/')[1]}")
    assert page.status_code == 200
    read_page(page.text)
    links = {unescape(one) for one in re.findall(r'href="(/act/[^"]*)"', page.text)}
    assert {link.partition("?")[0].removeprefix("/act/") for link in links} == set(FILLED)
    one_each = {link.partition("?")[0]: link for link in sorted(links)}
    for link in one_each.values():
        opened = await editor.get(link)
        assert opened.status_code == 200, link
        read_page(opened.text)
    assert "/import?system=ICN2024" in page.text


async def test_codes_are_offered(editor: Editor) -> None:
    key = (await keys_of(editor))["item"]
    for address in (
        "create-subsystem?system=ICN2024",
        "retire-subsystem?subsystem=ICN2024/CD",
        f"move-item?item={key}",
    ):
        opened = await editor.get(f"/act/{address}")
        assert '<datalist id="codes-subsystems"><option value="A">' in opened.text, address
        assert 'list="codes-subsystems"' in opened.text
    demand = await editor.get("/act/add-demand?subsystem=ICN2024/CD")
    assert '<option value="AL_FOIL">' in demand.text


async def test_two_who_edit_do_not_overwrite_each_other(editor: Editor) -> None:
    opened = await editor.get("/act/change-system?system=ICN2024")
    form = form_to(opened.text, "/act/change-system")
    other = form_to((await editor.get("/act/create-subsystem?system=ICN2024")).text, "/act/create-subsystem")
    made = await editor.post(other.action, {**other.sent(code="ZY", titleZh="先到"), "step": "apply"}, "administrator")
    assert made.status_code == 303
    late = await editor.post(form.action, {**form.sent(declared="998"), "step": "apply"})
    assert late.status_code == 409
    assert "Somebody made a change" in late.text
    await take_back(editor, (await editor.get(made.headers["location"])).text)


async def test_what_is_wrong_is_told_at_its_field(editor: Editor) -> None:
    form = form_to((await editor.get("/act/create-subsystem?system=ICN2024")).text, "/act/create-subsystem")
    taken = await editor.post(form.action, {**form.sent(code="CD", titleZh="重复"), "step": "preview"})
    assert taken.status_code == 400
    assert 'id="code-problem"' in taken.text
    read_page(taken.text)
    empty = await editor.post(form.action, {**form.sent(), "step": "preview"})
    assert (empty.status_code, 'id="titleZh-problem"' in empty.text) == (400, True)
    nothing = form_to((await editor.get("/act/change-system?system=ICN2024")).text, "/act/change-system")
    same = await editor.post(nothing.action, {**nothing.sent(note="无改动"), "step": "preview"})
    assert (same.status_code, "nothing is changed" in same.text) == (400, True)


async def test_who_may_edit(editor: Editor) -> None:
    asked = await editor.get(EDIT, None)
    assert (asked.status_code, asked.headers["location"].startswith("/login?next=")) == (303, True)
    for who in ("other", "reader"):
        refused = await editor.get(EDIT, who)
        assert (refused.status_code, "may not change the system" in refused.text) == (403, True)
    assert (await editor.get(EDIT, "administrator")).status_code == 200
    assert (await editor.get("/systems/NOTHING/edit", "administrator")).status_code == 404
    keys = await keys_of(editor)
    for action in STEWARD_ACTIONS:
        params = {action.subject.parameter: keys[action.subject.parameter]}
        path = f"/act/{action.name}"
        nobody = await editor.http.get(path, params=params, headers=editor.headers(None))
        assert nobody.status_code == 303, action.name
        opened = await editor.http.get(path, params=params, headers=editor.headers("steward"))
        sent = form_to(opened.text, path).sent(**FILLED[action.name])
        for step in ("preview", "apply"):
            assert (await editor.post(path, {**sent, "step": step}, "other")).status_code == 403, action.name
        assert (await editor.post(path, {**sent, "step": "apply"}, None)).status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/act/change-system?system=NOTHING",
        "/act/change-system",
        "/act/change-subsystem?subsystem=ICN2024",
        "/act/change-subsystem?subsystem=ICN2024/NOTHING",
        "/act/change-demand?demand=x",
        "/act/change-target?target=ICN2024/x",
        "/act/number-item?item=ICN2024/CD/x",
        "/act/number-item?item=ICN2024//",
    ],
)
async def test_what_is_not_there(editor: Editor, address: str) -> None:
    assert (await editor.get(address)).status_code in (400, 404), address


TYPED = st.one_of(
    st.text(max_size=40), st.sampled_from(["CA", "C", "AL_FOIL", "2026-02-30", "2026", "-1", "9" * 20, "HIGH", "true"])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), action=st.sampled_from(STEWARD_ACTIONS))
async def test_whatever_is_typed_is_answered(editor: Editor, data: st.DataObject, action: Any) -> None:
    keys = await keys_of(editor)
    names = [field.name for field in action.fields]
    typed = data.draw(st.dictionaries(st.sampled_from([*names, *(f"was.{one}" for one in names)]), TYPED))
    key = data.draw(st.one_of(st.just(keys[action.subject.parameter]), TYPED))
    revision = data.draw(st.one_of(st.just(""), TYPED))
    sent = {**typed, action.subject.parameter: key, f"revision.{key}": revision, "step": "preview", "requestId": "x"}
    answered = await editor.post(f"/act/{action.name}", sent)
    assert answered.status_code in (200, 400, 404, 409), answered.text
