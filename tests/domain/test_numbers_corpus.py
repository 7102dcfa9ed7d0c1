"""What people print and what it means, pair by pair (``numbers.txt``), and every number in the seed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from stdgraph.domain.numbers import Number, Unparsed, is_plan_number, number_key, parse_number, read_number

CORPUS = Path(__file__).with_name("numbers.txt").read_text(encoding="utf-8").splitlines()
PAIRS = [tuple(part.strip() for part in line.split("=>")) for line in CORPUS if "=>" in line and line[0] != "#"]
NEGATIVE = [line.removeprefix("! ") for line in CORPUS if line.startswith("! ")]
COLUMNS = ("number", "plan_number", "printed_number")
SEED = Path(__file__).parents[2] / "seed"


@pytest.mark.parametrize(("printed", "canonical"), PAIRS)
def test_printed_text_is_read_as_the_canonical_number(printed: str, canonical: str) -> None:
    number = parse_number(printed)
    assert number.text == canonical
    assert parse_number(canonical) == number
    assert number_key(printed) == number_key(canonical) == number_key(number.key)


def test_different_numbers_have_different_keys() -> None:
    """But for languages, editions, months and further numbers, which make no other document."""
    canonical = {text for _, text in PAIRS}
    alike = {
        text
        for text in canonical
        if "(E)" in text or text.endswith((" RLV", " CSV", "-08", " DB", " ED5")) or "/ISO" in text[4:]
    }
    keys = {text: number_key(text) for text in canonical - alike}
    assert len(set(keys.values())) == len(keys)


@pytest.mark.parametrize("text", NEGATIVE)
def test_text_that_is_no_number_is_kept_and_flagged(text: str) -> None:
    kept = read_number(f" {text} ")
    assert isinstance(kept, Unparsed)
    assert kept.text == text
    assert kept.key == number_key(text.lower()) == number_key(kept.key)
    with pytest.raises(ValueError, match="is no standard number: expected "):
        parse_number(text)


def seed_numbers() -> Iterator[tuple[str, str]]:
    for path in sorted(SEED.glob("**/*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield from ((column, text) for column in COLUMNS if (text := row.get(column)))


def test_every_number_in_the_seed_is_canonical() -> None:
    found = list(seed_numbers())
    assert {column for column, _ in found} == set(COLUMNS)
    for column, text in found:
        number = read_number(text)
        assert isinstance(number, Number), text
        assert is_plan_number(text) == (column == "plan_number"), text
        if column != "printed_number":
            assert number.text == text
