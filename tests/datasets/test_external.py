"""What a seed names and does not define: references to the catalogue, each once, and what the seed itself knows better."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stdgraph.datasets.external import check_external, unknown_reference
from stdgraph.datasets.places import ExternalReference, Place
from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import read_seed
from stdgraph.datasets.rows import Seed
from tests.datasets.small_seed import put, replace, write_small

STANDARDS, LISTINGS = "X2024/standards.csv", "X2024/listings.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SeedInvalid) as raised:
        read_seed(folder)
    return raised.value.problems


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "label", "name", "expected"),
    [
        ("committees.csv", 3, "parent", "SAC/TC9", "Committee", "SAC/TC9", "a committee"),
        ("committees.csv", 3, "source", "book 3", "Source", "book", "a source"),
        ("product-categories.csv", 3, "parent", "CELL", "ProductCategory", "CELL", "a product category"),
        ("dependencies.csv", 2, "product", "CELL", "ProductCategory", "CELL", "a product category"),
        ("dependencies.csv", 2, "depends_on", "CELL", "ProductCategory", "CELL", "a product category"),
        ("claims.csv", 2, "subject", "S900", "Standard", "S900", "a Standard"),
        ("claims.csv", 4, "subject", "book", "Source", "book", "a Source"),
        ("claims.csv", 2, "source", "book", "Source", "book", "a source"),
        ("referenced.csv", 2, "source", "book", "Source", "book", "a source"),
        ("X2024/subsystems.csv", 4, "parent", "Z", "Subsystem", "X2024/Z", "a subsystem of X2024"),
        (STANDARDS, 4, "committees", "SAC/TC9", "Committee", "SAC/TC9", "a committee"),
        (STANDARDS, 4, "product_categories", "CELL", "ProductCategory", "CELL", "a product category"),
        (STANDARDS, 2, "adopts", "ISO 14067:2018", "Standard", "ISO 14067:2018", "a standard"),
        (LISTINGS, 3, "standard", "stdgraph:S001", "Standard", "stdgraph:S001", "a standard"),
        (LISTINGS, 3, "standard", "GB/T24067—2024", "Standard", "GB/T24067—2024", "a standard"),
        (LISTINGS, 2, "subsystem", "ZZ", "Subsystem", "X2024/ZZ", "a subsystem of X2024"),
        ("X2024/replacements.csv", 2, "successor", "S900", "Standard", "S900", "a standard"),
        ("X2024/replacements.csv", 2, "predecessor", "GB 1-1999", "Standard", "GB 1-1999", "a standard"),
        ("X2024/references.csv", 2, "standard", "S900", "Standard", "S900", "a standard"),
        ("X2024/references.csv", 2, "refers_to", "S900", "Standard", "S900", "a standard"),
        ("X2024/demands.csv", 2, "subsystem", "ZZ", "Subsystem", "X2024/ZZ", "a subsystem of X2024"),
        ("X2024/demands.csv", 2, "category", "CELL", "ProductCategory", "CELL", "a product category"),
    ],
)
def test_what_a_row_names_may_be_the_catalogues(
    folder: Path, file: str, row: int, column: str, value: str, label: str, name: str, expected: str
) -> None:
    put(folder, file, row, column, value)
    (ref,) = read_seed(folder).external
    assert (ref.place, ref.column, ref.label, ref.name, ref.expected) == (
        Place(file, row),
        column,
        label,
        name,
        expected,
    )
    written = value.split()[0] if column == "source" else value
    assert (
        unknown_reference(ref)
        == f"{file}:row {row}, column {column}: unknown reference {written!r} (expected {expected})"
    )
    assert check_external(Seed(external=(ref,)), {label: {name}}) == []
    assert check_external(Seed(external=(ref,)), lambda *known: known == (label, name)) == []


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("StandardsSystem", "PV2024"),
        ("Subsystem", "PV2024/AA"),
        ("ProductCategory", "CELL"),
        ("Committee", "SAC/TC9"),
        ("Target", "PV2024-T1"),
        ("Demand", "D009"),
        ("Source", "book"),
    ],
)
def test_a_claim_may_be_about_what_the_catalogue_holds(folder: Path, kind: str, subject: str) -> None:
    put(folder, "claims.csv", 2, "subject_type", kind)
    put(folder, "claims.csv", 2, "subject", subject)
    (ref,) = read_seed(folder).external
    assert (ref.label, ref.name, ref.column, type(ref.label)) == (kind, subject, "subject", str)


def test_what_a_system_watches_may_be_the_catalogues(folder: Path) -> None:
    replace(folder, "X2024/system.yaml", "[CATHODE]", "[CATHODE, CELL]")
    (ref,) = read_seed(folder).external
    assert unknown_reference(ref) == (
        "X2024/system.yaml, key watches[1]: unknown reference 'CELL' (expected a product category)"
    )


def test_a_seed_in_order_needs_nothing(folder: Path) -> None:
    assert read_seed(folder).external == ()


def test_what_several_rows_name_is_one_reference(folder: Path) -> None:
    for row in (2, 3, 5):
        put(folder, LISTINGS, row, "subsystem", "ZZ")
    (ref,) = read_seed(folder).external
    assert ref.mentions == 3
    assert unknown_reference(ref) == (
        f"{LISTINGS}:row 2, column subsystem: unknown reference 'ZZ' (expected a subsystem of X2024); 2 more rows name it"
    )
    assert unknown_reference(ExternalReference(Place("a.csv", 2), "b", "Source", "c", "a source", mentions=2)).endswith(
        "(expected a source); 1 more row names it"
    )


def test_the_nearest_names_are_offered_as_a_row_writes_them(folder: Path) -> None:
    put(folder, LISTINGS, 2, "subsystem", "ZZ")
    put(folder, LISTINGS, 2, "standard", "S01")
    lines = check_external(
        read_seed(folder),
        {},
        lambda label, name: {"Subsystem": ["X2024/ZA", "X2024/ZB"], "Standard": ["S001"]}[label],
    )
    assert lines == [
        f"{LISTINGS}:row 2, column standard: unknown reference 'S01' (expected a standard, such as 'S001')",
        f"{LISTINGS}:row 2, column subsystem: unknown reference 'ZZ' (expected a subsystem of X2024, such as 'ZA' or 'ZB')",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GB/T 11—2002", "'S005', its id in this dataset"),
        ("gb/t11-2002", "'S005', its id in this dataset"),
        ("ISO 1:2016", "'R001', its id in this dataset"),
        ("20260001-T-339", "'S003', its id in this dataset"),
        ("small:S005", "'S005', its id in this dataset"),
        ("small:S900", "a standard"),
    ],
)
def test_a_standard_of_the_folder_is_named_by_its_id(folder: Path, name: str, expected: str) -> None:
    put(folder, LISTINGS, 3, "standard", name)
    assert problems(folder) == (f"{LISTINGS}:row 3, column standard: unknown reference {name!r} (expected {expected})",)


def test_a_name_is_one_name(folder: Path) -> None:
    put(folder, LISTINGS, 3, "standard", "S001|S002")
    assert problems(folder) == (
        f"{LISTINGS}:row 3, column standard: invalid name 'S001|S002' (expected one id, or one number, without '|')",
    )


def test_a_folder_without_system_yaml_adds_to_a_system_of_the_catalogue(folder: Path) -> None:
    (folder / "X2024/system.yaml").unlink()
    put(folder, LISTINGS, 2, "subsystem", "CA")
    seed = read_seed(folder)
    (part,) = seed.systems
    assert (part.code, part.system, len(part.standards)) == ("X2024", None, 5)
    system, subsystem = seed.external
    assert (system.label, system.name, subsystem.name) == ("StandardsSystem", "X2024", "X2024/CA")
    assert unknown_reference(system) == (
        "X2024: unknown reference 'X2024' (expected a standards system of the catalogue, or a system.yaml here)"
    )


def test_every_other_file_of_the_system_must_be_there(folder: Path) -> None:
    (folder / "X2024/system.yaml").unlink()
    (folder / "X2024/demands.csv").unlink()
    assert problems(folder) == ("X2024/demands.csv: no such file (expected every file of the format)",)


@pytest.mark.parametrize(
    ("file", "row", "column", "old"),
    [
        ("committees.csv", 3, "code", "SAC/TC2"),
        ("product-categories.csv", 4, "code", "ANODE"),
        ("X2024/subsystems.csv", 4, "code", "AB"),
        (STANDARDS, 6, "id", "S900"),
    ],
)
class TestRenamed:
    def test_a_row_says_what_it_was_called(self, folder: Path, file: str, row: int, column: str, old: str) -> None:
        add_column(folder, file)
        put(folder, file, row, "renamed_from", old)
        seed = read_seed(folder)
        part = seed.systems[0]
        found = [
            one.renamed_from
            for table in (seed.committees, seed.categories, part.subsystems, part.standards)
            for one in table
            if one.renamed_from
        ]
        assert found == [old]

    def test_not_its_own_name(self, folder: Path, file: str, row: int, column: str, old: str) -> None:
        add_column(folder, file)
        own = field(folder, file, row, column)
        put(folder, file, row, "renamed_from", own)
        assert problems(folder) == (
            f"{file}:row {row}, column renamed_from: {own!r} is its own name (expected the former one)",
        )

    def test_not_what_another_row_is_called(self, folder: Path, file: str, row: int, column: str, old: str) -> None:
        add_column(folder, file)
        other = field(folder, file, 2, column)
        put(folder, file, row, "renamed_from", other)
        assert problems(folder) == (
            f"{file}:row {row}, column renamed_from: {other!r} is another row's name (expected a name that is no longer used)",
        )

    def test_not_what_another_row_was_called(self, folder: Path, file: str, row: int, column: str, old: str) -> None:
        add_column(folder, file)
        put(folder, file, 2, "renamed_from", old)
        put(folder, file, row, "renamed_from", old)
        assert problems(folder) == (
            f"{file}:row {row}, column renamed_from: duplicate former name {old!r}, first in {file}:row 2 (expected a unique one)",
        )

    def test_not_a_code_with_blanks(self, folder: Path, file: str, row: int, column: str, old: str) -> None:
        add_column(folder, file)
        put(folder, file, row, "renamed_from", "a b")
        assert problems(folder)[0].startswith(f"{file}:row {row}, column renamed_from: invalid code 'a b'")


def test_a_standard_was_not_called_as_a_referenced_one_is(folder: Path) -> None:
    add_column(folder, STANDARDS)
    put(folder, STANDARDS, 6, "renamed_from", "R001")
    assert "'R001' is another row's name" in problems(folder)[0]


def test_a_system_says_what_it_was_called(folder: Path) -> None:
    replace(folder, "X2024/system.yaml", "code: X2024", "code: X2024\nrenamed_from: W2024")
    (part,) = read_seed(folder).systems
    assert part.system
    assert part.system.renamed_from == "W2024"


def test_a_system_was_not_called_as_another_one_is(folder: Path) -> None:
    shutil.copytree(folder / "X2024", folder / "Y2024")
    for file in (folder / "Y2024").glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    text = (folder / "X2024/system.yaml").read_text(encoding="utf-8")
    text = text[: text.index("targets:")].replace("code: X2024", "code: Y2024\nrenamed_from: X2024")
    (folder / "Y2024/system.yaml").write_text(text, encoding="utf-8")
    assert problems(folder) == (
        "Y2024/system.yaml, key renamed_from: 'X2024' is another row's name (expected a name that is no longer used)",
    )


def test_a_row_that_uses_a_former_name_is_given_the_new_one(folder: Path) -> None:
    add_column(folder, "X2024/subsystems.csv")
    put(folder, "X2024/subsystems.csv", 3, "renamed_from", "C")
    put(folder, LISTINGS, 2, "subsystem", "C")
    put(folder, "claims.csv", 2, "subject_type", "Subsystem")
    put(folder, "claims.csv", 2, "subject", "X2024/C")
    assert problems(folder) == (
        f"{LISTINGS}:row 2, column subsystem: unknown reference 'C' (expected 'B', as it is called now)",
    )
    put(folder, LISTINGS, 2, "subsystem", "B")
    assert problems(folder) == (
        "claims.csv:row 2, column subject: unknown reference 'X2024/C' (expected 'X2024/B', as it is called now)",
    )


def add_column(folder: Path, file: str) -> None:
    """An empty column ``renamed_from`` at the front: columns may stand in any order."""
    path = folder / file
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"renamed_from,{head}", *(f",{row}" for row in rows)]) + "\n", encoding="utf-8")


def field(folder: Path, file: str, row: int, column: str) -> str:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return lines[row - 1].split(",")[lines[0].split(",").index(column)]
