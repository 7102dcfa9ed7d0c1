"""``stdgraph import`` of workbooks that were filled in: told by their headings, previewed, carried out as whoever the token names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stdgraph.cli import filled, main
from tests.datasets.filled.books import fill
from tests.datasets.small_seed import write_small

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue that nobody serves, with the small seed in it."""
    folder = tmp_path_factory.mktemp("filled")
    assert main(["seed", str(write_small(folder / "small")), "--data-dir", str(folder / "data")]) == 0
    return folder / "data"


@pytest.fixture
def said(data_dir: Path, capsys: Capture) -> Any:
    """Runs a command: its exit code, what it printed, and what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--data-dir", str(data_dir)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_report_is_previewed_and_taken(said: Any, tmp_path: Path) -> None:
    file = tmp_path / "gaps.xlsx"
    assert said("export", "gaps", str(file), "--language", "en")[0] == 0
    code, out, _ = said("import", str(file))
    assert (code, out.splitlines()[-1]) == (0, "the catalogue says all this already: nothing to write")
    edited = fill(file, {2: {"Priority": "high"}, 3: {"Priority": "urgent"}})
    code, out, _ = said("import", str(edited), "--dry-run")
    assert code == 0
    assert "filled-gaps.xlsx: a gap report that was filled in" in out
    assert "refused  filled-gaps.xlsx, Gaps, row 3, column 'Priority' urgent (" in out
    assert "expected one of high, medium, low" in out
    assert "Priority: (none) → high" in out
    assert out.splitlines()[-1] == "dry run, nothing written"
    told = tmp_path / "refused.csv"
    code, out, _ = said("import", str(edited), "--rejected", str(told))
    assert (code, out.splitlines()[-1]) == (0, "1 rows were written")
    assert "urgent" in told.read_text(encoding="utf-8-sig")
    code, out, _ = said("import", str(edited), "--format", "json")
    report = json.loads(out)
    assert (report["kind"], report["taken"], report["refused"]) == ("decisions", 0, 1)
    assert code == 1, "nothing of it was taken"


def test_a_desk_is_all_or_none(said: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "desk.xlsx"
    assert said("export", "committees/SAC/TC1", str(file), "--language", "en")[0] == 0
    wrong = fill(file, {2: {"Move to": "95.99", "Note": "x"}})
    code, out, _ = said("import", str(wrong))
    assert code == 1
    assert "rows are refused, so nothing is written" in out
    edited = fill(file, {2: {"Move to": "30.00", "Day": "2026/2/1"}})
    code, out, _ = said("import", str(edited), "--format", "csv", "--dry-run")
    assert "StandardAdvanced" in out
    asked: list[str] = []
    monkeypatch.setattr("stdgraph.cli.imports.at_terminal", lambda: True)
    monkeypatch.setattr(filled, "confirmed", lambda lines: asked.extend(lines))
    code, _, err = said("import", str(edited))
    assert (code, "not done" in err) == (1, True)
    assert any("to 30.00" in line for line in asked)
    code, out, _ = said("import", str(edited), "--yes")
    assert (code, out.splitlines()[-1]) == (0, "1 rows were written")


def test_it_comes_by_itself_and_as_somebody(said: Any, tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text("项目标识,备注\nS003,请加快\n", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text("标准号,标准名称\nGB/T 1-2020,一\n", encoding="utf-8")
    for arguments, words in (
        ((str(other), str(file)), "desk.csv is a workbook that was filled in: import it by itself"),
        ((str(file), "--dataset", "x"), "--dataset is for tables and registers"),
        ((str(other), "--skip-refused"), "--skip-refused is for workbooks that were filled in"),
        ((str(file), "--token", "none"), "token"),
    ):
        code, _, err = said("import", *arguments)
        assert code == 2
        assert words in err
    assert said("import", str(file))[0] == 0
