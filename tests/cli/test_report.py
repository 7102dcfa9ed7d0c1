"""``stdgraph gaps --report``: the gap table of a roadmap in three formats, of a catalogue in which some gaps are tracked."""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.cli import main
from stdgraph.cli.report import Report
from stdgraph.cli.report_formats import markdown, xlsx
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.vocabulary import Language
from stdgraph.graphql import build_schema
from stdgraph.store.session import Graph
from tests.calendar_day import TODAY
from tests.cli.processes import Service, serving
from tests.engines import embedded_settings
from tests.gap_records.tracker import Tracker

Say = Callable[..., str]
REPAIR, MODULES, BIOTA = "UNSTARTED:S093", "UNSTARTED:S094", "UNCOVERED_SUBSYSTEM:NP2024/AE"
NOTE = "=1+1 | <b>牵头单位</b>\n未定"


async def _prepare(data_dir: Path) -> None:
    settings = embedded_settings(data_dir)
    async with await Graph.open(settings) as graph:
        await load_seed(graph, read_seed(bundled_seed()))
        tracker = Tracker(graph, settings, build_schema(settings))
        decided: dict[str, Any] = {"status": "MOVING", "priority": "HIGH", "needsResearch": True, "owner": "SAC/TC207"}
        await tracker.tracked(REPAIR, **decided, recommendation="立项")
        await tracker.tracked(REPAIR, status="DELAYED", note=NOTE)
        await tracker.tracked(BIOTA, status="WITHDRAWN", note="并入水体")
        await tracker.tracked(MODULES, priority="LOW")
        await tracker.done("advanceStandard", standard="S094", to="10", effectiveOn="2026-01-05")
        await tracker.done("advanceStandard", standard="S094", to="20", effectiveOn="2026-02-05")
        assert (await tracker.settled()).closed == (MODULES,)


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on a catalogue in which some gaps are tracked."""
    data_dir = tmp_path_factory.mktemp("tracked") / "data"
    asyncio.run(_prepare(data_dir))
    with serving(data_dir) as running:
        yield running


@pytest.fixture
def say(tracked: Service, capsys: pytest.CaptureFixture[str]) -> Say:
    def answer(*arguments: str) -> str:
        assert main([*arguments, "--data-dir", str(tracked.data_dir)]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return told.out

    return answer


def sections(page: str) -> dict[str, list[list[str]]]:
    """The cells of the table under each heading of a page."""
    found: dict[str, list[list[str]]] = {}
    for part in page.split("\n## ")[1:]:
        heading, *lines = part.splitlines()
        rows = [line for line in lines if line.startswith("| ")][2:]
        found[heading] = [[cell.strip() for cell in line.strip("|").replace("\\|", "\0").split("|")] for line in rows]
    return found


def test_the_page_reads_like_a_roadmap(say: Say) -> None:
    page = say("gaps", "--report", "--language", "en")
    assert page.startswith("# Standardisation gaps\n")
    assert f"* Scope: the whole catalogue; on {TODAY}\n" in page
    assert "* Under way: 1 high, 0 medium, 0 low priority, 0 undecided; 1 need R&D\n" in page
    parts = sections(page)
    assert list(parts) == ["1. Gaps under way", "2. Gaps not yet considered", "3. Closed and withdrawn"]
    ((repair, what, *decided, progress),) = parts["1. Gaps under way"]
    assert (repair, decided[:3]) == (REPAIR, ["High", "Yes", "立项"])
    assert decided[3].startswith("SAC/TC207 ")
    assert decided[4] == "Delayed (yellow)"
    assert "nothing has been started" in what
    assert progress.split("<br>") == [
        f"{TODAY} Moving forward (管理员)",
        f"{TODAY} Delayed (管理员): =1+1 \0 &lt;b>牵头单位&lt;/b>",
        "未定",
    ]
    closed = {row[0]: row[-1] for row in parts["3. Closed and withdrawn"]}
    assert set(closed) == {BIOTA, MODULES}
    assert closed[BIOTA] == f"{TODAY} Withdrawn (管理员): 并入水体"
    assert closed[MODULES].startswith(f"{TODAY} Closed (stdgraph): The gap is gone:")
    assert "started on 2026-02-05" in closed[MODULES]


def test_every_gap_of_the_scope_stands_in_the_report_once(say: Say) -> None:
    rows = list(csv.DictReader(io.StringIO(say("gaps", "--report", "--format", "csv"), newline="")))
    listed = list(csv.DictReader(io.StringIO(say("gaps", "--format", "csv", "--first", "1000"), newline="")))
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert set(ids) == {row["id"] for row in listed} | {MODULES}
    by_id = {row["id"]: row for row in rows}
    assert (by_id[REPAIR]["status"], by_id[REPAIR]["needsResearch"], by_id[REPAIR]["owner"]) == (
        "DELAYED",
        "true",
        "SAC/TC207",
    )
    assert (by_id[MODULES]["status"], by_id[MODULES]["found"]) == ("CLOSED", "false")
    undecided = [row for row in rows if row["id"] not in (REPAIR, MODULES, BIOTA)]
    assert all(row["status"] == row["priority"] == row["progress"] == "" for row in undecided)


def test_a_scope_and_kinds_narrow_the_report(say: Say) -> None:
    page = sections(say("gaps", "--report", "--system", "NP2024", "--kind", "uncovered_subsystem"))
    under_way, untracked, closed = page.values()
    assert under_way == []
    assert {row[0].partition("/")[0] for row in untracked} == {"UNCOVERED_SUBSYSTEM:NP2024"}
    assert [row[0] for row in closed] == [BIOTA]
    assert "无。" in say("gaps", "--report", "--committee", "SAC/TC90", "--kind", "unitemised", "--language", "zh")


def cells(book: bytes, sheet: int) -> list[list[str]]:
    """The texts and numbers of a sheet, row by row; a formula fails."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{space}t"))
            for item in fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314  our own file
        ]
        tree = fromstring(parts.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314  our own file
    assert tree.find(f".//{space}f") is None
    return [
        [
            shared[int(cell.findtext(f"{space}v") or 0)] if cell.get("t") == "s" else cell.findtext(f"{space}v") or ""
            for cell in row
        ]
        for row in tree.iter(f"{space}row")
    ]


def test_the_workbook_holds_what_was_said_as_text(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "gaps.xlsx"
    assert say("gaps", "--report", "--format", "xlsx", "--language", "zh", "--output", str(file)) == ""
    head, *rows = cells(file.read_bytes(), 1)
    assert head[:3] == ["缺口编号", "缺口内容", "严重程度"]
    ((row),) = rows
    assert row[0] == REPAIR
    assert NOTE in row[-1]
    assert len(cells(file.read_bytes(), 2)) > 50
    assert {row[0] for row in cells(file.read_bytes(), 3)[1:]} == {BIOTA, MODULES}


def test_a_file_is_written_and_nothing_is_said(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "gaps.md"
    assert say("gaps", "--report", "--output", str(file)) == ""
    assert file.read_text(encoding="utf-8") == say("gaps", "--report")


def test_settling_by_hand_finds_nothing_to_do(say: Say) -> None:
    assert say("settle") == "nothing to settle\n"
    assert say("settle", "--format", "json") == '{\n  "closed": [],\n  "reopened": [],\n  "moved": []\n}\n'


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "xlsx"), "expected table, json, csv without --report"),
        (("--report", "--format", "json"), "expected markdown, csv, xlsx with --report"),
        (("--report", "--format", "xlsx"), "--format xlsx requires --output FILE"),
        (("--output", "x.md"), "--output requires --report"),
        (("--report", "--output", "no/such/folder/x.md"), "cannot write no/such/folder/x.md"),
        (("--report", "--system", "PV1999"), "the catalogue has no standards system PV1999"),
    ],
)
def test_what_does_not_go_together_is_bad_input(
    tracked: Service, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert main(["gaps", *arguments, "--data-dir", str(tracked.data_dir)]) == 2
    assert words in capsys.readouterr().err


def report_of(**said: Any) -> Report:
    row = {
        **dict.fromkeys(
            ("severity", "score", "unlocks", "priority", "needsResearch", "owner", "ownerTitle", "closing")
        ),
        "id": "UNSTARTED:S1",
        "kind": "UNSTARTED",
        "subject": "S1",
        "what": "x",
        "found": True,
        "status": "OPEN",
        "recommendation": None,
        "progress": [],
        **said,
    }
    return Report({}, "2026-11-23", Language.EN, [row], [], [])


@given(st.text(min_size=1), st.lists(st.text(max_size=20), max_size=3))
def test_whatever_people_write_stays_in_its_cell(said: str, progress: list[str]) -> None:
    page = markdown(report_of(recommendation=said, progress=progress))
    lines = page.split("\n")
    (row,) = (line for line in lines if line.startswith("| UNSTARTED:S1 |"))
    assert row.replace("\\\\", "").replace("\\|", "").count("|") == 9
    assert "<" not in row.replace("<br>", "")


def test_a_workbook_has_no_formula_whatever_people_write() -> None:
    (_, row) = cells(xlsx(report_of(recommendation="=HYPERLINK(1)", progress=["@x", "+1", "x" * 40_000])), 1)
    assert "=HYPERLINK(1)" in row
    assert len(row[-1]) == 32_767
