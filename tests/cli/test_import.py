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
