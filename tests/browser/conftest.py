"""Pages in the machine's Chromium, on a stdgraph that runs, without internet.

Playwright's loop counts as running for as long as a browser is open, and no async test can run then: the browser closes when
the tests of this package end, and all of them are plain functions.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.watching import Watch
from tests.cli.processes import Service, serving
from tests.waiting import PATIENT

FLAGS = (
    "--no-sandbox",  # the tests run as root on a CI machine
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # as on a machine without internet
)
NewPage = Callable[..., Page]
"""Opens a page in a context of its own; takes what ``Browser.new_context`` takes."""


def chromium() -> str:
    """The machine's Chromium; skips the test where there is none, or fails it where a browser is required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no chromium on the PATH"
        if os.environ.get("STDGRAPH_REQUIRE_BROWSER") == "1":
            pytest.fail(f"STDGRAPH_REQUIRE_BROWSER=1: {reason}")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this package; each page has cookies and storage of its own."""
    program = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """stdgraph with the seed, for the tests of one module, which may change it."""
    chromium()
    with serving(tmp_path_factory.mktemp("browser") / "data") as running:
        yield running


@pytest.fixture
def watch(service: Service) -> Iterator[Watch]:
    """What the pages of a test do; fails the test when they complained or asked for anything outside the service."""
    watch = Watch(f"127.0.0.1:{service.port}")
    yield watch
    assert watch.foreign == []
    assert watch.complaints == []


@pytest.fixture
def new_page(browser: Browser, service: Service, watch: Watch) -> Iterator[NewPage]:
    """Opens pages that are watched; a path alone is an address of the service. In Chinese where no ``locale`` is given."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        base = f"http://127.0.0.1:{service.port}"
        context = browser.new_context(**{"base_url": base, "locale": "zh-CN", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENT * 1000)
        watch.follow(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page, empty yet: ``page.goto("/graphql")``."""
    return new_page()
