"""Settings reach the workers, and logs stay readable."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from stdgraph.settings import Settings, load_settings
from stdgraph.web.logs import OneLine
from stdgraph.web.server import as_environment


def test_workers_load_the_settings_of_their_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "port": 8123,
            "graph_uri": "neo4j://graph.test:7687",
            "graph_password": "secret",
            "seed": False,
            "query_timeout": 2.5,
        }
    )
    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_an_exception_is_logged_in_one_line() -> None:
    error = LookupError("two\nlines")
    told = (LookupError, error, None)
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "it failed\n", None, told)
    assert OneLine().format(record) == "stdgraph: it failed: LookupError: two lines"


def test_a_stack_trace_in_a_message_is_cut_to_what_it_says() -> None:
    text = "Traceback (most recent call last):\n  File ...\nstdgraph.errors.Unavailable: no engine\n"
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, text, None, None)
    assert OneLine().format(record) == "stdgraph: stdgraph.errors.Unavailable: no engine"
