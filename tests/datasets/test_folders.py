"""What lies in a seed's folder: files that look like a part of the seed and are none are refused, notes are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import read_seed
from stdgraph.errors import BadInput
from tests.datasets.small_seed import write_small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SeedInvalid) as raised:
        read_seed(folder)
    return raised.value.problems


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("X2024/standard.csv", "standards.csv"),
        ("X2024/Standards.csv", "standards.csv"),
        ("X2024/standards.CSV", "standards.csv"),
        ("X2024/standards.xlsx", "standards.csv"),
        ("X2024/listing.csv", "listings.csv"),
        ("X2024/system.yml", "system.yaml"),
        ("X2024/demand.tsv", "demands.csv"),
        ("dataset.yml", "dataset.yaml"),
        ("Dataset.yaml", "dataset.yaml"),
        ("commitees.csv", "committees.csv"),
        ("product_categories.csv", "product-categories.csv"),
        (
            "zzz.csv",
            (
                "dataset.yaml or sources.csv or committees.csv or product-categories.csv or dependencies.csv or claims.csv"
                " or referenced.csv"
            ),
        ),
    ],
)
def test_a_file_of_an_unknown_name_is_refused(folder: Path, name: str, nearest: str) -> None:
    (folder / name).write_text("id\n", encoding="utf-8")
    assert problems(folder) == (f"{name}: unknown file (expected {nearest})",)


def test_a_misspelt_file_is_named_beside_the_one_that_is_missing(folder: Path) -> None:
    (folder / "X2024/standards.csv").rename(folder / "X2024/standard.csv")
    assert problems(folder) == (
        "X2024/standard.csv: unknown file (expected standards.csv)",
        "X2024/standards.csv: no such file (expected every file of the format)",
    )


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "notes.txt",
        "LICENSE",
        ".gitignore",
        ".~lock.standards.csv#",
        "~$standards.xlsx",
        "scan.pdf",
        "standards.csv~",
    ],
)
def test_notes_are_left_alone(folder: Path, name: str) -> None:
    for place in (folder, folder / "X2024"):
        (place / name).write_text("anything", encoding="utf-8")
    assert len(read_seed(folder).systems) == 1


def test_a_folder_that_holds_no_system_is_named(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs/page.md").write_text("# Notes\n", encoding="utf-8")
    (folder / ".git").mkdir()
    assert problems(folder) == (
        (
            "docs: no file of a system in this folder (expected system.yaml, subsystems.csv, standards.csv, listings.csv, "
            "replacements.csv, references.csv, demands.csv)"
        ),
    )


def test_a_folder_that_cannot_be_read_is_one_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BadInput, match=r"^cannot read the seed folder: .*Permission denied"):
        read_seed(folder)
