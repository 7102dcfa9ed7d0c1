"""Help: every command explains itself, quickly, and docs/cli.md says the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from stdgraph.cli import main
from stdgraph.cli.app import app
from stdgraph.cli.exit import Exit

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
GROUP = typer.main.get_command(app)
TOP: list[str] = GROUP.list_commands(None)  # type: ignore[attr-defined]
COMMANDS: list[str] = [*TOP, *(f"token {name}" for name in GROUP.commands["token"].commands)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_explains_options_and_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    told = capsys.readouterr().out
    assert f"Usage: stdgraph {command}".rstrip() in told
    assert "Exit codes" in told
    for option in ("--data-dir", "--config", "--debug"):
        assert option in told


def test_help_imports_nothing_slow() -> None:
    program = (
        "import sys; from stdgraph.cli import main; main(['serve', '--help']); "
        "slow = {'strawberry', 'neo4j', 'graphql', 'uvicorn', 'starlette'} & set(sys.modules); assert not slow, slow"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("command", TOP)
def test_the_page_names_every_option_of_a_command_and_no_other(command: str) -> None:
    section = PAGE.read_text(encoding="utf-8").split(f"## stdgraph {command}\n")[1].split("\n## ")[0]
    top = GROUP.commands[command]  # type: ignore[attr-defined]
    parameters = [one for part in (top, *getattr(top, "commands", {}).values()) for one in part.params]
    options = {option for one in parameters for option in (*one.opts, *one.secondary_opts) if option.startswith("--")}
    anywhere = {"--data-dir", "--config", "--debug", "--help"}
    assert set(re.findall(r"--[a-z][a-z-]+", section)) == options - anywhere


def test_the_page_names_every_command_and_the_options_of_all() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^## stdgraph (\w+)$", text, re.MULTILINE) == TOP
    for option in ("--data-dir", "--config", "--debug", "--version", "--help"):
        assert f"`{option}" in text


def test_the_page_names_every_exit_code() -> None:
    told = re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(code) for code in told] == [code.value for code in Exit]
