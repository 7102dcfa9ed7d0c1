"""That the pages of these tests are watched: what goes wrong in one is seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from tests.browser.watching import Watch


def test_a_request_elsewhere_is_seen_and_not_sent(page: Page, watch: Watch) -> None:
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate("fetch('http://elsewhere.test/')")
    assert watch.foreign == ["http://elsewhere.test/"]
    watch.foreign.clear()
    watch.complaints.clear()


def test_an_error_is_seen_and_forgiven_once(page: Page, watch: Watch) -> None:
    with page.context.expect_event("weberror"):
        page.evaluate("console.error('first'); setTimeout(() => { throw new Error('second') })")
    watch.forgive("first")
    watch.forgive("second")
    with pytest.raises(AssertionError, match="not one complaint"):
        watch.forgive("second")
