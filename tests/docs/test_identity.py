"""What docs/identity.md shows is so: its commands run beside a service, its settings and claims are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stdgraph.cli import main
from stdgraph.settings import Settings
from tests.cli.conftest import service
from tests.cli.processes import Service

__all__ = ["service"]

PAGE = (Path(__file__).parents[2] / "docs" / "identity.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^stdgraph (.+)$", PAGE, re.MULTILINE)
CHANGE = 'mutation { advanceStandard(input: {standard: "S018", to: "30.00"}) { __typename ... on NotPermitted { required } } }'


def test_the_page_shows_all_commands_of_tokens() -> None:
    assert [command.split()[1] for command in COMMANDS] == ["issue", "list", "revoke"]


def test_the_commands_do_what_the_page_says(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    issue, listed, revoke = ([*shlex.split(command), "--data-dir", str(service.data_dir)] for command in COMMANDS)
    assert main(issue) == 0
    token = re.search(r"sg_[\w-]+", capsys.readouterr().out)
    assert token is not None
    headers = {"Authorization": f"Bearer {token[0]}"}
    assert _outcome(service, headers) == "StandardAdvanced"
    name = issue[issue.index("--name") + 1]
    assert main([*listed, "--format", "csv"]) == 0
    assert name in capsys.readouterr().out
    assert main(revoke) == 0


def _outcome(service: Service, headers: dict[str, str]) -> str:
    answer = service.client.post("/graphql", json={"query": CHANGE}, headers=headers).json()
    return str(answer["data"]["advanceStandard"]["__typename"])


def test_the_settings_of_the_page_are_settings() -> None:
    shown = dict(re.findall(r"^STDGRAPH_(OIDC_\w+)=(\S+)", PAGE, re.MULTILINE))
    settings = Settings(**{name.lower(): value for name, value in shown.items()})
    assert settings.oidc_audience == "stdgraph"
    for name, claim in re.findall(r"^\| `STDGRAPH_(OIDC_\w+)` \| `(\w+)` \|", PAGE, re.MULTILINE):
        assert Settings.model_fields[name.lower()].default == claim
