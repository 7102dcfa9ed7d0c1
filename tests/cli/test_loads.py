"""``stdgraph seed --dry-run`` and ``--retire``, ``datasets`` and ``undo``, on a catalogue that nobody serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stdgraph.cli import main
from tests.datasets.small_seed import put, replace, write_small

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "en")


def said(capsys: Capture, *arguments: str, data_dir: Path, code: int = 0) -> str:
    assert main([*arguments, "--data-dir", str(data_dir)]) == code
    return capsys.readouterr().out


def told(capsys: Capture, *arguments: str, data_dir: Path, code: int = 0) -> Any:
    return json.loads(said(capsys, *arguments, "--format", "json", data_dir=data_dir, code=code))


def test_a_load_is_rehearsed_made_listed_and_taken_back(tmp_path: Path, capsys: Capture) -> None:
    folder, data_dir = write_small(tmp_path / "hydrogen"), tmp_path / "data"
    rehearsed = told(capsys, "seed", str(folder), "--dry-run", data_dir=data_dir)
    assert (rehearsed["dryRun"], rehearsed["changed"], rehearsed["load"]) == (True, False, None)
    assert {one["key"] for one in rehearsed["created"]} >= {"S001", "X2024/AA", "SAC/TC1"}
    assert said(capsys, "datasets", data_dir=data_dir) == "the catalogue holds no dataset\n\n"
    first = told(capsys, "seed", str(folder), data_dir=data_dir)
    assert first["load"]
    put(folder, "X2024/standards.csv", 2, "title_en", "Another title")
    replace(folder, "X2024/demands.csv", "D002,B,CATHODE,,,page,derived,\n", "")
    shown = said(capsys, "seed", str(folder), "--dry-run", data_dir=data_dir)
    assert "dry run of dataset hydrogen, nothing written" in " ".join(shown.split())
    assert "Another title" in shown
    assert "no longer stated" in shown
    second = told(capsys, "seed", str(folder), "--retire", data_dir=data_dir)
    assert second["changes"] == [
        {"label": "Standard", "key": "S001", "field": "titleEn", "before": "One", "after": "Another title"}
    ]
    assert [one["key"] for one in second["retired"]] == ["D002"]
    listed = told(capsys, "datasets", data_dir=data_dir)
    assert [one["name"] for one in listed["datasets"]] == ["hydrogen"]
    assert [(one["load"], one["state"]) for one in listed["loads"]] == [
        (first["load"], "DONE"),
        (second["load"], "DONE"),
    ]
    assert first["load"] in said(capsys, "datasets", "--format", "csv", data_dir=data_dir)
    rehearsed_text = said(capsys, "undo", second["load"], "--dry-run", data_dir=data_dir)
    assert f"what undoing load {second['load']} (dataset hydrogen) would change" in " ".join(rehearsed_text.split())
    assert "English title  Another title → One" in rehearsed_text
    undone = told(capsys, "undo", second["load"][:8], data_dir=data_dir)
    assert undone["changes"][0]["after"] == "One"
    states = [one["state"] for one in told(capsys, "datasets", data_dir=data_dir)["loads"]]
    assert states == ["DONE", "UNDONE", "DONE"]
    assert main(["undo", "nothing", "--data-dir", str(data_dir)]) == 2
    assert "no load 'nothing'" in capsys.readouterr().err


def test_what_would_be_refused_is_told_row_by_row(tmp_path: Path, capsys: Capture) -> None:
    folder, data_dir = write_small(tmp_path / "hydrogen"), tmp_path / "data"
    said(capsys, "seed", str(folder), data_dir=data_dir)
    put(folder, "X2024/standards.csv", 4, "committees", "SAC/TC2")
    shown = said(capsys, "seed", str(folder), "--dry-run", data_dir=data_dir, code=1)
    assert "would be refused" in shown
    assert main(["seed", str(folder), "--data-dir", str(data_dir)]) == 2
    assert "row 4, column committees: unknown reference 'SAC/TC2' (expected a committee" in capsys.readouterr().err
    checked = told(capsys, "seed", str(folder), "--check", data_dir=data_dir)
    assert checked["external"] == ["Committee SAC/TC2"]


def test_people_read_of_loads_in_words(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Chinese what a load did, and that it was taken back; of labels only those that it touches."""
    folder, data_dir = write_small(tmp_path / "hydrogen"), tmp_path / "data"
    told(capsys, "seed", str(folder), data_dir=data_dir)
    put(folder, "X2024/standards.csv", 2, "title_en", "Another title")
    load = told(capsys, "seed", str(folder), data_dir=data_dir)["load"]
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "zh")
    assert "更改 1" in said(capsys, "datasets", data_dir=data_dir)
    undone = said(capsys, "undo", load, data_dir=data_dir)
    assert f"加载 {load} 已撤销" in " ".join(undone.split())
    assert "更改  标准  S001  英文名称  Another title → One" in undone
    assert "产品类别" not in undone
