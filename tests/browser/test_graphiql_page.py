"""GraphiQL in a real browser, served by the real service, with no internet to lean on."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from stdgraph.web.graphiql.asset_files import installed
from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage
from tests.browser.watching import Watch
from tests.cli.processes import Service, run
from tests.waiting import wait_for

FOLLOW = 'subscription Follow { changed(after: "0") { subject { ... on Standard { title } } } }'
TWO = "query First { __typename }\n\nquery Second($code: String!) { system(code: $code) { code } }\n"
SECRET = "Bearer sg_0123456789"


@pytest.fixture(autouse=True)
def _editor() -> None:
    """Skip where the files of GraphiQL are not installed; fail where a browser is required."""
    if not installed():
        reason = "GraphiQL is not installed: make graphiql"
        if os.environ.get("STDGRAPH_REQUIRE_BROWSER") == "1":
            pytest.fail(f"STDGRAPH_REQUIRE_BROWSER=1: {reason}")
        pytest.skip(reason)


@pytest.fixture(scope="module")
def administrator(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The header of an administrator."""
    asked = ("token", "issue", "--name", "安娜", "--role", "administrator", "--data-dir", str(service.data_dir))
    ended = run(*asked, cwd=tmp_path_factory.mktemp("token"))
    assert ended.returncode == 0, ended.stderr
    return {"Authorization": f"Bearer {ended.stdout.strip()}"}


def _open(page: Page, **address: str) -> None:
    """Open the page; what the address holds stands in the editor then."""
    page.goto(f"/graphql?{urlencode(address)}")
    page.locator(".graphiql-query-editor .CodeMirror").wait_for()


def _text(page: Page, part: str) -> str:
    """What an editor or the answer holds, all of it: only some lines are drawn."""
    held: str = page.locator(f"{part} .CodeMirror").evaluate("editor => editor.CodeMirror.getValue()")
    return held


def _query(page: Page) -> str:
    return _text(page, ".graphiql-query-editor")


def _variables(page: Page) -> Any:
    return json.loads(_text(page, ".graphiql-editor-tool"))


def _answer(page: Page) -> Any:
    """The answer, once there is one."""
    return json.loads(wait_for(lambda: _text(page, ".result-window") or None, lambda: "no answer was shown"))


def _run(page: Page) -> None:
    page.get_by_role("button", name="Execute query").click()


def _type(page: Page, text: str) -> None:
    """Write at the end of the query, as a person does."""
    page.locator(".graphiql-query-editor .CodeMirror-scroll").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def _example(page: Page, words: str) -> Locator:
    return page.locator(".example-list").get_by_role("button", name=words)


def _register(service: Service, administrator: dict[str, str], title: str) -> None:
    document = "mutation($title: String!) { registerStandard(input: {title: $title}) { __typename } }"
    body = {"query": document, "variables": {"title": title}}
    answer = service.client.post("/graphql", json=body, headers=administrator)
    assert answer.json()["data"]["registerStandard"]["__typename"] == "StandardAdvanced", answer.text


def test_the_page_shows_its_editor_and_answers_its_example(page: Page) -> None:
    _open(page)
    assert "query SystemProgress" in _query(page)
    _run(page)
    answer = _answer(page)
    assert answer["data"]["system"]["code"] == "PV2024"
    assert "errors" not in answer


def test_a_subscription_shows_a_change_made_meanwhile_until_it_is_stopped(
    page: Page, service: Service, administrator: dict[str, str]
) -> None:
    _open(page, query=FOLLOW)
    _run(page)
    stop = page.get_by_role("button", name="Stop query")
    stop.wait_for()
    _register(service, administrator, "浏览器中所见")
    page.locator(".result-window").get_by_text("浏览器中所见").wait_for()
    expect(stop).to_be_visible()
    with page.expect_event("requestfailed") as taken_back:
        stop.click()
    assert taken_back.value.failure == "net::ERR_ABORTED"
    page.get_by_role("button", name="Execute query").wait_for()


def test_an_error_of_a_subscription_is_shown(page: Page) -> None:
    _open(page, query='subscription { changed(scope: {system: "NONE"}) { sequence } }')
    _run(page)
    (error,) = _answer(page)["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    page.get_by_role("button", name="Execute query").wait_for()


def test_no_header_is_entered_or_kept_and_those_of_earlier_builds_are_dropped(page: Page) -> None:
    tab = {"id": "1", "title": "x", "query": "{ a }", "variables": "", "operationName": None, "response": None}
    earlier = {
        "graphiql:headers": SECRET,
        "graphiql:shouldPersistHeaders": "true",
        "graphiql:tabState": json.dumps({"activeTabIndex": 0, "tabs": [{**tab, "headers": SECRET, "hash": SECRET}]}),
        "graphiql:queries": json.dumps({"queries": [{"query": "{ a }", "headers": SECRET}]}),
    }
    page.add_init_script(
        f"Object.entries({json.dumps(earlier)}).forEach(([name, text]) => localStorage.setItem(name, text))"
    )
    _open(page)
    _run(page)
    _answer(page)
    expect(page.get_by_role("button", name="Headers")).to_have_count(0)
    kept = wait_for(
        lambda: next((now for now in [_kept(page)] if "SystemProgress" in now["graphiql:tabState"]), None),
        lambda: "the page kept nothing of what was edited",
    )
    assert "graphiql:headers" not in kept
    assert not [name for name, text in kept.items() if "Bearer" in text or "sg_" in text]
    assert {tab["headers"] for tab in json.loads(kept["graphiql:tabState"])["tabs"]} == {None}


def _kept(page: Page) -> dict[str, str]:
    kept: dict[str, str] = page.evaluate("({ ...localStorage })")
    return kept


def test_an_example_replaces_an_untouched_one_at_once_and_asks_before_it_replaces_edits(page: Page) -> None:
    _open(page)
    dialog = page.get_by_role("dialog", name="替换编辑器中的内容？")
    _example(page, "还缺什么").click()
    assert "query Gaps" in _query(page)
    expect(dialog).to_be_hidden()

    _type(page, "# mine")
    edited = _query(page)
    _example(page, "各子体系").click()
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    assert violations(page, "#replace") == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert _query(page) == edited

    _example(page, "各子体系").click()
    dialog.get_by_role("button", name="替换").click()
    expect(dialog).to_be_hidden()
    assert "# mine" not in _query(page)
    assert _variables(page)


def test_a_link_opens_with_its_variables_and_runs_the_operation_that_it_names(page: Page) -> None:
    _open(page, query=TWO, variables='{"code": "NP2024"}', operationName="Second")
    assert _query(page) == TWO
    assert _variables(page) == {"code": "NP2024"}
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Control+Enter")
    assert _answer(page) == {"data": {"system": {"code": "NP2024"}}}


def test_the_address_follows_what_is_edited(page: Page, new_page: NewPage) -> None:
    _open(page, language="en")
    _type(page, "# passed on")
    page.wait_for_url("**passed*")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["query"] == [_query(page)]
    assert asked["language"] == ["en"]

    other = new_page()
    other.goto(page.url)
    other.locator(".graphiql-query-editor .CodeMirror").wait_for()
    assert _query(other) == _query(page)


def test_an_edit_of_the_variables_alone_makes_a_link_with_both(page: Page) -> None:
    _open(page)
    page.get_by_role("textbox", name="Variables").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.wait_for_url("**query=*")
    asked = parse_qs(urlsplit(page.url).query)
    assert "query SystemProgress" in asked["query"][0]
    assert "variables" not in asked, "the address follows edits only"


def test_a_query_too_long_for_an_address_is_kept_all_the_same(page: Page) -> None:
    _open(page, query="{ __typename }")
    page.locator(".graphiql-query-editor .CodeMirror").evaluate(
        "editor => editor.CodeMirror.setValue('# '.repeat(5000) + '\\n{ __typename }')"
    )
    page.wait_for_url(lambda url: "query=" not in url)
    wait_for(lambda: "# # " in _kept(page).get("graphiql:query", "") or None, lambda: "the edit was not kept")
    _open(page)
    assert len(_query(page)) > 8000


def test_what_was_edited_is_there_again_without_an_address(page: Page) -> None:
    _open(page)
    _type(page, "# kept")
    wait_for(lambda: "# kept" in _kept(page).get("graphiql:query", "") or None, lambda: "the edit was not kept")
    _open(page)
    assert _query(page).endswith("# kept")


@pytest.mark.parametrize(
    ("options", "address", "language", "words"),
    [
        ({}, {}, "zh-CN", "未登录"),
        ({"locale": "en-GB"}, {}, "en", "Not logged in"),
        ({"locale": "fr-FR"}, {}, "zh-CN", "未登录"),
        ({"locale": "en-GB"}, {"language": "zh"}, "zh-CN", "未登录"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser_or_of_the_address(
    new_page: NewPage, options: dict[str, str], address: dict[str, str], language: str, words: str
) -> None:
    page = new_page(**options)
    _open(page, **address)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("#account")).to_contain_text(words)
    assert violations(page, ".page-bar") == []


def _log_in(page: Page, administrator: dict[str, str]) -> None:
    """From GraphiQL to the form and back."""
    page.locator("#account").get_by_role("link", name="登录").click()
    page.get_by_label("访问令牌").fill(administrator["Authorization"].removeprefix("Bearer "))
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.locator(".graphiql-query-editor .CodeMirror").wait_for()
    expect(page.locator("#account")).to_contain_text("安娜 · 系统管理员")


def test_whoever_logs_in_comes_back_to_the_query_and_asks_with_the_session(
    page: Page, administrator: dict[str, str]
) -> None:
    register = 'mutation { registerStandard(input: {title: "以会话登记"}) { __typename } }'
    _open(page, query=register)
    _log_in(page, administrator)
    assert _query(page) == register
    _run(page)
    assert _answer(page)["data"] == {"registerStandard": {"__typename": "StandardAdvanced"}}
    assert not [text for text in _kept(page).values() if "sg_" in text]

    page.locator("#account").get_by_role("button", name="退出").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    _open(page)
    expect(page.locator("#account")).to_contain_text("未登录")


def test_whose_session_has_ended_is_told_when_a_change_is_refused(
    page: Page, watch: Watch, administrator: dict[str, str]
) -> None:
    _open(page, query='mutation { registerStandard(input: {title: "x"}) { __typename } }')
    _log_in(page, administrator)
    page.context.clear_cookies()
    _run(page)
    assert _answer(page)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    expect(page.locator("#account")).to_contain_text("未登录")
    watch.forgive("401")


def test_the_language_changes_and_the_query_stays(page: Page) -> None:
    _open(page, query="{ __typename }")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**language=EN*")
    page.locator(".graphiql-query-editor .CodeMirror").wait_for()
    assert _query(page) == "{ __typename }"


def test_on_a_phone_nothing_is_wider_than_the_screen_and_an_example_is_answered(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    _open(page)
    page.get_by_role("button", name="Show Examples").click()
    _example(page, "按中文").click()
    page.get_by_role("button", name="Hide Examples").click()
    _run(page)
    assert "errors" not in _answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".graphiql-query-editor").evaluate("part => part.clientWidth") > 280
    assert page.locator(".graphiql-response").evaluate("part => part.clientWidth") > 280
