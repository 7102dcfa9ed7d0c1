"""A steward's import in a real browser: odd headings are told column by column, what came of it is taken back; no script is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage
from tests.cli.processes import Service, run

ODD = "甲,乙,丙\nGB/T 48601-2026,组件拆解通则,拆解\nGB/T 48602-2026,组件拆解安全要求,拆解\nGB/T 48601-2026,另一名称,拆解\n"
_SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
COUNT = """{ standards(where: {listedIn: {system: {eq: "PV2024"}}}, first: 0) { totalCount } }"""


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    """That of the steward of PV2024."""
    asked = ("token", "issue", "--name", "管理员", "--role", "steward", "--system", "PV2024")
    ended = run(*asked, "--data-dir", str(service.data_dir), cwd=service.data_dir)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def logged_in(page: Page, token: str) -> None:
    """Log in as whoever has a token."""
    page.goto("/login?next=/import")
    page.locator("#token").fill(token)
    page.locator("form.form button").click()
    page.wait_for_url("**/import")


def listed(page: Page) -> int:
    """How many standards the system lists."""
    answer = page.request.post("/graphql", data={"query": COUNT})
    return int(answer.json()["data"]["standards"]["totalCount"])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_table_with_odd_headings_comes_in_and_is_taken_back(
    new_page: NewPage, token: str, tmp_path: Path, scripts: bool
) -> None:
    file = tmp_path / "拆解.csv"
    number = "GB/T 486" if scripts else "GB/T 487"
    file.write_text(ODD.replace("GB/T 486", number), encoding="utf-8")
    page = new_page(java_script_enabled=scripts)
    logged_in(page, token)
    before = listed(page)
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("数据集名称").fill("recycling")
    page.get_by_label("所属体系").select_option("PV2024")
    look(page, scripts=scripts)
    page.get_by_role("button", name="读取并列出变化").click()
    expect(page.get_by_role("heading", name="还没有读出任何标准")).to_be_visible()
    page.get_by_role("link", name="逐列指定").click()
    for column, field in (("A", "标准号"), ("B", "标准名称"), ("C", "子体系名称")):
        page.get_by_label(column).first.select_option(field)
    look(page, scripts=scripts)
    page.get_by_role("button", name="按此重新读取").click()
    expect(page.locator("li.planned-new", has_text=f"{number}01-2026")).to_be_visible()
    look(page, scripts=scripts)
    assert listed(page) == before
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("status")).to_contain_text("已导入")
    assert listed(page) == before + 2
    page.get_by_role("button", name="撤销这次导入…").click()
    look(page, scripts=scripts)
    page.get_by_role("button", name="确认撤销").click()
    expect(page.locator(".notice.good")).to_contain_text("已撤销")
    assert listed(page) == before


def test_a_subsystem_is_added_and_taken_back(page: Page, token: str) -> None:
    logged_in(page, token)
    page.goto("/systems/PV2024/edit")
    look(page, scripts=True)
    page.locator("tr#C").get_by_role("link", name="新增下级").click()
    look(page, scripts=True)
    page.get_by_label("代码").fill("CZ")
    page.get_by_label("中文名称").fill("试验子体系")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#preview")).to_be_visible()
    look(page, scripts=True)
    page.get_by_role("button", name="确认").click()
    expect(page.locator("tr#CZ")).to_contain_text("试验子体系")
    page.get_by_role("link", name="撤销这项变更").click()
    page.get_by_label("撤销的理由").fill("试验")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="确认").click()
    page.wait_for_url("**/systems/PV2024/edit*")
    expect(page.locator("tr#CZ")).to_have_count(0)


def look(page: Page, *, scripts: bool) -> None:
    """Nobody is shut out of what a page shows, in the light or in the dark; the check itself is a script."""
    if scripts:
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], scheme
