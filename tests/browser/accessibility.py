"""Whether people can use a page who cannot see it, or use no mouse: what axe-core finds."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe-core objects to in a page, or in what a selector finds there: a rule and the places that break it."""
    found = Axe().run(page, context=within, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']]}" for one in found]
