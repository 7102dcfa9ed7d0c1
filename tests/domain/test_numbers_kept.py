"""The corpus of printed forms (``numbers.csv``), and what no grammar reads: kept, never rewritten into another family."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.numbers import (
    Family,
    Number,
    Unparsed,
    is_known_plan_number,
    number_key,
    parse_number,
    plan_number_text,
    read_number,
    read_reference,
)

with Path(__file__).with_name("numbers.csv").open(encoding="utf-8", newline="") as lines:
    CORPUS = [(row["printed"], row["family"], row["canonical"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize(("printed", "family", "canonical"), CORPUS)
def test_each_printed_form_reads_as_it_should(printed: str, family: str, canonical: str) -> None:
    number = read_reference(printed).numbers[0]
    assert number.family in family.split("/")
    if canonical:
        assert parse_number(printed).text == canonical
    elif isinstance(read_number(printed), Number):
        assert number.text == " ".join(unicodedata.normalize("NFKC", printed).split())
    assert number_key(number.text) == number.key == number_key(number.key)


FOREIGN_TO_CHINA = [
    ("TCVN 7956:2008", Family.FOREIGN),
    ("TSG 21-2016", Family.OTHER),
    ("QCVN 14:2008", Family.FOREIGN),
    ("TIA-942-2017", Family.FOREIGN),
    ("TC 207", Family.OTHER),
    ("TS 16949", Family.OTHER),
    ("TR 103 305", Family.OTHER),
    ("TGL 12345", Family.FOREIGN),
    ("QSO 12-2020", Family.OTHER),
    ("HJKL 12-2020", Family.OTHER),
    ("GBR 12-2020", Family.OTHER),
    ("DB99/T 1-2020", Family.OTHER),
    ("DIN EN ISO 14067:2019", Family.FOREIGN),
    ("ASTM E1036-15", Family.FOREIGN),
    ("IEEE Std 1547-2018", Family.FOREIGN),
    ("JIS C 8990:2009", Family.FOREIGN),
    ("HAF 102-2016", Family.OTHER),
    ("CXS 192-1995", Family.INTERNATIONAL),
    ("82/685/NP", Family.ISO_IEC),
    ("IEC White Paper IoT:WSN:2014", Family.ISO_IEC),
    ("ISO/IEC VIM:1993", Family.ISO_IEC),
    ("GB/T 24026-202X", Family.NATIONAL),
    ("DB54/T XXXX-XXXX", Family.LOCAL),
    ("AB/T 12-2020", Family.OTHER),
    ("ISO/TC 207", Family.OTHER),
    ("工信厅节函〔2024〕347号", Family.OTHER),
]


@pytest.mark.parametrize(("text", "family"), FOREIGN_TO_CHINA)
def test_what_is_no_chinese_number_is_kept_as_printed(text: str, family: Family) -> None:
    number = parse_number(f" {text} ")
    assert (number.family, number.text) == (family, text)
    for printing in (text.lower(), text.replace(" ", "\u3000"), text.replace("-", "—"), text.replace("/", "／")):
        assert number_key(printing) == number.key


LETTERS = st.text("BCDGHIJNPQSTVZ", min_size=1, max_size=6)


@given(LETTERS, st.sampled_from(["", " ", "-"]), st.integers(1, 99999), st.integers(1950, 2049))
def test_letters_alone_never_become_a_group_or_an_enterprise(lead: str, sign: str, serial: int, year: int) -> None:
    number = read_number(f"{lead}{sign}{serial}-{year}")
    if isinstance(number, Number) and number.family in (Family.GROUP, Family.ENTERPRISE):
        assert number.prefix in ("T/CES", "T/ISC", "Q/HN", "Q/SH", "Q/CSG", "Q/CR", "T/CPIA", "T/CNIS")


@given(st.text(max_size=60) | st.text("GBT/DIJS0129 -~—、；()（）《》第号修改单X×年版:+.QW能源〔〕", max_size=60))
def test_any_text_is_read_kept_or_refused_and_stays_put(text: str) -> None:
    found = read_number(text)
    assert number_key(found.key) == found.key
    if isinstance(found, Number):
        assert read_number(found.text) == found
    else:
        assert isinstance(found, Unparsed)
        with pytest.raises(ValueError, match="is no standard number: expected "):
            parse_number(text)
    try:
        assert read_reference(text).numbers
    except ValueError as error:
        assert "expected" in str(error)  # noqa: PT017 - either way is right
    assert plan_number_text(plan_number_text(text)) == plan_number_text(text)


@pytest.mark.parametrize(
    ("text", "numbers", "all_parts"),
    [
        ("GB 3100～3102-1993", ["GB 3100-1993", "GB 3101-1993", "GB 3102-1993"], False),
        ("GB/T 1.1~GB/T 1.3", ["GB/T 1.1", "GB/T 1.2", "GB/T 1.3"], False),
        ("GB/T 5606（所有部分）", ["GB/T 5606"], True),
        ("ISO 5606 (all parts)", ["ISO 5606"], True),
        ("GB 3100-1993、GB 3101-1993", ["GB 3100-1993", "GB 3101-1993"], False),
        ("GB/T 24067—2024", ["GB/T 24067-2024"], False),
    ],
)
def test_a_reference_may_mean_several_or_all_parts(text: str, numbers: list[str], all_parts: bool) -> None:
    found = read_reference(text)
    assert ([number.text for number in found.numbers], found.all_parts) == (numbers, all_parts)


@pytest.mark.parametrize("text", ["GB 3102~3100", "GB 1~99999", "GB/T 1.1~2.3"])
def test_a_range_that_leads_nowhere_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected one such as GB 3100~3102"):
        read_reference(text)


@pytest.mark.parametrize("text", ["GB 3100~3102", "GB/T 5606（所有部分）", "GB 3100、GB 3101"])
def test_a_standards_own_number_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="is no standard number: expected one number, not several"):
        parse_number(text)


@pytest.mark.parametrize("text", ["20232745-T-339", "2021-0345T-SJ", "W20212345", "能源20230121", "建标〔2021〕11号"])
def test_plan_numbers_of_every_issuer_are_known(text: str) -> None:
    assert is_known_plan_number(text)
    assert plan_number_text(text) == text
