"""Tables stay in their files: each pass reads them again, notices a change, and refuses what would fill the memory."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems, SeedInvalid
from stdgraph.datasets.reader import read_seed
from stdgraph.datasets.rows import StandardRow
from stdgraph.datasets.tables import SeedChanged, Table
from stdgraph.datasets.text_files import ROW_LIMIT
from stdgraph.errors import BadInput
from tests.datasets.small_seed import put, replace, write_small

STANDARDS = "X2024/standards.csv"
CHANGED = f"{STANDARDS}: the file changed while it was read (expected it to stay as it was checked)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def standards(folder: Path) -> Table[StandardRow]:
    table = read_seed(folder).systems[0].standards
    assert isinstance(table, Table)
    return table


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SeedInvalid) as raised:
        read_seed(folder)
    return raised.value.problems


def test_a_table_is_read_as_often_as_one_likes(folder: Path) -> None:
    table = standards(folder)
    assert [row.id for row in table] == [row.id for row in table] == ["S001", "S002", "S003", "S004", "S005"]
    assert len(table) == 5
    one, other = iter(table), iter(table)
    assert [next(one).id, next(other).id, next(one).id, next(other).id] == ["S001", "S001", "S002", "S002"]


def test_rows_have_their_places(folder: Path) -> None:
    path = folder / STANDARDS
    path.write_text(path.read_text(encoding="utf-8").replace("\nS003", "\n\nS003"), encoding="utf-8")
    assert [(place.row, row.id) for place, row in standards(folder).placed()][1:3] == [(3, "S002"), (5, "S003")]
    assert Place(STANDARDS, 3) == next(place for place, row in standards(folder).placed() if row.id == "S002")


def retitle(path: Path) -> None:
    """Another text of the same length, and the same time of writing."""
    was = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Three", "Trees"), encoding="utf-8")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        retitle,
        Path.unlink,
        lambda path: path.write_bytes(path.read_bytes()[:-40]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"national", b"galactic")),
        lambda path: path.write_bytes(path.read_bytes() + b"S006,,,,,,,00.00,,,,,,,,,,,,,,page,known,\n"),
        lambda path: path.write_bytes(path.read_bytes().replace(b"printed_number", b"printed-number")),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes() + b"\xff"),
        lambda path: path.write_bytes(path.read_bytes() + b'"'),
    ],
    ids=["title", "gone", "cut", "value", "row", "header", "empty", "bytes", "quote"],
)
def test_a_file_that_changed_is_noticed(folder: Path, change: Callable[[Path], object]) -> None:
    table = standards(folder)
    change(folder / STANDARDS)
    with pytest.raises(SeedChanged) as raised:
        list(table)
    assert str(raised.value) == CHANGED
    assert isinstance(raised.value, BadInput)


def test_a_change_behind_a_reader_is_noticed_by_that_reader(folder: Path) -> None:
    path = folder / STANDARDS
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    many = [row.replace("S004", f"T{n:05}") for n in range(3000) for row in rows if row.startswith("S004")]
    path.write_text("\n".join([head, *rows, *many]) + "\n", encoding="utf-8")
    passing = iter(standards(folder))
    next(passing)
    path.write_text(path.read_text(encoding="utf-8").replace("T02999", "T12999"), encoding="utf-8")
    with pytest.raises(SeedChanged):
        list(passing)


def test_a_file_that_was_only_touched_is_the_same(folder: Path) -> None:
    table = standards(folder)
    (folder / STANDARDS).touch()
    (folder / STANDARDS).write_bytes(b"\xef\xbb\xbf" + (folder / STANDARDS).read_bytes())
    assert len(list(table)) == 5


def test_a_field_that_is_too_long_is_named(folder: Path) -> None:
    put(folder, STANDARDS, 3, "title_zh", "一" * 131_072)
    assert problems(folder) == (
        f"{STANDARDS}:row 3, column title_zh: text of 131072 characters (expected at most 1000)",
    )
    put(folder, STANDARDS, 3, "title_zh", "一" * 131_073)
    assert problems(folder) == (
        f"{STANDARDS}: line 3: field of more than 131072 characters (expected fewer; is a quote left open?)",
    )


def test_a_quote_that_is_left_open_in_a_long_file_is_named(folder: Path) -> None:
    with (folder / "X2024/listings.csv").open("a", encoding="utf-8") as file:
        file.write('S002,AA,1,stated,"open\n')
        file.writelines(f"S001,B,{n},stated,\n" for n in range(20_000))
    (line,) = problems(folder)
    assert line.startswith("X2024/listings.csv: line ")
    assert line.endswith(": field of more than 131072 characters (expected fewer; is a quote left open?)")


@pytest.mark.parametrize(
    "row", ["S009" + "," * (2 * ROW_LIMIT), ",".join(['"a\n"'] * ROW_LIMIT)], ids=["line", "lines"]
)
def test_a_row_that_is_too_long_is_named(folder: Path, row: str) -> None:
    path = folder / STANDARDS
    with path.open("a", encoding="utf-8") as file:
        file.write(row)
    (line,) = problems(folder)
    assert line.startswith(f"{STANDARDS}: line ")
    assert line.endswith(f": row of more than {ROW_LIMIT} characters (expected fewer; is a quote left open?)")


def test_a_long_file_is_no_long_row(folder: Path) -> None:
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"s{n},{'title ' * 80},,{'note ' * 1_900}\n" for n in range(150))
    assert len(read_seed(folder).sources) == 152
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("\n" * (ROW_LIMIT + 1))
    assert len(read_seed(folder).sources) == 152


def test_an_encoding_that_is_wrong_far_down_is_named_with_its_line(folder: Path) -> None:
    with (folder / "sources.csv").open("ab") as file:
        file.write("".join(f"s{n},来源,,\n" for n in range(20_000)).encode())
        file.write("来".encode()[:2] + b",a,,\n")
    assert problems(folder) == ("sources.csv: line 20004: invalid encoding (expected UTF-8)",)


def test_a_file_that_ends_within_a_character_is_named(folder: Path) -> None:
    with (folder / "sources.csv").open("ab") as file:
        file.write(b"s,a,,\xe6\x9d")
    assert problems(folder) == ("sources.csv: line 4: invalid encoding (expected UTF-8)",)


def test_old_line_ends_are_read(folder: Path) -> None:
    path = folder / STANDARDS
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert [row.id for row in standards(folder)] == ["S001", "S002", "S003", "S004", "S005"]


def test_problems_are_counted_and_the_first_are_kept() -> None:
    found = Problems()
    assert not found
    for row in range(5000):
        found.add(Place("a.csv", row), "b", "wrong")
    with pytest.raises(SeedInvalid) as raised:
        found.raise_if_any()
    assert (len(raised.value.problems), raised.value.count) == (1000, 5000)
    assert str(raised.value).splitlines()[-1] == "... and 4980 more"


def test_twenty_problems_are_all_shown() -> None:
    assert str(SeedInvalid(["a"] * 20)).splitlines() == ["a"] * 20


def test_the_limit_of_a_field_is_the_libraries() -> None:
    assert csv.field_size_limit() == 131_072


def test_columns_that_may_be_absent_are_told_apart(folder: Path) -> None:
    replace(folder, STANDARDS, "id,number", "ident,number")
    missing, unknown = problems(folder)
    assert missing.startswith(f"{STANDARDS}:row 1, column id: missing column (expected id, number, printed_number,")
    assert unknown.startswith(f"{STANDARDS}:row 1, column ident: unknown column (expected id, number,")
    assert missing.endswith(
        "source, confidence, note; optional: title_basis, department, drafting_bodies, amends, renamed_from)"
    )
