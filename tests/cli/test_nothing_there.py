"""What there is not is told: no catalogue, an empty one, a variable that is no setting. Nothing is made on the way."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from stdgraph.cli import main
from stdgraph.graphql import execute
from stdgraph.store.session import Graph
from tests.engines import embedded_settings

READS = [
    ("gaps",),
    ("gaps", "--report", "--as-of", "2026-01-01"),
    ("progress",),
    ("progress", "PV2024"),
    ("progress", "PV2024", "--history"),
    ("progress", "PV2024", "--durations"),
    ("impact", "GB/T 24067-2024"),
    ("systems",),
    ("committees", "SAC/TC90"),
    ("standard", "GB/T 24067-2024"),
    ("search", "碳足迹"),
    ("coverage", "PV2024"),
    ("readiness", "STEEL", "ICN2024/BAB"),
    ("gap", "UNMET_DEMAND:ICN2024/BAB:STEEL"),
    ("advance", "GB/T 24067-2024", "--to", "90.20"),
    ("track", "UNMET_DEMAND:ICN2024/BAB:STEEL", "--note", "x"),
    ("undo", "1", "--reason", "x"),
    ("doctor",),
    ("datasets",),
    ("token", "list"),
    ("timezone",),
    ("settle",),
    ("backup", "FILE"),
]
OF_CONTENT = [one for one in READS if one[0] in ("gaps", "progress", "impact", "export")]


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_a_read_makes_no_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    for folder in (tmp_path / "mistyped", there):
        given = [str(tmp_path / "copy.zip") if one == "FILE" else one for one in arguments]
        assert main([*given, "--data-dir", str(folder)]) == 1
        (line,) = [one for one in capsys.readouterr().err.splitlines() if "there is no catalogue" in one]
        assert line.startswith(f"stdgraph: there is no catalogue in {folder}")
    assert sorted(tmp_path.rglob("*")) == [there]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a catalogue that holds nothing."""
    folder = tmp_path_factory.mktemp("empty") / "data"

    async def begin() -> None:
        async with await Graph.open(embedded_settings(folder)):
            pass

    asyncio.run(begin())
    return folder


def test_an_empty_catalogue_says_so(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (OF_CONTENT[0], OF_CONTENT[1], ("progress",), ("export", "gaps", "-", "--format", "csv")):
        assert main([*arguments, "--data-dir", str(empty)]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith(f"stdgraph: the catalogue in {empty} is empty")
        assert told.err.count("\n") == 1


def test_gaps_of_an_empty_catalogue_say_so(empty: Path) -> None:
    async def asked() -> tuple[dict[str, Any], str]:
        settings = embedded_settings(empty)
        async with await Graph.open(settings) as graph:
            document = "{ gaps { totalCount notice en: notice(language: EN) } }"
            answer = await execute(graph, settings, document, {})
            unknown = await execute(graph, settings, '{ gaps(scope: {system: "PV2024"}) { totalCount } }', {})
            return answer["data"]["gaps"], unknown["errors"][0]["message"]

    found, message = asyncio.run(asked())
    assert (found["totalCount"], found["notice"][:4]) == (0, "目录为空")
    assert found["en"].startswith("the catalogue is empty")
    assert message == "scope.system: the catalogue has no standards system PV2024: it has none at all"


def test_a_variable_that_is_no_setting_is_named(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STDGRAPH_DATADIR", str(tmp_path))
    monkeypatch.setenv("STDGRAPH_XYZZY", "1")
    assert main(["doctor", "--format", "json", "--data-dir", str(empty)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert problems[:2] == [
        "no setting has the environment variable STDGRAPH_DATADIR, it does nothing; nearest: STDGRAPH_DATA_DIR",
        "no setting has the environment variable STDGRAPH_XYZZY, it does nothing",
    ]
