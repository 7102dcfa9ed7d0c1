"""Logging in, signing in at an issuer and logging out in a real browser: its own rules on cookies, origins and scripts hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from stdgraph.auth.sessions import COOKIE
from tests.auth.issuer import AUDIENCE
from tests.auth.signin_issuer import CLIENT, SignInIssuer, signing_in
from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage, chromium
from tests.cli.processes import Service, run, serving
from tests.waiting import PATIENT

SECRET = re.compile(r"sg_[A-Za-z0-9_-]{43}")
ME = """async () => {
  const body = JSON.stringify({query: "{ me { name role } }"});
  const answer = await fetch("/graphql", {method: "POST", headers: {"Content-Type": "application/json"}, body});
  return (await answer.json()).data.me;
}"""
"""Whom ``/graphql`` takes a script of the page for."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[SignInIssuer]:
    with signing_in() as opened:
        opened.claims = {"sub": "韩梅梅", "stdgraph_role": "STEWARD"}
        yield opened


@pytest.fixture(scope="module")
def service(issuer: SignInIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service at which people sign in by the issuer, too."""
    chromium()
    folder = tmp_path_factory.mktemp("login")
    config = folder / "signin.toml"
    config.write_text(
        f'oidc_issuer = "{issuer.address}"\noidc_audience = "{AUDIENCE}"\n'
        f'oidc_jwks = "{issuer.address}/jwks"\noidc_client_id = "{CLIENT}"\n',
        encoding="utf-8",
    )
    with serving(folder / "data", "--config", str(config)) as running:
        yield running


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    """That of an administrator."""
    asked = ("token", "issue", "--name", "浏览者", "--role", "administrator", "--data-dir", str(service.data_dir))
    return run(*asked, cwd=service.data_dir.parent).stdout.strip()


def test_a_session_begins_with_a_token_and_ends_by_logging_out(page: Page, token: str) -> None:
    page.goto("/tokens")
    expect(page).to_have_url("/login?next=/tokens")
    assert page.evaluate(ME) is None
    assert violations(page) == []
    page.get_by_label("访问令牌").fill(token)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page).to_have_url("/tokens")
    expect(page.get_by_role("rowheader", name="浏览者")).to_be_visible()
    assert page.evaluate(ME) == {"name": "浏览者", "role": "ADMINISTRATOR"}
    assert COOKIE not in page.evaluate("document.cookie")
    assert violations(page) == []
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url("/")
    assert page.evaluate(ME) is None


def test_a_token_is_issued_shown_and_revoked(page: Page, token: str) -> None:
    page.goto("/login?next=/tokens")
    page.get_by_label("访问令牌").fill(token)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.get_by_label("持有者名称").fill("新读者")
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_label("令牌", exact=True)).to_have_value(SECRET)
    assert violations(page) == []
    page.goto("/tokens")
    page.get_by_role("row", name="新读者").get_by_role("link", name="撤销").click()
    expect(page.get_by_role("heading", name="撤销“新读者”？")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("令牌已撤销。")).to_be_visible()
    expect(page.get_by_role("row", name="新读者")).to_contain_text("已撤销")


def test_who_signs_in_at_the_issuer_comes_back_with_a_session(browser: Browser, service: Service) -> None:
    with browser.new_context(base_url=f"http://127.0.0.1:{service.port}", locale="en") as context:
        context.set_default_timeout(PATIENT * 1000)
        page = context.new_page()
        page.goto("/login?next=/gaps")
        page.get_by_role("link", name="Sign in with 127.0.0.1").click()
        expect(page).to_have_url("/gaps")
        assert page.evaluate(ME) == {"name": "韩梅梅", "role": "STEWARD"}
        assert {one["name"]: one["sameSite"] for one in context.cookies()} == {COOKIE: "Strict"}


def test_a_session_ends_with_its_token(new_page: NewPage, service: Service, token: str) -> None:
    asked = ("token", "issue", "--name", "将撤销", "--role", "secretariat", "--committee", "SAC/TC90")
    held = run(*asked, "--data-dir", str(service.data_dir), cwd=service.data_dir.parent).stdout.strip()
    page, other = new_page(), new_page()
    for opened, secret, place in ((page, held, "/committees/SAC/TC90"), (other, token, "/tokens")):
        opened.goto(f"/login?next={place}")
        opened.get_by_label("访问令牌").fill(secret)
        opened.get_by_role("main").get_by_role("button", name="登录").click()
        expect(opened).to_have_url(place)
    expect(page.locator(".identity")).to_contain_text("将撤销")
    other.get_by_role("row", name="将撤销").get_by_role("link", name="撤销").click()
    other.get_by_role("button", name="撤销").click()
    expect(other.get_by_role("row", name="将撤销")).to_contain_text("已撤销")
    page.reload()
    expect(page.locator(".notice.warning")).to_be_visible()
    expect(page.locator(".identity")).to_have_count(0)
