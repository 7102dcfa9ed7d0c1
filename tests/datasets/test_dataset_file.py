"""dataset.yaml: what a folder's dataset is called, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest

from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.datasets.rows import DatasetDefinition, Seed
from tests.datasets.small_seed import write_small

FILE = """\
name: h2-2026
title_zh: 氢能标准体系
title_en: Hydrogen standards
stated_on: 2026-03-31
rank: 5
note: by hand
"""
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60))
"""A short text of 2^60 values."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def write(folder: Path, text: str) -> Path:
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")
    return folder


def test_all_of_it_is_read(folder: Path) -> None:
    assert read_seed(write(folder, FILE)).dataset == DatasetDefinition(
        "h2-2026", "氢能标准体系", "Hydrogen standards", date(2026, 3, 31), 5, "by hand"
    )


def test_an_alias_is_what_it_stands_for(folder: Path) -> None:
    assert read_seed(write(folder, "name: &n twice\ntitle_zh: *n\n")).dataset == DatasetDefinition("twice", "twice")


def test_without_it_the_folder_names_the_dataset(folder: Path) -> None:
    assert read_seed(folder).dataset == DatasetDefinition("small", rank=100)


def test_without_a_name_the_folder_names_the_dataset(folder: Path) -> None:
    assert read_seed(write(folder, "title_zh: 小\nrank: 0\n")).dataset == DatasetDefinition("small", "小", rank=0)


def test_the_folder_one_works_in_has_a_name_as_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert read_seed(Path()).dataset.name == "small"
    monkeypatch.chdir(folder / "X2024")
    assert read_seed(Path("..")).dataset.name == "small"


def test_a_seed_made_in_code_is_a_dataset() -> None:
    assert Seed().dataset == DatasetDefinition("seed")


def test_the_bundled_seed_says_what_it_is() -> None:
    dataset = read_seed(bundled_seed()).dataset
    assert dataset.name == "stdgraph"
    assert dataset.title_zh
    assert dataset.title_en
    assert dataset.stated_on == date(2026, 11, 23)


@pytest.mark.parametrize("name", ["氢能", "a", "_seed", "GB.2024-01_x", "9", "x" * 100])
def test_a_name_may_be(folder: Path, name: str) -> None:
    assert read_seed(write(folder, f"name: {name}\n")).dataset.name == name
    assert read_seed(write_small(folder.parent / name)).dataset.name == name


def test_letters_that_are_composed_otherwise_are_the_same_name(folder: Path) -> None:
    assert read_seed(write(folder, f"name: {normalize('NFD', 'énergie')}\n")).dataset.name == normalize(
        "NFC", "énergie"
    )


@pytest.mark.parametrize("name", ["a b", "a:b", "a/b", "a|b", "-a", ".a", "a,b", "x" * 101, "a\u200bb"])
def test_a_name_may_not_be(folder: Path, name: str) -> None:
    with pytest.raises(SeedInvalid) as raised:
        read_seed(write(folder, f'name: "{name}"\n'))
    assert raised.value.problems == (
        (
            f"dataset.yaml, key name: invalid name of a dataset {name!r} "
            "(expected at most 100 letters, digits, '.', '_' or '-')"
        ),
    )


def test_a_folder_whose_name_does_not_do_needs_the_file(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "my seed")
    with pytest.raises(SeedInvalid) as raised:
        read_seed(folder)
    (line,) = raised.value.problems
    assert line.startswith(
        "dataset.yaml, key name: missing, and the folder's name does not do: invalid name of a dataset"
    )
    assert read_seed(write(folder, "name: mine\n")).dataset.name == "mine"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nome: a\n", ", key nome: unknown key (expected one of name, title_zh, title_en, stated_on, rank, note)"),
        ("nome:\n", ", key nome: unknown key (expected one of name, title_zh, title_en, stated_on, rank, note)"),
        ("name: a\nname: b\n", ": line 2: duplicate key 'name' (expected YAML)"),
        ("name: [a]\n", ", key name: invalid value (expected: input should be a valid string)"),
        ("name: a\nstated_on: 2026-02-30\n", ", key stated_on: invalid date '2026-02-30' (expected YYYY-MM-DD)"),
        ("name: a\nrank: -1\n", ", key rank: invalid number '-1' (expected digits)"),
        ("name: a\nrank: 1.5\n", ", key rank: invalid number '1.5' (expected digits)"),
        ("- a\n", ": invalid content (expected a mapping of keys to values)"),
        ("", ": empty file (expected at least a header or keys)"),
        ("note: &n [*n]\n", ": line 1: found unconstructable recursive node (expected YAML)"),
        (BOMB, ": more than 100000 values, aliases written out (expected fewer)"),
        ("note: " + "[" * 5000 + "]" * 5000, ": lists in lists without end (expected a mapping of keys to values)"),
        (
            "note: '" + ("x" * 1000 + "\n") * 5000 + "'\n",
            ": file of more than 4194304 characters (expected a smaller one)",
        ),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_wrong_is_named(folder: Path, text: str, line: str) -> None:
    with pytest.raises(SeedInvalid) as raised:
        read_seed(write(folder, text))
    assert raised.value.problems == (f"dataset.yaml{line}",)
