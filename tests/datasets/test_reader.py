from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stdgraph.datasets.external import check_external
from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.vocabulary import Degree, Level, Priority
from stdgraph.errors import BadInput
from tests.datasets.small_seed import FILES, put, replace, write_small

STANDARDS = "X2024/standards.csv"
LEVELS = "national, industry, local, group, enterprise, international, other"

FIELDS = [
    ("sources.csv", 3, "id", "page", "duplicate source 'page', first in sources.csv:row 2 (expected"),
    ("sources.csv", 2, "id", "", "missing value (expected one)"),
    ("committees.csv", 3, "code", "SAC/TC1", "duplicate committee 'SAC/TC1', first in committees.csv:row 2"),
    ("committees.csv", 3, "parent", "SAC/TC9", "unknown reference 'SAC/TC9' (expected a committee)"),
    ("committees.csv", 2, "members", "many", "invalid number 'many' (expected digits)"),
    ("committees.csv", 2, "level", "county", "invalid level of a committee 'county' (expected national, provincial"),
    ("committees.csv", 2, "source", "book", "unknown reference 'book' (expected a source)"),
    ("committees.csv", 2, "source", "page ;  ; page", "empty source (expected ids"),
    ("committees.csv", 2, "confidence", "sure", "invalid confidence 'sure' (expected verified, known, derived)"),
    ("product-categories.csv", 2, "parent", "LI_BATTERY", "cycle BATTERY > LI_BATTERY > BATTERY"),
    ("product-categories.csv", 2, "kind", "thing", "invalid kind 'thing' (expected product, material, process,"),
    ("product-categories.csv", 3, "aliases", "LIB||LIB", "empty value in 'LIB||LIB' (expected values separated by '|')"),
    ("dependencies.csv", 2, "depends_on", "ANODE", "unknown reference 'ANODE' (expected a product category)"),
    ("dependencies.csv", 2, "role", "sibling", "invalid role 'sibling' (expected part, process, material, input)"),
    ("claims.csv", 2, "subject", "S999", "unknown reference 'S999' (expected a Standard)"),
    ("claims.csv", 2, "subject_type", "Thing", "invalid label 'Thing' (expected StandardsSystem, Subsystem"),
    ("claims.csv", 2, "chosen", "true", "invalid flag 'true' (expected yes, or an empty field)"),
    ("claims.csv", 2, "source", "page ; nothing", "too many sources for a claim (expected one id)"),
    ("referenced.csv", 2, "id", "S001", "duplicate standard 'S001', first in X2024/standards.csv:row 2"),
    ("referenced.csv", 2, "number", "GB/T10—2020", "'GB/T10—2020' is not in canonical form (expected 'GB/T 10-2020')"),
    ("product-categories.csv", 2, "parent", "CATHODE|LI_BATTERY", "cycle BATTERY > LI_BATTERY > BATTERY (expected parents"),
    ("product-categories.csv", 2, "parent", "CATHODE|CATHODE", "duplicate value in 'CATHODE|CATHODE'"),
    ("X2024/subsystems.csv", 2, "parent", "AA", "cycle A > AA > A (expected a tree)"),
    ("X2024/subsystems.csv", 2, "parent", "A", "cycle A > A (expected a tree)"),
    ("X2024/subsystems.csv", 4, "parent", "Z", "unknown reference 'Z' (expected a subsystem of X2024)"),
    ("X2024/subsystems.csv", 3, "code", "A", "duplicate subsystem 'A', first in X2024/subsystems.csv:row 2"),
    (STANDARDS, 2, "published_on", "2020-13-01", "invalid date '2020-13-01' (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
    (STANDARDS, 2, "published_on", "2020/1/1", "invalid date '2020/1/1' (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
    (STANDARDS, 2, "in_force_on", "2019-12-31", "2019-12-31 is before published_on 2020-01-01 (expected"),
    (STANDARDS, 3, "withdrawn_on", "2009-12-31", "2009-12-31 is before published_on 2010-01-01"),
    (STANDARDS, 2, "withdrawn_on", "2026-01-01", "2026-01-01 at stage 60.60 (expected an empty field before stage 95)"),
    (STANDARDS, 4, "published_on", "2026-01-01", "2026-01-01 at stage 20.00 (expected an empty field before stage 60)"),
    (STANDARDS, 2, "stage_on", "2020-01-01", "2020-01-01 at stage 60.60 (expected an empty field: published_on holds that date)"),
    (STANDARDS, 2, "stage", "61.00", "invalid stage '61.00' (expected XX or XX.YY"),
    (STANDARDS, 2, "level", "NATIONAL", f"invalid level 'NATIONAL' (expected {LEVELS})"),
    (STANDARDS, 2, "nature", "voluntary", "invalid nature 'voluntary' (expected mandatory, recommended, guidance)"),
    (STANDARDS, 2, "nature", "mandatory", "mandatory contradicts GB/T 10-2020, which says recommended (expected recommended)"),
    (STANDARDS, 2, "level", "group", "group contradicts GB/T 10-2020, which says national (expected national)"),
    (STANDARDS, 2, "number", "GB 3100~3102", "is no standard number (expected one number, not several or a series)"),
    (STANDARDS, 5, "plan_number", "２０２６０００１-T-339", "is not in canonical form (expected '20260001-T-339')"),
    (STANDARDS, 3, "number", "GB/T 10-2020", "duplicate standard 'GB/T 10-2020', first in X2024/standards"),
    (STANDARDS, 5, "plan_number", "20260001-T-339", "duplicate standard '20260001-T-339'"),
    (STANDARDS, 2, "committees", "SAC/TC1|SAC/TC7", "unknown reference 'SAC/TC7' (expected a committee)"),
    (STANDARDS, 2, "product_categories", "CAR", "unknown reference 'CAR' (expected a product category)"),
    (STANDARDS, 2, "adopts", "ISO", "unknown reference 'ISO' (expected a standard)"),
    (STANDARDS, 2, "adoption_degree", "idt", "invalid degree 'idt' (expected IDT, MOD, EQV, NEQ)"),
    (STANDARDS, 2, "adoption_degree", "IDT|MOD", "2 degrees for 1 adopted standards (expected one each, or none)"),
    ("X2024/listings.csv", 2, "standard", "S9", "unknown reference 'S9' (expected a standard)"),
    ("X2024/listings.csv", 2, "subsystem", "C", "unknown reference 'C' (expected a subsystem of X2024)"),
    ("X2024/listings.csv", 5, "subsystem", "AA", "duplicate listing 'S003 / AA'"),
    ("X2024/listings.csv", 2, "membership", "guessed", "invalid basis 'guessed' (expected stated, inferred)"),
    ("X2024/replacements.csv", 2, "predecessor", "S001", "S001 replaces itself (expected another standard)"),
    ("X2024/replacements.csv", 2, "predecessor", "S9", "unknown reference 'S9' (expected a standard)"),
    ("X2024/replacements.csv", 2, "extent", "all", "invalid extent 'all' (expected whole, part)"),
    ("X2024/demands.csv", 2, "priority", "urgent", "invalid priority 'urgent' (expected high, medium, low)"),
    ("X2024/demands.csv", 3, "id", "D001", "duplicate demand 'D001', first in X2024/demands.csv:row 2"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path)


def problems(folder: Path) -> tuple[str, ...]:
    """What is wrong with a seed by itself and, if nothing is, in an empty catalogue."""
    with pytest.raises(SeedInvalid) as raised:
        raise SeedInvalid(check_external(read_seed(folder), {}))
    assert raised.value.code == "BAD_USER_INPUT"
    assert raised.value.exit_code == 2
    return raised.value.problems


def test_a_seed_in_order_comes_as_plain_rows(folder: Path) -> None:
    seed = read_seed(folder)
    (part,) = seed.systems
    assert part.system
    assert str(part.system.issued_on) == "2024-08-24"
    assert part.system.targets[0].levels == (Level.NATIONAL, Level.INDUSTRY)
    assert part.system.targets[0].required == 2
    assert part.demands[0].priority is Priority.HIGH
    assert seed.committees[0].source[0] == ("page", "1")
    assert seed.categories[1].aliases == ("锂离子电池", "LIB")
    first, *_, fourth, _ = part.standards
    assert first.adoption_degree == (Degree.IDT,)
    assert fourth.level is None
    assert [row.id for row in seed.standards()] == ["S001", "S002", "S003", "S004", "S005", "R001"]


@pytest.mark.parametrize(("file", "row", "column", "value", "message"), FIELDS)
def test_a_wrong_field_is_named(folder: Path, file: str, row: int, column: str, value: str, message: str) -> None:
    put(folder, file, row, column, value)
    place = f"{file}:row {row}, column {column}: "
    assert any(line.startswith(place) and message in line for line in problems(folder))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("code: X2024", "code: Y2024", "key code: 'Y2024' does not match its folder (expected 'X2024')"),
        ("declared: 9", "declared: nine", "key declared: invalid number 'nine' (expected digits)"),
        ("issued_on: 2024-08-24", "issued_on: 2024-08-32", "key issued_on: invalid date '2024-08-32' (expected"),
        ("by: 2026-12-31", "by: 2026-13", "key targets[0].by: invalid date '2026-13' (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
        ('operator: ">="', 'operator: ">"', "key targets[0].operator: invalid operator '>' (expected >=, =)"),
        ("levels: [national", "levels: [galactic", "key targets[0].levels: invalid level 'galactic' (expected national"),
        ("[CATHODE]", "[ANODE]", "key watches[0]: unknown reference 'ANODE' (expected a product category)"),
        ("  - page 1.2", "  - book", "key source: unknown reference 'book' (expected a source)"),
        ("confidence: verified\n", "", "key confidence: missing value (expected one)"),
        ("note:", "color: red", "key color: unknown key (expected one of code, title_zh, title_en, issuer,"),
        ("note:", "color:", "key color: unknown key (expected one of code, title_zh, title_en, issuer,"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named(folder: Path, old: str, new: str, line: str) -> None:
    replace(folder, "X2024/system.yaml", old, new)
    assert any(problem.startswith(f"X2024/system.yaml, {line}") for problem in problems(folder))


def test_yaml_that_does_not_parse_is_named_with_its_line(folder: Path) -> None:
    (folder / "X2024/system.yaml").write_text("code: X2024\nissuer: [a\n", encoding="utf-8")
    (line,) = problems(folder)
    assert line.startswith("X2024/system.yaml: line ")
    assert line.endswith("(expected YAML)")
    (folder / "X2024/system.yaml").write_text("just words\n", encoding="utf-8")
    assert problems(folder) == ("X2024/system.yaml: invalid content (expected a mapping of keys to values)",)


def test_a_key_that_stands_twice_is_named_with_its_line(folder: Path) -> None:
    replace(folder, "X2024/system.yaml", "declared: 9", "declared: 9\ndeclared: 90")
    (line,) = problems(folder)
    number = FILES["X2024/system.yaml"].splitlines().index("declared: 9") + 2
    assert line == f"X2024/system.yaml: line {number}: duplicate key 'declared' (expected YAML)"


def test_replacements_that_run_in_a_circle_are_named_once(folder: Path) -> None:
    with (folder / "X2024/replacements.csv").open("a", encoding="utf-8") as file:
        file.write("S002,S005,part,,page,verified,\nS005,S001,whole,,page,verified,\nS001,S005,part,,page,verified,\n")
    (line,) = problems(folder)
    assert line.startswith("X2024/replacements.csv:row 4, column predecessor: cycle S005 > S001 > S002 > S005")
    assert line.endswith("(expected a standard that does not replace it)")


def test_target_ids_are_unique(folder: Path) -> None:
    text = FILES["X2024/system.yaml"]
    target = text[text.index("  - id: X2024-T1") :]
    (folder / "X2024/system.yaml").write_text(text + target, encoding="utf-8")
    (line,) = problems(folder)
    assert line.startswith("X2024/system.yaml, key targets: duplicate target 'X2024-T1'")


def test_columns_that_are_missing_or_unknown_are_named(folder: Path) -> None:
    replace(folder, "committees.csv", "secretariat", "secretary")
    known = "code, title_zh, title_en, parent, level, secretariat, members, source, confidence, note; optional: renamed_from"
    assert problems(folder) == (
        f"committees.csv:row 1, column secretariat: missing column (expected {known})",
        f"committees.csv:row 1, column secretary: unknown column (expected {known})",
    )


def test_a_column_that_stands_twice_is_named(folder: Path) -> None:
    replace(folder, "sources.csv", "id,title,url,note", "id,title,url,note,note")
    assert "sources.csv:row 1, column note: duplicate column (expected once)" in problems(folder)


def test_rows_of_another_length_are_named(folder: Path) -> None:
    replace(folder, "X2024/demands.csv", "D002,B,CATHODE,", "D002,B,CATHODE")
    assert problems(folder) == ("X2024/demands.csv:row 3: 7 fields (expected 8, as in the header)",)


def test_a_quote_that_is_never_closed_is_named(folder: Path) -> None:
    replace(folder, "sources.csv", "A page", '"A page')
    (line,) = problems(folder)
    assert line.startswith("sources.csv: line ")
    assert line.endswith("(expected RFC 4180)")


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_is_named(folder: Path, content: bytes) -> None:
    (folder / "claims.csv").write_bytes(content)
    assert problems(folder) == ("claims.csv: empty file (expected at least a header or keys)",)


def test_text_that_is_not_utf8_is_named(folder: Path) -> None:
    path = folder / "committees.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert problems(folder) == ("committees.csv: line 2: invalid encoding (expected UTF-8)",)


def test_text_that_holds_a_nul_is_named(folder: Path) -> None:
    replace(folder, "committees.csv", "SAC/TC1/SC2", "SAC/TC1\0/SC2")
    assert problems(folder) == ("committees.csv: line 3: NUL character (expected text)",)


def test_a_byte_order_mark_and_other_line_ends_are_read(folder: Path) -> None:
    before = read_seed(folder)
    path = folder / "committees.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_seed(folder) == before


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "X2024/listings.csv").unlink()
    assert problems(folder) == ("X2024/listings.csv: no such file (expected every file of the format)",)


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "X2024/listings.csv").unlink()
    (folder / "X2024/listings.csv").mkdir()
    assert problems(folder) == ("X2024/listings.csv: cannot read the file: Is a directory (expected a regular file)",)


def test_a_seed_without_a_system_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "X2024")
    assert problems(folder)[0].endswith("no system folder (expected one with system.yaml)")


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no such seed folder: "):
        read_seed(tmp_path / "nowhere")


def test_all_problems_are_collected_and_twenty_are_shown(folder: Path) -> None:
    for row in range(2, 7):
        for column in ("published_on", "in_force_on", "due_on", "stage_on", "withdrawn_on"):
            put(folder, STANDARDS, row, column, "soon")
    with pytest.raises(SeedInvalid) as raised:
        read_seed(folder)
    assert len(raised.value.problems) == 25
    lines = str(raised.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 5 more"


def test_the_message_of_a_longer_cycle_names_it_once(folder: Path) -> None:
    put(folder, "product-categories.csv", 2, "parent", "CATHODE")
    put(folder, "product-categories.csv", 4, "parent", "LI_BATTERY")
    (line,) = problems(folder)
    assert line.startswith(
        "product-categories.csv:row 2, column parent: cycle BATTERY > CATHODE > LI_BATTERY > BATTERY"
    )


def test_dependencies_may_go_round(folder: Path) -> None:
    path = folder / "dependencies.csv"
    path.write_text(path.read_text(encoding="utf-8") + "CATHODE,LI_BATTERY,input,page,known,\n", encoding="utf-8")
    assert len(read_seed(folder).dependencies) == 2


@pytest.mark.parametrize(
    ("file", "column", "value", "length", "limit"),
    [
        (STANDARDS, "title_zh", "长" * 1001, 1001, 1000),
        (STANDARDS, "note", "长" * 10_001, 10_001, 10_000),
        (STANDARDS, "source", "page " + "长" * 2_100 + " ; page", 2_105, 2_100),
        ("product-categories.csv", "aliases", "长" * 1001 + "|LIB", 1001, 1000),
        ("committees.csv", "secretariat", "长" * 1001, 1001, 1000),
        ("sources.csv", "url", "https://a/" + "b" * 2_100, 2_110, 2_100),
    ],
)
def test_a_text_that_is_too_long(folder: Path, file: str, column: str, value: str, length: int, limit: int) -> None:
    put(folder, file, 2, column, value)
    (line,) = problems(folder)
    assert line == f"{file}:row 2, column {column}: text of {length} characters (expected at most {limit})"


def test_what_just_fits_is_read_and_composed(folder: Path) -> None:
    put(folder, STANDARDS, 2, "title_zh", " " + "长" * 1000 + " ")
    put(folder, STANDARDS, 2, "title_en", "E\u0301le\u0301ment ＬＥＤ")
    put(folder, "product-categories.csv", 2, "aliases", "|".join(str(n) * 300 for n in range(5)))
    (standard, *_) = read_seed(folder).systems[0].standards
    assert (standard.title_zh, standard.title_en) == ("长" * 1000, "Élément ＬＥＤ")
