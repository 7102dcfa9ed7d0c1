"""Logging in, signing in at an issuer and logging out in a real browser: its own rules on cookies, origins and scripts hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from stdgraph.auth.sessions import COOKIE
from tests.auth.issuer import AUDIENCE
from tests.auth.signin_issuer import CLIENT, signing_in
from tests.browser.conftest import NewPage, chromium
from tests.browser.watching import Watch
from tests.cli.processes import Service, run, serving

FETCH = """async () => {
  const asked = {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({query: "{ me { name role } }"})};
  return (await (await fetch("/graphql", asked)).json()).data.me;
}"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """stdgraph with an issuer at which people sign in."""
    chromium()
    folder = tmp_path_factory.mktemp("login")
    with signing_in() as issuer:
        issuer.claims = {"sub": "韩梅梅", "stdgraph_role": "STEWARD"}
        config = folder / "signin.toml"
        config.write_text(
            f'oidc_issuer = "{issuer.address}"\noidc_audience = "{AUDIENCE}"\n'
            f'oidc_jwks = "{issuer.address}/jwks"\noidc_client_id = "{CLIENT}"\n',
            encoding="utf-8",
        )
        with serving(folder / "data", "--config", str(config)) as running:
            yield running


def issue(service: Service, name: str, *options: str) -> str:
    """A new token."""
    asked = ("token", "issue", "--name", name, *options, "--data-dir", str(service.data_dir))
    ended = run(*asked, cwd=service.data_dir)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def me(page: Page) -> Any:
    """Whom ``/graphql`` takes a script of the page for."""
    return page.evaluate(FETCH)


def test_a_session_begins_with_a_token_and_ends_with_the_logout(page: Page, service: Service) -> None:
    page.goto("/login?next=/tokens")
    assert me(page) is None
    page.locator("#token").fill(issue(service, "浏览者", "--role", "administrator"))
    page.locator("form.form button").click()
    page.wait_for_url("**/tokens")
    expect(page.locator("tbody th").first).to_have_text("浏览者")
    assert me(page) == {"name": "浏览者", "role": "ADMINISTRATOR"}
    assert COOKIE not in page.evaluate("document.cookie")
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    page.locator('form[action="/logout"] button').click()
    page.wait_for_url("**/")
    assert me(page) is None


def test_a_session_ends_with_its_token(new_page: NewPage, service: Service, watch: Watch) -> None:
    token = issue(service, "将撤销", "--role", "secretariat", "--committee", "SAC/TC90")
    page = new_page()
    page.goto("/login?next=/committees/SAC/TC90")
    page.locator("#token").fill(token)
    page.locator("form.form button").click()
    expect(page.locator(".identity")).to_contain_text("将撤销")
    other = new_page()
    other.goto("/login?next=/tokens")
    other.locator("#token").fill(issue(service, "管理者", "--role", "administrator"))
    other.locator("form.form button").click()
    row = other.locator("tbody tr", has_text="将撤销")
    row.get_by_text("撤销", exact=True).click()
    other.get_by_role("button", name="撤销").click()
    expect(other.locator("tbody tr", has_text="将撤销")).to_contain_text("已撤销")
    page.reload()
    expect(page.locator(".notice.warning")).to_be_visible()
    expect(page.locator(".identity")).to_have_count(0)


def test_people_sign_in_at_an_issuer(new_page: NewPage, watch: Watch) -> None:
    page = new_page()
    page.goto("/login?next=/gaps")
    issuer = page.locator('a[href^="/login/oidc"]')
    issuer.click()
    page.wait_for_url("**/gaps")
    assert me(page) == {"name": "韩梅梅", "role": "STEWARD"}
    assert watch.foreign, "the issuer is another host"
    watch.foreign.clear()
