"""GraphiQL in a real browser, served by the real service, with no internet to lean on."""

from __future__ import annotations

from playwright.sync_api import Page


def test_the_page_shows_its_editor_and_answers_its_example(page: Page) -> None:
    page.goto("/graphql")
    page.get_by_text("query SystemProgress").first.wait_for()
    page.locator(".graphiql-execute-button").click()
    page.locator(".result-window").get_by_text("PV2024").first.wait_for()
