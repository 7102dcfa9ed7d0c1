"""The settings of identity: whole or not at all, and keys only from where nobody can alter them on their way."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.errors import BadInput
from stdgraph.settings import load_settings

WHOLE = {
    "oidc_issuer": "https://id.example.org",
    "oidc_audience": "stdgraph",
    "oidc_jwks": "https://id.example.org/jwks",
}


@pytest.fixture(autouse=True)
def _no_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CONFIG", *(name.upper() for name in WHOLE)):
        monkeypatch.delenv(f"STDGRAPH_{name}", raising=False)


def test_reads_are_public_and_no_issuer_is_set_unless_told() -> None:
    settings = load_settings()
    assert (settings.public_reads, settings.oidc_issuer, settings.oidc_clock_skew) == (True, None, 60)


@pytest.mark.parametrize("absent", WHOLE)
@pytest.mark.parametrize("value", [None, ""])
def test_issuer_audience_and_keys_go_together(absent: str, value: str | None) -> None:
    with pytest.raises(BadInput, match=rf"^settings: .* go together: {absent} \(STDGRAPH_{absent.upper()}\) missing$"):
        load_settings(**{**WHOLE, absent: value})


@pytest.mark.parametrize("variable", WHOLE)
def test_one_of_them_alone_is_not_enough(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"STDGRAPH_{variable.upper()}", WHOLE[variable])
    with pytest.raises(BadInput, match=r"go together: \w+ and \w+ \(STDGRAPH_\w+\) missing$"):
        load_settings()


@pytest.mark.parametrize(
    "place", ["https://id.example.org/jwks", "http://localhost:8080/jwks", "http://127.0.0.1/jwks", "http://[::1]/jwks"]
)
def test_keys_come_by_https_or_from_this_machine(place: str) -> None:
    assert load_settings(**{**WHOLE, "oidc_jwks": place}).oidc_jwks == place


@pytest.mark.parametrize(
    "place", ["http://id.example.org/jwks", "http://localhost.example.org/", "ftp://x/jwks", "file:///etc/jwks"]
)
def test_keys_come_from_nowhere_else(place: str) -> None:
    with pytest.raises(BadInput, match=r"^setting oidc_jwks \(STDGRAPH_OIDC_JWKS\): expected "):
        load_settings(**{**WHOLE, "oidc_jwks": place})


def test_a_file_of_keys_is_found_from_any_folder(tmp_path: Path) -> None:
    assert load_settings(**{**WHOLE, "oidc_jwks": "jwks.json"}).oidc_jwks == str(tmp_path / "jwks.json")


@pytest.mark.parametrize("skew", [-1, 301])
def test_the_skew_is_bounded(skew: int) -> None:
    with pytest.raises(BadInput, match="STDGRAPH_OIDC_CLOCK_SKEW"):
        load_settings(oidc_clock_skew=skew)
