"""Logging in, signing in at an issuer and logging out in a real browser: its own rules on cookies, origins and scripts hold."""

from __future__ import annotations

import json
from pathlib import Path

from stdgraph.auth.sessions import COOKIE
from tests.auth.issuer import AUDIENCE
from tests.auth.signin_issuer import CLIENT, signing_in
from tests.cli.processes import run, serving
from tests.web.browser import Page, chromium, open_page

FETCH = """fetch("/graphql", {method: "POST", headers: {"Content-Type": "application/json"},
  body: JSON.stringify({query: "{ me { name role } }"})}).then(got => got.json()).then(got => { window.told = JSON.stringify(got) })"""


def me(page: Page) -> object:
    """Whom ``/graphql`` takes a script of the page for."""
    page.value(f"delete window.told, {FETCH}, 0")
    return json.loads(page.wait_for("window.told"))["data"]["me"]


def arrived(page: Page, path: str) -> None:
    """Wait until the page at a path is shown."""
    page.wait_for(f"location.pathname === {path!r} && document.readyState === 'complete'")


def test_a_session_begins_and_ends_in_a_browser(tmp_path: Path) -> None:
    program, data = chromium(), tmp_path / "data"
    with signing_in() as issuer:
        issuer.claims = {"sub": "韩梅梅", "stdgraph_role": "STEWARD"}
        config = tmp_path / "signin.toml"
        config.write_text(
            f'oidc_issuer = "{issuer.address}"\noidc_audience = "{AUDIENCE}"\n'
            f'oidc_jwks = "{issuer.address}/jwks"\noidc_client_id = "{CLIENT}"\n',
            encoding="utf-8",
        )
        with serving(data, "--config", str(config)) as service:
            issued = run(
                *("token", "issue", "--name", "浏览者", "--role", "administrator", "--data-dir", str(data)),
                cwd=tmp_path,
            )
            place = f"http://127.0.0.1:{service.port}"
            with open_page(program, f"{place}/login?next=/tokens", tmp_path / "profile") as page:
                page.wait_for("document.querySelector('#token') !== null")
                assert me(page) is None
                page.value(f"document.querySelector('#token').value = {issued.stdout.strip()!r}")
                page.value("document.querySelector('form.form button').click()")
                arrived(page, "/tokens")
                assert page.value("document.querySelector('tbody th').textContent") == "浏览者"
                assert me(page) == {"name": "浏览者", "role": "ADMINISTRATOR"}
                assert COOKIE not in page.value("document.cookie")
                page.value("document.querySelector('form[action=\"/logout\"] button').click()")
                arrived(page, "/")
                assert me(page) is None

                page.call("Page.navigate", url=f"{place}/login?next=/gaps")
                page.wait_for("document.querySelector('a[href^=\"/login/oidc\"]')?.href")
                page.value("document.querySelector('a[href^=\"/login/oidc\"]').click()")
                arrived(page, "/gaps")
                assert me(page) == {"name": "韩梅梅", "role": "STEWARD"}
                assert page.complaints == []
