"""What people look up beside a running service: the same in every format, and near names for what there is not."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from stdgraph.cli import main
from stdgraph.domain.vocabulary import CellState
from tests.cli.processes import STDGRAPH, Service, environment

Say = Callable[..., str]


@pytest.fixture
def say(service: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """What a command answers a pipe about the service's catalogue; it must end well and say nothing else."""
    monkeypatch.delenv("COLUMNS", raising=False)  # which workers of tests may have

    def answer(*arguments: str) -> str:
        assert main([*arguments, "--data-dir", str(service.data_dir)]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return told.out

    return answer


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_systems_and_committees_are_the_same_in_every_format(say: Say) -> None:
    systems = json.loads(say("systems", "--format", "json"))["systems"]
    rows = _rows(say("systems", "--format", "csv"))
    assert [(row["code"], row["itemsMet"], row["gaps"]) for row in rows] == [
        (one["code"], str(one["progress"]["itemsMet"]), str(one["gaps"]["totalCount"])) for one in systems
    ]
    shown = say("systems")
    assert all(row["code"] in shown and row["listed"] in shown for row in rows)
    then = json.loads(say("systems", "--as-of", "2015-01-01", "--format", "json"))["systems"]
    assert sum(one["progress"]["published"] for one in then) < sum(one["progress"]["published"] for one in systems)
    committees = json.loads(say("committees", "--format", "json"))["committees"]
    rows = _rows(say("committees", "--format", "csv"))
    assert [row["listed"] for row in rows] == [str(one["progress"]["listed"]) for one in committees]
    assert {"code": "SAC/TC207/SC5", "parent": "SAC/TC207"}.items() <= next(
        row for row in rows if row["code"] == "SAC/TC207/SC5"
    ).items()


def test_a_desk_shows_what_is_due(say: Say) -> None:
    due = json.loads(say("committees", "SAC/TC90", "--within", "3650", "--format", "json"))["committee"]["due"]
    assert due
    rows = _rows(say("committees", "SAC/TC90", "--within", "3650", "--format", "csv"))
    assert [row["dueOn"] for row in rows] == [one["dueOn"] for one in due]
    shown = say("committees", "SAC/TC90", "--within", "3650")
    assert due[0]["dueOn"] in shown
    assert f"due within 3650 days or late: {len(due)}" in shown


def test_a_standard_is_shown_with_what_its_days_rest_on(say: Say) -> None:
    shown = say("standard", "gbt24067—2024", "--as-of", "2024-09-01", "--language", "en")
    for words in (
        "published, upcoming (on 2024-09-01)",
        "60.60 Published (since 2024-08-23)",
        "ISO 14067:2018",
        "ICN2024/BAB",
        "SAC/TC548",
        "what sources say differently",
        "2025-03-01",
    ):
        assert words in shown, words
    answer = json.loads(say("standard", "gbt24067—2024", "--format", "json"))["standard"]
    assert re.search(rf"│ +{answer['history'][0]['sequence']} │ 2024-08-23 │ published", shown)
    bounded = say("standard", "GB/T", "18911-2002", "--language", "en")
    assert "in force" in bounded, "a number needs no quotes"


def test_a_number_without_its_year_says_which_edition_was_taken(say: Say) -> None:
    series = json.loads(say("standard", "GB/T 2296", "--format", "json"))["standard"]
    assert len(series["editions"]) > 1
    told = say("standard", "GB/T 2296").splitlines()[0]
    assert told.startswith(
        f"GB/T 2296 has {len(series['editions'])} editions, this is {series['number']}; the others: "
    )
    assert "editions, this is" not in say("standard", series["number"])


def test_search_names_the_kind_and_the_total(say: Say) -> None:
    answer = json.loads(say("search", "碳足迹", "--first", "3", "--format", "json"))
    assert (len(answer["hits"]), answer["nearest"]) == (3, [])
    assert answer["totalCount"] > 3
    rows = _rows(say("search", "碳足迹", "--first", "3", "--format", "csv"))
    assert [row["kind"] for row in rows] == [hit["kind"] for hit in answer["hits"]]
    assert f"碳足迹: 3 of {answer['totalCount']}" in say("search", "碳足迹", "--first", "3")
    assert say("search", "zzzz") == "nothing found for zzzz\n"
    assert "; nearest: GB/T 24067-2024" in say("search", "GB/T", "24076-2024")


def test_more_hits_than_a_page_holds_come_page_by_page(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("search", "光伏", "--first", "9", "--format", "json")
    whole = json.loads(say(*asked))
    monkeypatch.setenv("STDGRAPH_PAGE_CEILING", "4")
    assert json.loads(say(*asked)) == whole


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_matrix_is_read_in_100_columns(say: Say, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = json.loads(say("coverage", "ICN2024", "--format", "json"))["coverage"]["cells"]
    assert len(_rows(say("coverage", "ICN2024", "--format", "csv"))) == len(cells)
    monkeypatch.setenv("COLUMNS", "100")
    lines = say("coverage", "ICN2024", "--language", language).splitlines()
    assert max(map(cell_len, lines)) <= 100
    marks: list[str] = []
    many = 0
    for line in lines:
        if re.fullmatch(r"[ \d]+", line):
            many = len(line.split())
        elif re.match(r" *BA ", line):
            marks += line.split()[-many:]
    row = [cell for cell in cells if cell["row"] == "BA"]
    assert sum(mark.endswith("*") for mark in marks) == sum(cell["demanded"] for cell in row)
    in_force = {"zh": "现", "en": "F"}[language]
    assert sum(mark[0] == in_force for mark in marks) == sum(cell["state"] == CellState.IN_FORCE for cell in row)
    whole = say("coverage", "ICN2024", "--language", language, "--all")
    assert whole.count("\n") > len(lines)


def test_readiness_finds_the_subsystem_that_is_demanded(say: Say) -> None:
    answer = json.loads(say("readiness", "LI_BATTERY", "--format", "json"))
    assert answer == json.loads(say("readiness", "LI_BATTERY", "ICN2024/BAB", "--format", "json"))
    assert answer == json.loads(say("readiness", "LI_BATTERY/ICN2024", "--format", "json"))
    found = answer["productCategory"]["readiness"]
    rows = _rows(say("readiness", "LI_BATTERY", "--format", "csv"))
    assert [row["code"] for row in rows] == [one["category"]["code"] for one in found["members"]]
    assert f"{found['total']} categories in the chain: {found['inForce']} in force" in say("readiness", "LI_BATTERY")


def test_a_gap_is_explained(say: Say) -> None:
    answer = json.loads(say("gap", "UNMET_DEMAND:ICN2024/BAB:STEEL", "--format", "json"))
    assert answer["record"] is None
    shown = say("gap", "UNMET_DEMAND:ICN2024/BAB:STEEL")
    gap = answer["gap"]
    for words in (
        gap["message"],
        gap["remedy"],
        gap["since"],
        *(one["code"] for one in gap["unlocks"]),
        "nobody tracks it yet",
    ):
        assert words in shown
    assert "UNMET_DEMAND:ICN2024/BAB:STEEL" in say("gaps", "--system", "ICN2024", "--first", "99")
    assert "@2025-06-01" in say("gap", "UNMET_DEMAND:ICN2024/BAB:STEEL", "--as-of", "2025-06-01")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("standard", "GB/T24076-2024"), "the catalogue has no standard GB/T24076-2024; nearest: GB/T 24067-2024, "),
        (("standard", "碳足迹"), "the catalogue has no standard 碳足迹; try stdgraph search 碳足迹"),
        (("impact", "20256275-Z-339"), "the catalogue has no standard 20256275-Z-339; nearest: 20256274-Z-339"),
        (("committees", "SAC/TC9O"), "the catalogue has no committee SAC/TC9O; nearest: SAC/TC90"),
        (("coverage", "PV2O24"), "the catalogue has no standards system PV2O24; nearest: PV2024"),
        (("readiness", "LI_BATERY"), "the catalogue has no product category LI_BATERY; nearest: LI_BATTERY"),
        (("readiness", "LI_BATTERY", "ICN2024/BAX"), "the catalogue has no subsystem BAX; nearest: BA"),
        (("readiness", "LI_BATTERY", "ICN2024/"), "invalid subsystem 'ICN2024/': expected SYSTEM/CODE"),
        (("readiness", "PV_JBOX"), "no document demands a standard for PV_JBOX: name a subsystem"),
        (("gap", "UNMET_DEMAND:ICN2024/BAB:STEE"), "there is no gap UNMET_DEMAND:ICN2024/BAB:STEE on "),
        (
            ("gap", "UNMET_DEMAND:ICN2024/BAB:STEE", "--as-of", "1990-01-01"),
            "there is no gap UNMET_DEMAND:ICN2024/BAB:STEE on 1990-01-01",
        ),
    ],
)
def test_what_there_is_not_is_bad_input(
    service: Service, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], line: str
) -> None:
    assert main([*arguments, "--data-dir", str(service.data_dir)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith(f"stdgraph: {line}")


def test_a_reader_that_stops_is_no_error(service: Service, tmp_path: Path) -> None:
    asked = [*STDGRAPH, "gaps", "--first", "200", "--format", "json", "--data-dir", str(service.data_dir)]
    with subprocess.Popen(
        asked, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10) == b'{\n  "total'
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_pipe_gets_everything(say: Say) -> None:
    message = max((gap["message"] for gap in json.loads(say("gaps", "--format", "json"))["gaps"]), key=len)
    assert message in say("gaps")
    lines = say("standard", "GB/T 24067-2024").splitlines()
    assert all(line == line.rstrip() for line in lines if not line.startswith(("┃", "│")))
