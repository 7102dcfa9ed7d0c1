"""What the README shows is so: its settings, and the answers it prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stdgraph.cli import main
from stdgraph.settings import Settings
from tests.cli.processes import Service

README = Path(__file__).parents[2] / "README.md"


SHOWN = re.findall(r"^```\n\$ stdgraph (.+)\n((?:.*\n)+?)```$", README.read_text(encoding="utf-8"), re.MULTILINE)


QUERIES = re.findall(r"^```graphql\n((?:.*\n)+?)```$", README.read_text(encoding="utf-8"), re.MULTILINE)
SENT = re.findall(r" -d '(\{.*?\n\})'$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    default = "`~/.local/share/stdgraph`" if name == "data_dir" else _default(field.default)
    description = (field.description or "").replace("|", "\\|")
    return f"| `STDGRAPH_{name.upper()}` | {default} | {description} |"


def _default(value: object) -> str:
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_every_setting_stands_in_the_readme_with_its_default_and_its_meaning() -> None:
    text = README.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `STDGRAPH_")]
    assert rows == [_row(name) for name in Settings.model_fields]


def test_the_readme_shows_what_is_tested_here() -> None:
    assert (len(SHOWN), len(QUERIES), len(SENT)) == (2, 4, 1)


@pytest.mark.parametrize("body", [*SENT, *(json.dumps({"query": query}) for query in QUERIES)])
def test_a_query_in_the_readme_is_answered(service: Service, body: str) -> None:
    answer = service.client.post("/graphql", content=body, headers={"Content-Type": "application/json"}).json()
    assert "errors" not in answer
    assert all(answer["data"].values())


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[command for command, _ in SHOWN])
def test_an_answer_in_the_readme_is_what_stdgraph_answers(
    service: Service,
    command: str,
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main([*command.split(), "--data-dir", str(service.data_dir)]) == 0
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == answer.splitlines()
