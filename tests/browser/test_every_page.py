"""Every page, in both languages, at three widths, light and dark: nobody is shut out, nothing overflows, shifts or complains."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage
from tests.browser.watching import Watch
from tests.cli.processes import Service, run

PAGES = {
    "home": "/",
    "system": "/systems/NP2024",
    "gaps": "/systems/ICN2024/gaps",
    "all-gaps": "/gaps?severity=HIGH",
    "gap": "/gaps/UNMET_DEMAND:ICN2024/BAB:ETHYLENE",
    "coverage": "/systems/ICN2024/coverage",
    "history": "/systems/PV2024/history?asOf=2026-09-30",
    "rows": "/systems/PV2024/standards?of=ITEMS_OPEN",
    "standards": "/standards?status=DRAFTING",
    "standard": "/standards/GB/T%2024067-2024",
    "committees": "/committees",
    "committee": "/committees/SAC/TC90",
    "categories": "/categories",
    "category": "/categories/LI_BATTERY?subsystem=ICN2024/BAB",
    "search": "/search?q=碳足迹",
    "changes": "/changes?from=2024-09-01",
    "login": "/login",
    "not-found": "/systems/XX",
}
PAGES_OF_THE_LOGGED_IN = {
    "home-own": "/",
    "desk": "/committees/SAC/TC90",
    "standard-own": "/standards/GB/T%2024067-2024",
    "gap-own": "/gaps/UNMET_DEMAND:ICN2024/BAB:ETHYLENE",
    "advance": "/act/advance?standard=U3RhbmRhcmQ6UzAxOA&next=/",
    "correct": "/act/correct?standard=U3RhbmRhcmQ6UzE1OQ&next=/",
    "decide": "/act/track?gap=UNMET_DEMAND:ICN2024/BAB:ETHYLENE&next=/",
    "register": "/act/register?committees=SAC/TC90&next=/",
    "edit": "/systems/NP2024/edit",
    "import": "/import",
}
WIDEST = 2560
WIDTHS = (390, 1280, WIDEST)
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


def artefacts() -> Path | None:
    """Where screenshots are kept; None where nobody wants them."""
    named = os.environ.get("STDGRAPH_TEST_SCREENSHOTS")
    return Path(named) if named else None


def look(page: Page, name: str, address: str) -> None:
    """Open a page and hold it to what every page must be."""
    got = page.goto(address)
    assert got is not None
    assert got.status == (404 if name == "not-found" else 200)
    page.wait_for_load_state("load")
    if (page.viewport_size or {"width": 0})[
        "width"
    ] < WIDEST:  # the widest has the elements and colours of the one before
        assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} pixels wider than its window"
    assert page.evaluate(SHIFTS) < 0.1, "nothing that is read moves away"


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_fit_for_everybody(new_page: NewPage, watch: Watch, width: int, language: str) -> None:
    scheme = "dark" if (width == 390) == (language == "zh-CN") else "light"
    page = new_page(locale=language, viewport={"width": width, "height": 900}, color_scheme=scheme)
    kept = artefacts()
    for name, address in PAGES.items():
        look(page, name, address)
        if kept is not None:
            page.screenshot(path=kept / f"{name}.{language[:2]}.{width}.{scheme}.png", full_page=True)
    watch.forgive("404 (Not Found)")


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    """That of the steward of a system who works for a committee, too."""
    asked = ("token", "issue", "--name", "韩梅梅", "--role", "steward", "--system", "NP2024", "--committee", "SAC/TC90")
    ended = run(*asked, "--data-dir", str(service.data_dir), cwd=service.data_dir.parent)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", WIDTHS[:2])
def test_a_page_of_the_logged_in_is_fit_for_everybody(new_page: NewPage, token: str, width: int, language: str) -> None:
    scheme = "light" if (width == 390) == (language == "zh-CN") else "dark"
    page = new_page(locale=language, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/login?next=/search")
    page.locator("#token").fill(token)
    page.get_by_role("main").locator("button").click()
    page.wait_for_url("**/search")
    kept = artefacts()
    for name, address in PAGES_OF_THE_LOGGED_IN.items():
        look(page, name, address)
        if kept is not None:
            page.screenshot(path=kept / f"{name}.{language[:2]}.{width}.{scheme}.png", full_page=True)


def test_pages_are_complete_without_scripts(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/systems/NP2024")
    assert page.locator("table.tree tbody tr").count() == 11
    page.goto("/systems/ICN2024/gaps")
    page.locator("input[name=severity][value=HIGH]").check()
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**severity=HIGH**")
    assert page.locator(".gap .severity-high").count() > 3
    assert page.locator(".gap .severity-medium").count() == 0


def test_a_page_prints_on_a4(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/systems/ICN2024/gaps")
    page.emulate_media(media="print")
    assert not page.locator("form.filters").is_visible()
    assert not page.locator("nav.main").is_visible()
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
