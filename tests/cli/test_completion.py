"""What shells complete: codes of an engine that runs, of the file that commands keep, or nothing; never with an error or an engine started."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stdgraph.cli import completion, known_codes, main
from stdgraph.domain.vocabulary import GapStatus
from stdgraph.gaps.kinds import GapKind
from stdgraph.store import attached
from tests.cli.processes import STDGRAPH, Service, environment
from tests.engines import embedded_settings

Complete = Callable[[str], list[str]]

CODES = {
    "uri": None,
    "revision": 1,
    "names": {
        "systems": [["X2024", "某体系", "Some system"], ["Y2024", "另一体系", ""]],
        "subsystems": [
            ["X2024/A", "基础", "Foundation"],
            ["X2024/AA", "术语", "Terms"],
            ["Y2024/B", "产品", "Products"],
        ],
        "committees": [["SAC/TC1", "一委", "First TC"]],
        "categories": [["BATTERY", "电池", "Battery"]],
    },
}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data directory where commands kept codes and no engine ever ran."""
    (tmp_path / known_codes.FILE).write_text(json.dumps(CODES), encoding="utf-8")
    return tmp_path


@pytest.fixture
def complete(kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Complete:
    """What a bash would be offered for a line that ends where the cursor stands."""

    def offered(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        monkeypatch.setenv("_STDGRAPH_COMPLETE", "complete_bash")
        monkeypatch.setenv("STDGRAPH_DATA_DIR", str(kept))
        with pytest.raises(SystemExit) as ended:
            main([])
        told = capsys.readouterr()
        assert (ended.value.code, told.err) == (0, "")
        return told.out.split()

    return offered


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("stdgraph cov", ["coverage"]),
        ("stdgraph coverage ", ["X2024", "Y2024"]),
        ("stdgraph progress Y", ["Y2024"]),
        ("stdgraph gaps --system X", ["X2024"]),
        ("stdgraph gaps --subsystem ", ["X2024/", "Y2024/"]),
        ("stdgraph gaps --subsystem X2024/", ["X2024/A", "X2024/AA"]),
        ("stdgraph readiness BAT", ["BATTERY"]),
        ("stdgraph readiness BATTERY Y2024/", ["Y2024/B"]),
        ("stdgraph committees ", ["SAC/TC1"]),
        ("stdgraph track GAP --owner S", ["SAC/TC1"]),
        ("stdgraph token issue --system Y", ["Y2024"]),
        ("stdgraph advance S001 --to 4", ["40"]),
        ("stdgraph advance S001 --to 40.9", ["40.92", "40.93", "40.98", "40.99"]),
        ("stdgraph gaps --kind UNM", ["UNMET_DEMAND"]),
        ("stdgraph track GAP --status ", [*GapStatus]),
        ("stdgraph gaps --kind ", [*GapKind]),
        ("stdgraph coverage --data-dir /nowhere/at/all ", []),
    ],
)
def test_codes_are_completed_from_the_file(complete: Complete, line: str, offered: list[str]) -> None:
    assert sorted(complete(line)) == sorted(offered)


def test_no_file_is_made_and_no_engine_started(complete: Complete, kept: Path) -> None:
    (kept / known_codes.FILE).unlink()
    assert complete("stdgraph coverage ") == []
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"uri": null}', '{"uri": null, "names": 3}', '{"uri": "bolt://x", "names": {}}']
)
def test_a_file_that_is_no_good_completes_nothing(complete: Complete, kept: Path, text: str) -> None:
    (kept / known_codes.FILE).write_text(text, encoding="utf-8")
    assert complete("stdgraph coverage ") == []


def test_other_shells_show_titles_in_the_language_spoken(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STDGRAPH_DATA_DIR", str(kept))
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    monkeypatch.setenv("_STDGRAPH_COMPLETE", "complete_fish")
    for language, lines in (
        ("zh", ["X2024\t某体系", "Y2024\t另一体系"]),
        ("en", ["X2024\tSome system", "Y2024\t另一体系"]),
    ):
        monkeypatch.setenv("STDGRAPH_LANGUAGE", language)
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "stdgraph coverage ")
        with pytest.raises(SystemExit):
            main([])
        assert capsys.readouterr().out.splitlines() == lines
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "zh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "stdgraph rest")
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out == "restore\t将备份恢复到空目录。\n"


def test_codes_are_those_of_the_engine_that_runs(service: Service) -> None:
    settings = embedded_settings(service.data_dir)
    file = service.data_dir / known_codes.FILE
    file.unlink(missing_ok=True)
    names = known_codes.known_codes(settings)
    assert [name[0] for name in names["systems"]] == ["ICN2024", "NP2024", "PV2024"]
    assert [name[0] for name in names["subsystems"] if name[0].endswith("/IB")] == ["PV2024/IB"]
    stale = json.loads(file.read_text(encoding="utf-8"))
    stale["names"]["systems"] = [["OLD", "旧", "old"]]
    file.write_text(json.dumps(stale), encoding="utf-8")
    assert known_codes.known_codes(settings)["systems"] == [["OLD", "旧", "old"]], "fresh enough"
    long_ago = time.time() - 2 * known_codes.FRESH
    os.utime(file, (long_ago, long_ago))
    assert len(known_codes.known_codes(settings)["systems"]) == 3


def test_commands_keep_the_codes(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    file = service.data_dir / known_codes.FILE
    file.unlink(missing_ok=True)
    assert main(["systems", "--data-dir", str(service.data_dir)]) == 0
    assert {"systems", "subsystems", "committees", "categories"} == set(
        json.loads(file.read_text(encoding="utf-8"))["names"]
    )
    assert file.stat().st_mode & 0o077 == 0
    assert capsys.readouterr().err == ""


def test_nothing_is_read_where_no_engine_runs(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path)
    assert attached.running_endpoint(settings) is None
    assert asyncio.run(attached.read_if_running(settings, lambda tx: known_codes.read_codes(tx, None), 0.1)) is None
    nobody = settings.model_copy(update={"graph_uri": "bolt://127.0.0.1:9"})
    assert asyncio.run(attached.read_if_running(nobody, lambda tx: known_codes.read_codes(tx, None), 0.5)) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_a_bash_completes_with_the_script_that_is_installed(kept: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "stdgraph").write_text(f'#!/bin/sh\nexec {" ".join(STDGRAPH)} "$@"\n', encoding="utf-8")
    (home / "stdgraph").chmod(0o700)
    steps = (
        "stdgraph --install-completion >/dev/null && source ~/.bashrc && COMP_WORDS=(stdgraph gaps --subsystem X2024/A) COMP_CWORD=3 "
        '&& _stdgraph_completion stdgraph && echo "${COMPREPLY[@]}" && complete -p stdgraph'
    )
    told = subprocess.run(
        ["bash", "--norc", "-c", steps],
        env=environment(
            HOME=str(home),
            PATH=f"{home}:{os.environ['PATH']}",
            STDGRAPH_DATA_DIR=str(kept),
            _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.splitlines() == ["X2024/A X2024/AA", "complete -o default -F _stdgraph_completion stdgraph"], (
        told.stderr
    )


def test_stages_come_one_after_the_other() -> None:
    import typer

    ctx = typer.Context(typer.main.get_command(typer.Typer(callback=lambda: None)))
    assert [code for code, _ in completion.stages(ctx, "")][:3] == ["00", "10", "20"]
    assert all("." in code for code, _ in completion.stages(ctx, "60"))
