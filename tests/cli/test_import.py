"""``stdgraph import``: a preview, a mapping that can be edited, what was not taken as CSV, and a question at a terminal."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from stdgraph.cli import imports, main
from stdgraph.store.session import Graph
from tests.cli.test_changes import Told
from tests.datasets.importing.files import COMMITTEES, write_lines
from tests.datasets.system_table.books import new_book, saved, sheet_of
from tests.engines import embedded_settings

TABLE = "标准号,标准名称,子体系名称,状态\nGB/T 24499-2009,术语,基础,现行\nGB/T 24499-2009,另一个,基础,现行\n,光解水,制氢,走流程\n"

Do = Callable[..., Told]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An engine that runs for the whole module, so that commands attach to it."""
    settings = embedded_settings(tmp_path_factory.mktemp("imports") / "data")
    with start_blocking_portal() as portal:
        graph = portal.call(Graph.open, settings)
        try:
            yield settings.data_dir
        finally:
            portal.call(graph.close)


@pytest.fixture
def do(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Do:
    def run(*arguments: object) -> Told:
        code = main(["import", *map(str, arguments), "--data-dir", str(data_dir)])
        out, err = capsys.readouterr()
        return Told(code, out, err)

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "氢能.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def counts(told: Told) -> dict[str, int]:
    return {row["label"]: row["created"] for row in told.answer["labels"] if row["created"]}


def test_a_table_is_previewed_mapped_and_imported(do: Do, table: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    dry = do(table, "--dry-run", "--save-mapping", "--rejected", rejected)
    assert (dry.code, dry.err) == (0, "")
    assert dry.out.splitlines()[:2] == ["氢能.csv: table of a standards system", "system 氢能, dataset 氢能"]
    assert "3 rows read: 2 accepted, 1 rejected; 1 fields or relations left out" in dry.out
    assert "rejected  氢能.csv, 氢能, row 3 GB/T 24499-2009:" in dry.out
    assert "to be created: " in dry.out
    assert rejected.read_text(encoding="utf-8-sig").count("\n") == 3
    mapping = table.with_name("氢能.mapping.yaml")
    text = mapping.read_text(encoding="utf-8")
    assert '走流程: "?"' in text
    there = do(table, "--dry-run", "--save-mapping")
    assert (there.code, "was left alone" in there.err) == (2, True)
    mapping.write_text(text.replace('走流程: "?"', '走流程: "30.20"'), encoding="utf-8")
    done = do(
        table, "--mapping", mapping, "--format", "json", "--title", "氢能", "--stated-on", "2026-11-01", "--rank", "7"
    )
    assert done.code == 0, done.err
    assert (done.answer["changed"], done.answer["leftOut"], counts(done)["Subsystem"]) == (True, 0, 2)
    again = do(table, "--mapping", mapping)
    assert (again.code, again.out.splitlines()[-1]) == (0, "nothing changed")
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join(TABLE.splitlines(keepends=True)[:2]), encoding="utf-8")
    gone = do(fewer, "--dataset", "氢能", "--system", "氢能")
    assert "2 things are no longer in the files and stay (--retire takes them off the plan)" in gone.out


def test_what_changes_is_named(do: Do, tmp_path: Path) -> None:
    """A title, what is in the file no more, and a sheet that is not read; findings that are alike once."""
    head = "序号,标准体系编号,标准号,标准名称,归口单位\n"
    rows = [f"{n},10{n},GB/T 9{n}-2001,标准{n},某委员会\n" for n in (1, 2, 3)]
    path = tmp_path / "风能.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    first = do(path)
    assert "(and 2 more alike)" in first.out
    assert "changed  " not in first.out
    path.write_text(head + rows[0].replace("标准1", "第一项") + rows[1], encoding="utf-8")
    for told in (do(path, "--dry-run"), do(path)):
        assert "  changed  standards  GB/T_91-2001  Chinese title  标准1 → 第一项" in told.out.splitlines()
        assert "  no longer stated  standards  GB/T_93-2001" in told.out.splitlines()


def test_a_heading_that_is_not_understood_comes_before_what_it_costs(do: Do, tmp_path: Path) -> None:
    """In words that people know, and before the rows that are nothing without it."""
    path = tmp_path / "潮汐.csv"
    rows = "".join(f"{n},,第{n}项,现行\n" for n in range(1, 20))
    path.write_text(f"序号,标准号,标准名字,状态\n20,GB/T 20-2001,第20项,现行\n{rows}", encoding="utf-8")
    told = [line for line in do(path, "--dry-run").out.splitlines() if line.startswith("  ")]
    assert told[0].startswith(
        "  left out  潮汐.csv, 潮汐, row 1, column C 标准名字: heading not understood; nearest: Chinese title"
    )
    assert told[1].startswith("  rejected")


def test_sheets_beside_the_list_are_told(do: Do, tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, "统计", [["类别", "应有数", "现有数"], ["合计", 1, 1]])
    sheet_of(book, "说明", [["编制说明"]])
    sheet_of(book, "明细表", [["序号", "标准号", "标准名称"], [1, "GB/T 1-2001", "甲"]])
    told = do(saved(book, tmp_path, "海洋能.xlsx"), "--dry-run").out
    assert "sheet '统计': statistics, compared with the rows" in told
    assert "sheet '说明': not read" in told


def test_in_chinese(do: Do, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "zh")
    told = do(table, "--dataset", "中文", "--dry-run")
    assert "读取 3 行：接受 2 行，未接受 1 行；另有 1 处内容未采用" in told.out
    assert "未接受  氢能.csv，氢能，第 3 行 GB/T 24499-2009：" in told.out


def test_a_register_is_told_as_rows(do: Do, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "tc.jsonl", COMMITTEES)
    told = do(path, "--dataset", "iso", "--format", "csv")
    assert told.out.splitlines()[0].startswith("file,row,column") or told.out.startswith("file,")
    assert "no reference" in told.out
    refused = do(path, "--dataset", "iso", "--dry-run", "--save-mapping")
    assert (refused.code, "a mapping says how a table is read" in refused.err) == (2, True)


def test_what_is_told_as_csv_holds_no_formula(do: Do, tmp_path: Path) -> None:
    path, rejected = tmp_path / "+t.csv", tmp_path / "r.csv"
    path.write_text("标准号,标准名称,子体系名称,状态\nGB/T 24499-2009,术语,基础,=1+1\n", encoding="utf-8")
    told = do(path, "--dataset", "formulas", "--dry-run", "--rejected", rejected, "--format", "csv")
    for text in (told.out, rejected.read_text(encoding="utf-8-sig")):
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["file"], row["value"]) == ("'+t.csv", "'=1+1")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code", "last"), [("n\n", 1, None), ("y\n", 0, "imported, ")])
def test_a_person_is_asked(
    do: Do, table: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, last: str | None
) -> None:
    monkeypatch.setattr(imports, "at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    told = do(table, "--dataset", "asked")
    assert told.code == code
    assert "to be created: " in told.err
    assert (told.out.splitlines()[-1].startswith(last)) if last else not told.out


@pytest.mark.parametrize(
    ("content", "given", "told"),
    [
        (b"", [], "the file is empty"),
        (b"%PDF-1.7 x", [], "PDF"),
        (TABLE.encode(), ["--dataset", "a b"], "--dataset: invalid name of a dataset"),
        (b'{"a": 1}', [], "JSON of no register"),
    ],
)
def test_what_cannot_be_read_is_told(do: Do, tmp_path: Path, content: bytes, given: list[str], told: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    refused = do(path, *given)
    assert (refused.code, told in refused.err, refused.out) == (2, True, ""), refused.err


def test_a_mapping_that_is_none_is_told_with_its_line(do: Do, table: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("sheets:\n  氢能:\n    role: nothing\n", encoding="utf-8")
    refused = do(table, "--mapping", mapping)
    assert (refused.code, "m.yaml:3: " in refused.err) == (2, True), refused.err
    mapping.write_bytes("词: x".encode("gb18030"))
    assert "expected YAML in UTF-8" in do(table, "--mapping", mapping).err


def test_what_cannot_be_written_is_told(do: Do, table: Path, tmp_path: Path) -> None:
    refused = do(table, "--dry-run", "--rejected", tmp_path / "none" / "x.csv")
    assert (refused.code, "x.csv" in refused.err) == (2, True)
