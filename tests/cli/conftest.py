"""One service for all tests of the command line that need a running one; the command line speaks English unless a test says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from stdgraph.cli import texts
from tests.cli.processes import Service, serving


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that started on an empty data directory."""
    with serving(tmp_path_factory.mktemp("service") / "data") as running:
        yield running


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "en")
    texts.speak("en")  # what a command of another test said last is no matter


@pytest.fixture(autouse=True)
def _settings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variables that steer the tests: doctor names what is no setting."""
    for name in [one for one in os.environ if one.startswith(("STDGRAPH_TEST_", "STDGRAPH_REQUIRE_"))]:
        monkeypatch.delenv(name)
