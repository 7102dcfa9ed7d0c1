"""What readers do: find what blocks a chain and print it, narrow a list, follow a change, use the keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.cli.processes import Service, run

COMMENT = 'mutation { commentOnStandard(input: {standard: "GB/T 24067-2024", note: "seen"}) { __typename } }'


def test_a_committee_finds_what_blocks_the_battery_chain_and_prints_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="产品类别").click()
    page.get_by_role("link", name="锂电池", exact=True).click()
    page.get_by_role("link", name="查看链条").first.click()
    chain = page.get_by_role("region", name="链条 ·")
    expect(chain.locator(".big")).to_contain_text("不完整")
    missing = chain.locator("tbody tr", has_text="缺失")
    boxes = chain.locator("svg.chain rect.box-missing")
    assert boxes.count() == missing.count() > 5, "the drawing and the table tell the same"
    expect(chain.locator("ol.lines li").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("svg.chain")).to_be_visible()
    expect(page.locator(".printed")).to_contain_text("截至")
    expect(page.get_by_role("link", name="查看链条").first).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_reader_follows_a_change_live(page: Page, service: Service) -> None:
    asked = ("token", "issue", "--name", "记录者", "--role", "administrator", "--data-dir", str(service.data_dir))
    token = run(*asked, cwd=service.data_dir.parent).stdout.strip()
    with page.expect_request(lambda request: "subscription" in request.url):
        page.goto("/")
    notice = page.locator(".live")
    expect(notice).to_be_hidden()
    changed = service.client.post("/graphql", json={"query": COMMENT}, headers={"Authorization": f"Bearer {token}"})
    assert changed.json()["data"]["commentOnStandard"]["__typename"] == "StandardAdvanced"
    expect(notice).to_contain_text("有新的变更")
    notice.get_by_role("button", name="更新本页").click()
    expect(notice).to_be_hidden()


def test_a_filter_changes_the_list_without_reloading(page: Page) -> None:
    page.goto("/systems/ICN2024/gaps")
    page.evaluate("window.same = true")
    before = page.locator("#results .big strong").inner_text()
    page.get_by_role("group", name="严重程度").get_by_label("高").check()
    page.wait_for_url("**severity=HIGH**")
    expect(page.locator("#results .big strong")).not_to_have_text(before)
    assert page.locator(".gap .severity-medium").count() == 0
    expect(page.locator("#shown")).to_contain_text("个缺口")
    day = page.get_by_label("截至日期")
    day.evaluate("field => { field.value = '0002-06-15'; field.dispatchEvent(new Event('change', {bubbles: true})); }")
    assert "asOf" not in page.url, "a year that is half typed is not asked for"
    day.fill("2024-12-31")
    page.wait_for_url("**asOf=2024-12-31**")
    assert page.evaluate("window.same") is True
    page.go_back()
    page.wait_for_url(lambda url: "asOf" not in url)


def test_the_tree_folds_and_a_slider_chooses_the_day(page: Page) -> None:
    page.goto("/systems/NP2024")
    rows = page.locator("table.tree tbody tr:visible")
    expect(rows).to_have_count(11)
    page.get_by_role("button", name="全部折叠").click()
    expect(rows).to_have_count(4)
    page.get_by_role("button", name="展开 A", exact=True).click()
    expect(rows).to_have_count(9)
    page.goto("/systems/PV2024/history?from=2024-01-01")
    slider = page.get_by_role("slider")
    slider.fill("31")
    page.wait_for_url("**asOf=2024-02-01**")


def test_the_keyboard_reaches_the_search_and_what_it_finds(page: Page) -> None:
    page.goto("/systems/PV2024")
    page.keyboard.press("/")
    page.keyboard.type("gbt24067")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=gbt24067")
    found = page.locator("ol.found a").first
    expect(found).to_contain_text("GB/T 24067-2024")
    found.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("GB/T 24067-2024")


def test_many_open_tabs_leave_the_browser_able_to_ask(new_page: NewPage) -> None:
    page = new_page()
    tabs = [page, *(page.context.new_page() for _ in range(8))]
    for tab in tabs:
        tab.goto("/changes")
        tab.bring_to_front()
    expect(tabs[-1].locator("h1")).to_be_visible()
