"""A secretariat's day at the desk: several projects are advanced at once, one of them by mistake."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage
from tests.browser.watching import Watch
from tests.cli.processes import Service, run
from tests.waiting import PATIENT

COMMITTEE = "SAC/TC90"
DESK = f"/committees/{COMMITTEE}"


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    """That of the committee's secretariat."""
    named = ("--name", f"{COMMITTEE} 秘书处", "--role", "secretariat", "--committee", COMMITTEE)
    asked = ("token", "issue", *named, "--data-dir", str(service.data_dir))
    return run(*asked, cwd=service.data_dir.parent).stdout.strip()


@pytest.fixture(scope="module")
def projects(service: Service, token: str) -> list[str]:
    """Three projects of the committee in one stage."""
    titles = [f"光伏组件 第{number}部分" for number in (1, 2, 3)]
    items = [
        {"registerStandard": {"title": title, "level": "GROUP", "stage": "20.00", "committees": [COMMITTEE]}}
        for title in titles
    ]
    query = "mutation($items: [ChangeInput!]!) { applyChanges(items: $items) { applied } }"
    answer = httpx.post(
        f"http://127.0.0.1:{service.port}/graphql",
        json={"query": query, "variables": {"items": items}},
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENT,
    )
    assert answer.json()["data"] == {"applyChanges": {"applied": True}}, answer.text
    return titles


def log_in(page: Page, token: str) -> None:
    page.goto(f"/login?next={DESK}")
    page.get_by_label("访问令牌").fill(token)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page).to_have_url(DESK)


def test_three_projects_are_advanced_at_once_and_one_is_taken_back(page: Page, token: str, projects: list[str]) -> None:
    log_in(page, token)
    assert violations(page) == []
    for title in projects:
        page.locator("form#many li").filter(has_text=title).get_by_role("checkbox").check()
    page.get_by_role("button", name="推进所选").click()
    expect(page.get_by_role("heading", name="推进阶段")).to_be_visible()
    assert violations(page) == []
    stage = page.get_by_label("进入阶段")
    to = stage.locator("option").nth(1).get_attribute("value")
    stage.select_option(to)
    page.get_by_role("button", name="预览").click()
    preview = page.get_by_role("status").filter(has=page.get_by_role("heading", name="预览"))
    expect(preview.get_by_role("rowheader", name="阶段")).to_have_count(3)
    assert violations(page) == []
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("已推进 3 项标准。")).to_be_visible()
    assert page.url.endswith(f"{DESK}?told=advance.3")
    advanced = page.get_by_role("row").filter(has_text="阶段推进")
    expect(advanced).to_have_count(3)
    advanced.first.get_by_role("link", name="撤销").click()
    page.get_by_label("撤销的理由").fill("误选")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("尚未保存。")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("已撤销 1 项变更。")).to_be_visible()
    newest = page.locator("section[aria-labelledby=history] tbody tr").first
    expect(newest).to_contain_text("误选")


def test_a_refusal_is_shown_without_scripts(new_page: NewPage, watch: Watch, token: str) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page, token)
    page.locator("form#many").get_by_role("link", name="推进").first.click()
    page.get_by_label("生效日期").fill("1999-01-01")
    stage = page.get_by_label("进入阶段")
    stage.select_option(stage.locator("option").nth(1).get_attribute("value"))
    page.get_by_role("button", name="预览").click()
    expect(page.locator("main .problem, main .notice.error").first).to_be_visible()
    page.get_by_role("link", name="取消").click()
    expect(page).to_have_url(DESK)
    watch.forgive("400 (Bad Request)")
