"""How commands end: exit codes, and one line for what went wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from stdgraph.cli import main
from stdgraph.cli.exit import run as run_app
from tests.cli.processes import STDGRAPH, environment, free_port, run


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("STDGRAPH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "en")
    monkeypatch.setenv("STDGRAPH_CONFIG", "")  # kept from what a command sets
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["gapz"], "No such command gapz"),
        (["gaps", "--first", "many"], "--first"),
        (["gaps", "--first", "0"], "--first"),
        (["gaps", "--kind", "LOST"], "--kind"),
        (["gaps", "--as-of", "2024-13-01"], "--as-of: invalid date '2024-13-01': expected YYYY-MM-DD"),
        (["gaps", "--as-of", "2024-1-1"], "expected YYYY-MM-DD"),
        (["gaps", "--as-of", "20240101"], "expected YYYY-MM-DD"),
        (["gaps", "--subsystem", "PV2024"], "expected SYSTEM/CODE"),
        (["gaps", "--format", "xml"], "--format"),
        (["progress", "--tree"], "--tree requires the code of a system"),
        (["progress", "--history", "--durations"], "--tree, --history and --durations are mutually exclusive"),
        (["progress", "--from", "2024-01-01"], "--from, --to and --interval require --history"),
        (["progress", "--interval", "day"], "--from, --to and --interval require --history"),
        (["progress", "--history", "--as-of", "2024-01-01"], "use --to"),
        (["serve", "--port", "70000"], "STDGRAPH_PORT"),
        (["serve", "--workers", "0"], "STDGRAPH_WORKERS"),
        (["seed", "nowhere"], "no such seed folder: nowhere"),
        (["schema", "--check", "nowhere.graphql"], "no such file: nowhere.graphql"),
        (["schema", "--output", "a", "--check", "b"], "--output and --check are mutually exclusive"),
        (["--config", "nowhere.toml", "doctor"], "no such file: nowhere.toml"),
        (["doctor", "--config", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("stdgraph: ")
    assert expected in line
    assert "Value error" not in line


@pytest.mark.parametrize("arguments", [[], ["token"]])
def test_without_a_command_help_comes_and_a_line_that_says_why(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert "Usage: stdgraph" in told.out
    assert told.err == f"stdgraph: expected a command (see {' '.join(['stdgraph', *arguments])} --help)\n"


def test_a_settings_file_that_is_wrong_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text('port = "no"\n', encoding="utf-8")
    assert main(["--config", str(file), "doctor"]) == 2
    assert "STDGRAPH_PORT" in capsys.readouterr().err


def test_a_malformed_seed_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["seed", "--check", "empty"]) == 2
    assert "sources.csv" in capsys.readouterr().err


def test_a_data_directory_that_cannot_be_used_is_exit_code_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["progress", "--data-dir", str(tmp_path / "file")]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"stdgraph: the data directory cannot be used: {tmp_path / 'file'}")


def test_a_neo4j_that_is_not_there_is_exit_code_3_and_its_password_is_not_told(tmp_path: Path) -> None:
    address = f"bolt://127.0.0.1:{free_port()}"
    variables = {"STDGRAPH_GRAPH_URI": address, "STDGRAPH_GRAPH_PASSWORD": "not-for-eyes"}
    ended = run("doctor", cwd=tmp_path, **variables)
    assert ended.returncode == 3
    (line,) = ended.stderr.splitlines()
    assert address in line
    assert "****" in ended.stdout
    assert "not-for-eyes" not in ended.stdout + ended.stderr


def _failing() -> typer.Typer:
    app = typer.Typer()

    @app.command()
    def fail(debug: bool = typer.Option(False, "--debug")) -> None:
        raise LookupError("two\nlines")

    return app


def test_what_nobody_expected_is_one_line_with_its_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(_failing(), []) == 1
    assert capsys.readouterr().err == "stdgraph: LookupError: two lines (--debug shows the stack trace)\n"


def test_debug_shows_the_stack_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(_failing(), ["--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*STDGRAPH, "schema"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_python_m_stdgraph_is_stdgraph(tmp_path: Path) -> None:
    ended = run("--version", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("stdgraph ")
    script = subprocess.run(
        [str(Path(sys.executable).with_name("stdgraph")), "--version"], capture_output=True, text=True, check=True
    )
    assert script.stdout == ended.stdout
