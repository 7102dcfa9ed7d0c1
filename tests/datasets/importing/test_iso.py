"""ISO Open Data as it is: what is taken of each record, what is left out of it and told."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.importing import register_files
from stdgraph.datasets.importing.committees import committee_code, parent_of
from stdgraph.datasets.importing.findings import Finding
from stdgraph.datasets.importing.iso_committees import read_committees
from stdgraph.datasets.importing.iso_ics import read_ics
from stdgraph.datasets.importing.iso_open_data import read_deliverables
from stdgraph.errors import BadInput
from tests.datasets.importing.files import COMMITTEES, ICS, deliverable, links, reading, reasons, write_lines

NONE: frozenset[str] = frozenset()


def test_a_record_becomes_a_standard(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "iso.jsonl", [deliverable(7, "ISO 9806:2020", icsCode=["27.160", "27.160", "01.040"])]
    )
    with reading() as rows:
        read_deliverables(path, rows, "ICS", frozenset({"27.160"}))
        (standard,) = (one for one in rows.spool if one.label == "Standard")
        assert standard.local == "iso-7"
        assert standard.properties["number"] == "ISO 9806:2020"
        assert standard.properties["stage"] == "60.60"
        assert standard.properties["publishedOn"] == "2020-05"
        assert standard.properties["level"] == "INTERNATIONAL"
        assert links(rows, "LISTED_IN") == {("iso-7", "ICS/27.160")}
        assert links(rows, "OWNED_BY") == {("iso-7", "ISO/TC180")}
        assert {one.local for one in rows.spool if one.label == "Committee"} == {"ISO/TC180"}
        assert (rows.read, rows.accepted, rows.log.rejected_rows, reasons(rows)) == (
            1,
            1,
            0,
            ["duplicate ICS code (expected each once)"],
        )


@pytest.mark.parametrize(
    ("stage", "wanted"), [(6060, "60.60"), (3098, "30.98"), (0, "00.00"), (9599, "95.99"), (520, "05.20")]
)
def test_a_stage_is_four_digits(tmp_path: Path, stage: int, wanted: str) -> None:
    path = write_lines(tmp_path / "iso.jsonl", [deliverable(1, "ISO 1:2020", currentStage=stage, publicationDate=None)])
    with reading() as rows:
        read_deliverables(path, rows, None, NONE)
        found = [one.properties["stage"] for one in rows.spool if one.label == "Standard"]
        assert found == ([wanted] if wanted != "05.20" else []), reasons(rows)


def test_untidy_rows_stop_no_others(tmp_path: Path) -> None:
    records: list[Any] = [
        deliverable(1, "ISO 1:2020"),
        "{broken",
        "",
        [1],
        deliverable(2, "ISO 1:2020", title={"en": "Another"}),
        {"id": 3, "title": {}},
        deliverable(4, "ISO 4:2020", currentStage="x"),
        deliverable(5, "ISO 5:2020", publicationDate="2011"),
        deliverable(6, "ISO 6:2020", ownerCommittee=None, title={"fr": "Titre"}),
    ]
    path = write_lines(tmp_path / "iso.jsonl", records, packed=True)
    with reading() as rows:
        read_deliverables(path, rows, None, NONE)
        assert {one.local for one in rows.spool if one.label == "Standard"} == {"iso-1", "iso-5", "iso-6"}
        assert (rows.read, rows.accepted, rows.log.rejected_rows) == (8, 3, 5)
        told = {one.row: one.reason for one in rows.log}
        assert told[2].startswith("invalid JSON")
        assert told[4] == "no JSON object (expected one JSON object a line)"
        assert told[5].startswith("duplicate number 'ISO 1:2020', first in iso.jsonl:row 1, whose title is")
        assert told[6].startswith("no id or no reference")
        assert "stage" in told[7]
        by_csv = tmp_path / "out.csv"
        with by_csv.open("w", encoding="utf-8", newline="") as out:
            rows.log.write_csv(out)
        assert by_csv.read_text(encoding="utf-8").count("\n") == 6


def test_findings_hold_no_formula(tmp_path: Path) -> None:
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "'x"]
    with reading() as rows:
        for text in risky:
            rows.log.add(Finding(text, None, text, text, text, rejected=True, sheet=text))
        out = io.StringIO(newline="")
        rows.log.write_csv(out)
    cells = [cell for row in list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:] for cell in row]
    assert [cell for cell in cells if cell not in ("", "row")] == [f"'{text}" for text in risky for _ in range(5)]


def test_a_line_that_is_too_long_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_files, "MEMBER", 400)
    path = write_lines(
        tmp_path / "iso.jsonl", [deliverable(1, "ISO 1:2020", note="x" * 2000), deliverable(2, "ISO 2:2020")]
    )
    with reading() as rows:
        read_deliverables(path, rows, None, NONE)
        assert reasons(rows) == ["line too long (expected one JSON object a line)"]
        assert rows.accepted == 1


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "iso.jsonl.gz", [deliverable(n, f"ISO {n}:2020") for n in range(1, 500)], packed=True)
    path.write_bytes(path.read_bytes()[:-200])
    with reading() as rows, pytest.raises(BadInput, match="damaged or was cut off"):
        read_deliverables(path, rows, None, NONE)


def test_of_two_that_replace_each_other_the_later_one_does(tmp_path: Path) -> None:
    records = [
        deliverable(1, "ISO 1:2010", publicationDate="2010", replaces=[2, 1]),
        deliverable(2, "ISO 1:2020", publicationDate="2020", replaces=[1, 99, 1]),
        deliverable(3, "ISO 3:2020", publicationDate="2020-01", replaces=[4]),
        deliverable(4, "ISO 4:2020", publicationDate="2020-02", replaces=[5]),
        deliverable(5, "ISO 5:2020", publicationDate="2020-03", replaces=[3]),
    ]
    with reading() as rows:
        read_deliverables(write_lines(tmp_path / "iso.jsonl", records), rows, None, NONE)
        replaced = links(rows, "REPLACES")
        assert ("iso-2", "iso-1") in replaced
        assert ("iso-1", "iso-2") not in replaced
        assert len(replaced & {("iso-3", "iso-4"), ("iso-4", "iso-5"), ("iso-5", "iso-3")}) == 2
        told = sorted(reason.split(" (expected")[0] for reason in reasons(rows))
        assert len(told) == 4
        assert told[0].startswith("cycle ")
        assert told[1:] == [
            "each is said to replace the other: the later document does",
            "it replaces itself",
            "no document of the file has this id",
        ]


def test_an_id_counts_once_and_what_replaces_nothing_is_told(tmp_path: Path) -> None:
    records = [
        deliverable(1, "ISO 1:2020", replaces=[2, 3, 4, "5", None]),
        deliverable(2, "ISO 2:2010", currentStage="x", replaces=[1]),
        deliverable(3, "ISO 3:2010"),
        deliverable(3, "ISO 4:2010"),
        deliverable(6, "ISO 6:2020", replaces="3"),
    ]
    with reading() as rows:
        read_deliverables(write_lines(tmp_path / "iso.jsonl", records), rows, None, NONE)
        assert sorted(one.local for one in rows.spool if one.label == "Standard") == ["iso-1", "iso-3", "iso-6"]
        assert (rows.accepted, rows.log.rejected_rows) == (3, 2)
        assert links(rows, "REPLACES") == {("iso-1", "iso-3")}
        told = [(one.row, one.value, one.reason.split(" (expected")[0]) for one in rows.log if one.column == "replaces"]
        assert sorted(told, key=str) == [
            (1, "2", "its row was rejected"),
            (1, "4", "no document of the file has this id"),
            (1, "5", "no id of a document"),
            (1, None, "no id of a document"),
            (5, "3", "no id of a document"),
        ]
        (again,) = (one.reason for one in rows.log if one.row == 4 and one.rejected)
        assert again.startswith("duplicate id 'iso-3', first in iso.jsonl:row 3, whose title is 'Title of ISO 3:2010'")


@st.composite
def registers(draw: st.DrawFn) -> list[tuple[int, str, list[int]]]:
    """Documents with a day and what they are said to replace: themselves, each other, none that there is."""
    size = draw(st.integers(1, 6))
    day = st.sampled_from(["2001-01-01", "2002-01-01", "2003-01-01", "2004-01-01"])
    return [(key, draw(day), draw(st.lists(st.integers(0, size), max_size=4))) for key in range(size)]


def kept(register: list[tuple[int, str, list[int]]]) -> set[tuple[int, int]]:
    """By the definitions: no document replaces itself, of two the later does, one that closes a circle is left out, the oldest first."""
    ages = {key: (day, key) for key, day, _ in register}
    edges = [(key, other) for key, _, replaced in register for other in dict.fromkeys(replaced)]
    found: set[tuple[int, int]] = set()
    right = [
        (a, b) for a, b in dict.fromkeys(edges) if a != b and b in ages and not ((b, a) in edges and ages[a] < ages[b])
    ]
    for edge in sorted(right, key=lambda one: (ages[one[0]], one)):
        seen, waiting = set(), [edge[1]]
        while waiting:
            at = waiting.pop()
            seen.add(at)
            waiting += [b for a, b in found if a == at and b not in seen]
        if edge[0] not in seen:
            found.add(edge)
    return found


@given(registers())
def test_replacements_are_those_of_the_definitions(tmp_path_factory: pytest.TempPathFactory, register: Any) -> None:
    records = [
        deliverable(key, f"ISO {1000 + key}:{day[:4]}", publicationDate=day, replaces=replaced)
        for key, day, replaced in register
    ]
    path = write_lines(tmp_path_factory.getbasetemp() / "drawn.jsonl", records)
    with reading() as rows:
        read_deliverables(path, rows, None, NONE)
        found = {(int(a[4:]), int(b[4:])) for a, b in links(rows, "REPLACES")}
        assert found == kept(register)
        assert rows.accepted == len(register)


def test_committees_have_their_parents(tmp_path: Path) -> None:
    with reading() as rows:
        read_committees(write_lines(tmp_path / "tc.jsonl", COMMITTEES), rows)
        found = {one.local: one for one in rows.spool if one.label == "Committee"}
        assert found.keys() == {"ISO/TC180", "ISO/TC180/SC4"}
        assert found["ISO/TC180"].properties["members"] == 2
        assert found["ISO/TC180"].properties["secretariat"] == "SA"
        assert links(rows, "SUBCOMMITTEE_OF") == {("ISO/TC180/SC4", "ISO/TC180")}
        assert reasons(rows) == ["no reference (expected one such as ISO/TC 207)"]


def test_committees_that_cannot_be_placed_are_told(tmp_path: Path) -> None:
    records: list[Any] = [
        {"id": 1, "reference": "ISO/TC 1", "parentId": 1},
        {"id": 2, "reference": "ISO/TC 2", "parentId": 77},
        {"id": 3, "reference": "ISO/TC 3/SC 1", "parentId": 78},
        {"id": 4, "reference": "ISO/TC  2", "title": {"en": "Again"}},
        {"id": 2, "reference": "ISO/TC 5"},
        {"id": 6, "reference": None, "parentId": None},
        {"id": 7, "reference": "ISO/TC 7", "parentId": 6},
        {"id": [8], "reference": "ISO/TC 8", "parentId": {}},
        {"id": 9, "reference": "ISO/TC 9", "parentId": 2},
    ]
    with reading() as rows:
        read_committees(write_lines(tmp_path / "tc.jsonl", records), rows)
        found = [one.local for one in rows.spool if one.label == "Committee"]
        assert sorted(found) == [f"ISO/TC{n}" for n in ("1", "2", "3", "3/SC1", "7", "8", "9")]
        assert links(rows, "SUBCOMMITTEE_OF") == {("ISO/TC3/SC1", "ISO/TC3"), ("ISO/TC9", "ISO/TC2")}
        told = {one.row: (one.column, one.rejected, one.reason.split(" (expected")[0]) for one in rows.log}
        unknown = "no committee that was taken of the file has this id"
        assert told == {
            1: ("parentId", False, "it is its own parent"),
            2: ("parentId", False, unknown),
            3: ("parentId", False, f"{unknown}, so that ISO/TC3 of the reference is the parent"),
            4: ("reference", True, "duplicate reference, first in tc.jsonl:row 2"),
            5: ("id", True, "duplicate id, first in tc.jsonl:row 2"),
            6: ("reference", True, "no reference"),
            7: ("parentId", False, unknown),
            8: ("parentId", False, unknown),
        }
        assert (rows.read, rows.accepted) == (9, 6)


@pytest.mark.parametrize(
    ("printed", "body", "code", "above"),
    [
        ("ISO/TC 262", None, "ISO/TC262", None),
        ("ISO/IEC JTC 1/SC 7", None, "ISO/IEC/JTC1/SC7", "ISO/IEC/JTC1"),
        ("TC 86/SC 86B", "IEC", "IEC/TC86/SC86B", "IEC/TC86"),
        ("CISPR", "IEC", "CISPR", None),
        (" ", None, None, None),
    ],
)
def test_committees_are_known_by_one_code(printed: str, body: str | None, code: str | None, above: str | None) -> None:
    assert committee_code(printed, body) == code
    assert (parent_of(code) if code else None) == above


@given(st.from_regex(r"(ISO|IEC|ISO/IEC)[/ ](TC|PC|JTC) ?[0-9]{1,3}(/SC ?[0-9]{1,2}[A-Z]?)?", fullmatch=True))
def test_a_code_of_a_code_is_itself(printed: str) -> None:
    code = committee_code(printed)
    assert code is not None
    assert committee_code(code) == code
    assert " " not in code


def test_the_ics_becomes_a_system(tmp_path: Path) -> None:
    path = tmp_path / "ics.xml"
    path.write_text(ICS, encoding="utf-8")
    with reading() as rows:
        assert read_ics(path, rows, "ICS") == {"27", "27.160"}
        assert ("ICS/27.160", "ICS/27") in links(rows, "PART_OF")
        assert sorted(reasons(rows)) == [
            "99, which it belongs to, is not there (expected a field above its groups)",
            "invalid code (expected one such as 27.160)",
        ]
        assert (rows.read, rows.accepted, rows.log.rejected_rows) == (4, 2, 2)


def test_fields_of_the_ics_are_accounted_for(tmp_path: Path) -> None:
    codes = ["99.10.20", "27.160", "99.10", "27", "27", "", "28"]
    fields = "".join(
        f'<field><identifier>{code}</identifier><title xml:lang="en">{"x" * (2000 if code == "28" else 9)}</title></field>'
        for code in codes
    )
    path = tmp_path / "ics.xml"
    path.write_text(f"<fields><title>all</title>{fields}</fields>", encoding="utf-8")
    with reading() as rows:
        assert read_ics(path, rows, "ICS") == {"27", "27.160"}
        assert rows.accepted + rows.log.rejected_rows == rows.read == len(codes)
        assert [one for one in reasons(rows) if one.startswith("duplicate code, first in ics.xml")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><fields/>', "declares entities"),
        ("<fields><field>", "invalid XML"),
    ],
)
def test_xml_that_is_none_of_iso_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "ics.xml"
    path.write_text(text, encoding="utf-8")
    with reading() as rows, pytest.raises(BadInput, match=told):
        read_ics(path, rows, "ICS")
