"""Settings that are wrong are told in one line, by name, and without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.errors import BadInput
from stdgraph.settings import load_settings


@pytest.fixture(autouse=True)
def _no_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STDGRAPH_CONFIG", raising=False)
    monkeypatch.delenv("STDGRAPH_GRAPH_URI", raising=False)


@pytest.mark.parametrize(
    "uri",
    ["bolt://db:7687", "bolt+s://db", "bolt+ssc://[::1]:7687", "neo4j://db:7687?policy=eu", "neo4j+s://x.example.org"],
)
def test_addresses_that_the_driver_takes(uri: str) -> None:
    assert load_settings(graph_uri=uri).graph_uri == uri


@pytest.mark.parametrize(
    "uri",
    [
        "http://db:7687",
        "db:7687",
        "bolt://",
        "bolt://db:bolt",
        "bolt://db:99999",
        "bolt://db?a=b",
        "bolt://[::1",
        "bolt+x://db",
        "bolt+://db",
    ],
)
def test_other_addresses_are_refused(uri: str) -> None:
    with pytest.raises(
        BadInput, match=r"^setting graph_uri \(STDGRAPH_GRAPH_URI\): expected an address such as "
    ) as raised:
        load_settings(graph_uri=uri)
    assert repr(uri) in str(raised.value)


@pytest.mark.parametrize("uri", ["bolt://neo4j:sesame@db:7687", "neo4j://neo4j:sesame@db", "http://neo4j:sesame@db"])
def test_a_password_in_an_address_is_refused_and_not_told(uri: str) -> None:
    with pytest.raises(BadInput, match="STDGRAPH_GRAPH_PASSWORD") as raised:
        load_settings(graph_uri=uri)
    assert "sesame" not in str(raised.value)


def test_a_name_that_is_no_setting_is_told_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "stdgraph.toml").write_text("prt = 8001\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"^settings file stdgraph\.toml: unknown setting prt$"):
        load_settings()
