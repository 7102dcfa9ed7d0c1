"""Commands beside a running service: they attach to its engine, and programs can read what they say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from stdgraph.cli import main
from stdgraph.domain.terms import GAP_KINDS
from stdgraph.settings import Settings
from tests.cli.processes import Service, run

Say = Callable[..., str]


@pytest.fixture
def say(service: Service, capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command answers about the service's catalogue; it must end well and say nothing else."""

    def answer(*arguments: str) -> str:
        assert main([*arguments, "--data-dir", str(service.data_dir)]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return told.out

    return answer


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_doctor_attaches_and_finds_nothing_wrong(service: Service, tmp_path: Path) -> None:
    ended = run("--data-dir", str(service.data_dir), "doctor", "--format", "json", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    report = json.loads(ended.stdout)
    engine = json.loads((service.data_dir / "engine.json").read_text(encoding="utf-8"))
    assert report["engine"]["pid"] == str(engine["pid"])
    assert report["catalogue"]["StandardsSystem"] == 3
    assert report["seed"]["valid"] is True
    assert {row["name"] for row in report["settings"]} == set(Settings.model_fields)
    assert {"name": "data_dir", "value": str(service.data_dir), "origin": "flag"} in report["settings"]


def test_csv_in_a_process_of_its_own_is_utf_8_whatever_the_locale(service: Service, tmp_path: Path) -> None:
    asked = ("progress", "PV2024", "--format", "csv", "--language", "zh", "--data-dir", str(service.data_dir))
    ended = run(*asked, cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    (row,) = _rows(ended.stdout)
    assert row["title"].startswith("光伏")


def test_gaps_are_the_same_in_every_format(say: Say) -> None:
    asked = ("gaps", "--system", "PV2024", "--first", "7")
    answer = json.loads(say(*asked, "--format", "json"))
    assert len(answer["gaps"]) == 7
    assert answer["totalCount"] == sum(one["count"] for one in answer["countByKind"])
    rows = _rows(say(*asked, "--format", "csv"))
    assert [row["id"] for row in rows] == [gap["id"] for gap in answer["gaps"]]
    assert [row["message"] for row in rows] == [gap["message"] for gap in answer["gaps"]]
    assert GAP_KINDS[answer["gaps"][0]["kind"]].en in say(*asked)


def test_more_gaps_than_a_page_holds_come_page_by_page(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("gaps", "--first", "9", "--format", "json", "--language", "en")
    whole = json.loads(say(*asked))
    monkeypatch.setenv("STDGRAPH_PAGE_CEILING", "4")
    assert len(whole["gaps"]) == 9
    assert json.loads(say(*asked)) == whole


def test_a_scope_narrows_the_gaps_and_kinds_may_be_lower_case(say: Say) -> None:
    scope = ("gaps", "--subsystem", "ICN2024/BA", "--format", "json", "--first", "500")
    everything = json.loads(say(*scope))
    some = json.loads(say(*scope, "--kind", "unmet_demand", "--kind", "GROUP_ONLY"))
    kinds = {one["kind"]: one["count"] for one in everything["countByKind"]}
    assert 0 < some["totalCount"] == kinds.get("UNMET_DEMAND", 0) + kinds.get("GROUP_ONLY", 0)


@pytest.mark.parametrize("system", ["PV2024", "NP2024", "ICN2024"])
def test_progress_says_the_same_of_all_systems_of_one_and_as_a_tree(say: Say, system: str) -> None:
    everything = json.loads(say("progress", "--format", "json"))
    figures = next(one["progress"] for one in everything["systems"] if one["code"] == system)
    (row,) = _rows(say("progress", system, "--format", "csv"))
    assert int(row["listed"]) == figures["listed"]
    assert float(row["completion"]) == figures["completion"]
    assert {line["depth"] for line in _rows(say("progress", system, "--tree", "--format", "csv"))} >= {"1", "2"}
    assert str(figures["published"]) in say("progress", system)


def _history(say: Say, *more: str) -> str:
    return say("progress", "PV2024", "--history", "--from", "2020-01-01", "--to", "2024-12-31", *more)


def test_history_and_durations_are_the_same_in_every_format(say: Say) -> None:
    points = json.loads(_history(say, "--interval", "year", "--format", "json"))["progressHistory"]
    assert [point["on"][:4] for point in points] == ["2020", "2021", "2022", "2023", "2024"]
    rows = _rows(_history(say, "--interval", "year", "--format", "csv"))
    assert [row["published"] for row in rows] == [str(point["published"]) for point in points]
    assert "2024-12-31" in _history(say)
    answer = json.loads(say("progress", "--durations", "--format", "json"))
    lines = _rows(say("progress", "--durations", "--format", "csv"))
    assert len(lines) == len(answer["durations"]) + len(answer["publicationRate"]["years"])
    assert lines[0]["days"] == str(answer["durations"][0]["medianDays"])
    assert "出版阶段" in say("progress", "--durations", "--language", "zh")


def test_a_day_in_the_past_has_less_published(say: Say) -> None:
    then, now = (
        json.loads(say("progress", "NP2024", *day, "--format", "json"))["system"]["progress"]["published"]
        for day in (("--as-of", "2015-01-01"), ())
    )
    assert then < now


def test_titles_come_in_the_language_asked_for(say: Say) -> None:
    assert "光伏" in say("progress", "PV2024", "--format", "json", "--language", "zh")
    assert "photovoltaic" in say("progress", "PV2024", "--format", "json", "--language", "en")


def test_a_second_load_changes_nothing(say: Say) -> None:
    assert json.loads(say("seed", "--format", "json"))["changed"] is False


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("progress", "PV1999", "--history"), "the catalogue has no standards system PV1999"),
        (("progress", "PV1999"), "the catalogue has no standards system PV1999"),
        (("gaps", "--committee", "SAC/TC0"), "the catalogue has no committee SAC/TC0"),
        (("gaps", "--subsystem", "PV1999/AA"), "the catalogue has no standards system PV1999"),
        (("gaps", "--subsystem", "PV2024/NO"), "the catalogue has no subsystem NO"),
        (("gaps", "--product-category", "TEAPOT"), "the catalogue has no product category TEAPOT"),
        (("impact", "GB/T 0-1999"), "the catalogue has no standard GB/T 0-1999"),
    ],
)
def test_an_unknown_code_is_bad_input(
    service: Service, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], line: str
) -> None:
    assert main([*arguments, "--data-dir", str(service.data_dir)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(rf"stdgraph: {re.escape(line)}(?:; nearest: .+)?\n", told.err)


def test_the_nearest_codes_are_told(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data-dir", str(service.data_dir))
    assert main(["gaps", "--committee", "SAC/TC9O", *at]) == 2
    assert "; nearest: SAC/TC90" in capsys.readouterr().err
    assert main(["progress", "PV2O24", *at]) == 2
    assert "; nearest: PV2024" in capsys.readouterr().err


def test_impact_names_what_rests_on_a_standard(say: Say) -> None:
    asked = ("impact", "gbt32151.5—2015", "--as-of", "2026-07-01", "--language", "en")
    answer = json.loads(say(*asked, "--first", "2", "--format", "json"))
    found = answer["standard"]["impact"]
    assert (found["losingTotal"], [one["code"] for one in found["losing"]]) == (3, ["FERROALLOY", "STEEL"])
    assert answer["whatIf"]["closed"]["gaps"][0]["kind"] == "REVIEW_OVERDUE"
    told = say(*asked)
    for word in ("GB/T 32151.5-2015", "categories left without: 3", "STEEL_EAF", "PV_SUPPORT", "gaps that close: 1"):
        assert word in told
    assert "GB/T 24067-2024" in say("impact", "ISO 14067:2018")
