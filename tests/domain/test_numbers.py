"""Numbers by their laws: parts to text and back, one key for all printings, nothing dropped."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from stdgraph.domain.numbers import (
    Family,
    Number,
    Supplement,
    all_keys,
    is_plan_number,
    number_key,
    parse_number,
    read_number,
)
from stdgraph.domain.numbers.codes import DOCUMENT_TYPES, DRAFTS, EDITION_FORMS, INDUSTRY_CODES
from stdgraph.domain.vocabulary import Level, Nature


def digits(least: int, most: int) -> SearchStrategy[str]:
    return st.text(string.digits, min_size=least, max_size=most)


years = st.none() | st.integers(1950, 2049)
serials = st.builds(
    "{}{}".format,
    digits(1, 5),
    st.sampled_from(["", "A", "S"]),  # a T would be that of DB1100/T, were the spaces to go missing
)
dotted = st.lists(digits(1, 3), max_size=2).map(tuple)
issuers = st.text(string.ascii_uppercase, min_size=2, max_size=8)
supplements_of_iso = st.builds(
    Supplement,
    st.sampled_from(["Amd", "Cor"]),
    st.integers(1, 40).map(str),
    years,
    st.sampled_from([None, "D", "FD", "CD", "WD"]),
    joined=st.just(False),
)
sheets = st.builds(Supplement, st.just("XG"), st.integers(1, 9).map(str), years)


def chinese(family: Family, prefixes: SearchStrategy[str]) -> SearchStrategy[Number]:
    return st.builds(
        Number,
        st.just(family),
        prefixes,
        serials,
        dotted,
        years,
        supplements=st.lists(sheets, max_size=2).map(tuple),
        language=st.sampled_from([None, "E"]),
    )


national = chinese(Family.NATIONAL, st.sampled_from(["GB", "GB/T", "GB/Z", "GBZ", "GBZ/T", "GBJ"]))
industry = chinese(
    Family.INDUSTRY,
    st.tuples(st.sampled_from(sorted(INDUSTRY_CODES)), st.sampled_from(["", "/T", "/Z"]))
    .map("".join)
    .filter(lambda prefix: not prefix.startswith("DB") or prefix == "DB/T"),
)
local = chinese(
    Family.LOCAL, st.builds("DB{}{}".format, st.sampled_from(["11", "21", "44"]), st.sampled_from(["", "/T", "/Z"]))
)
group = chinese(Family.GROUP, issuers.map("T/{}".format))
enterprise = chinese(Family.ENTERPRISE, issuers.map("Q/{}".format))
carbon_market = st.builds(
    Number,
    st.just(Family.CARBON_MARKET),
    st.sampled_from(["CETS-AG", "CETS-VG"]),
    digits(2, 2),
    st.tuples(digits(2, 2)),
    years,
    version=digits(2, 2).map("V{}".format),
)
plan = st.builds(
    Number,
    st.just(Family.PLAN),
    st.sampled_from("TZQ"),
    digits(4, 4),
    st.tuples(digits(3, 3)),
    st.integers(1990, 2049),
)
drafts_and_types = [
    "",
    *(kind for kind in DOCUMENT_TYPES if kind != "GUIDE"),
    *DRAFTS,
    *(f"{draft}{kind}" for draft in ("D", "FD") for kind in ("TS", "TR", "PAS")),
    *(f"{draft} {kind}" for draft in DRAFTS for kind in ("TS", "TR", "PAS")),
]
iso_prefixes = st.one_of(
    st.sampled_from(drafts_and_types).map(lambda words: f"ISO/{words}" if words else "ISO"),
    st.tuples(
        st.sampled_from(["IEC", "ISO/IEC", "ISO/IEC/IEEE", "ISO/ASTM", "CISPR"]), st.sampled_from(drafts_and_types)
    ).map(lambda pair: " ".join(filter(None, pair))),
    st.sampled_from(["ISO Guide", "ISO/DGuide", "ISO/IEC Guide", "IEC Guide", "IWA"]),
)
iso = st.builds(
    Number,
    st.just(Family.ISO_IEC),
    iso_prefixes,
    digits(1, 5),
    st.lists(digits(1, 3) | st.sampled_from(["E01", "A", "1Q", "1AE"]), max_size=3).map(tuple),
    years,
    iteration=st.sampled_from([None, "2"]),
    supplements=st.lists(supplements_of_iso, max_size=2).map(tuple),
    edition=st.sampled_from([None, *EDITION_FORMS]),
    language=st.sampled_from([None, "E", "EN", "E/F"]),
)
consolidated = st.builds(
    Number,
    st.just(Family.ISO_IEC),
    st.just("IEC"),
    digits(4, 4).map("6{}".format),
    year=st.integers(1950, 2049),
    supplements=st.lists(
        st.builds(Supplement, st.just("Amd"), st.integers(1, 9).map(str), years, joined=st.just(True)),
        min_size=1,
        max_size=3,
    ).map(tuple),
    edition=st.just("CSV"),
)
itu = st.builds(
    Number,
    st.just(Family.ITU),
    st.sampled_from(["ITU-T", "ITU-R"]),
    st.builds("{}.{}".format, st.sampled_from(["L", "Y", "BT"]), st.integers(1, 9999)),
    dotted,
    st.integers(1950, 2049),
    month=st.none() | st.integers(1, 12),
    version=st.none() | st.integers(1, 20).map(str),
)
single = st.one_of(national, industry, local, group, enterprise, carbon_market, plan, iso, consolidated, itu)
numbers = st.one_of(
    single,
    st.builds(
        lambda first, second: Number(
            first.family, first.prefix, first.serial, first.parts, first.year, aliases=(second,)
        ),
        national,
        iso,
    ),
)

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u2500"
SLASHES = "/\uff0f\u2044\u2215"
COLONS = ":\uff1a\u2236"
SPACES = [" ", "  ", "\u3000", "\u00a0", "\t", " \u200b", "_"]


@st.composite
def printings(draw: st.DrawFn, text: str) -> str:
    """Some printing of a canonical text: other signs, widths and cases, more spaces."""
    printed = []
    for char in text:
        if char == "-":
            printed.append(draw(st.sampled_from([*DASHES, "——", " — "])))
        elif char in "/:":
            sign = draw(st.sampled_from(SLASHES if char == "/" else COLONS))
            printed.append(draw(st.sampled_from([sign, f" {sign}", f"{sign} "])))
        elif char == " ":
            printed.append(draw(st.sampled_from(SPACES)))
        else:
            printed.append(draw(st.sampled_from([char, char.lower(), chr(ord(char) + 0xFEE0)])))
    return draw(st.sampled_from(["", " ", "\n"])) + "".join(printed) + draw(st.sampled_from(["", "\ufeff", "  "]))


@given(numbers)
def test_parts_survive_the_way_through_text(number: Number) -> None:
    assert parse_number(number.text) == number


@given(numbers)
def test_canonical_text_and_key_stay_put(number: Number) -> None:
    assert parse_number(number.text).text == number.text
    assert number_key(number.key) == number.key == number_key(number.text)


@given(st.data(), numbers)
def test_every_printing_has_the_same_key(data: st.DataObject, number: Number) -> None:
    printed = data.draw(printings(number.text))
    assert number_key(printed) == number.key
    assert parse_number(printed).text == number.text


@given(st.one_of(national, industry, local, group, enterprise, iso))
def test_the_space_after_the_prefix_may_be_missing(number: Number) -> None:
    assert number_key(number.text.replace(f"{number.prefix} ", number.prefix)) == number.key


@given(st.one_of(national, industry, local))
def test_the_slash_before_t_may_be_missing_or_a_hyphen(number: Number) -> None:
    assume(number.prefix.endswith("/T"))
    assert number_key(number.text.replace("/T", "T", 1)) == number.key
    assert number_key(number.text.replace("/T", "-T", 1)) == number.key


@given(national, st.integers(1950, 2049))
def test_a_year_of_two_digits_means_the_one_from_1950_to_2049(number: Number, year: int) -> None:
    text = f"{number.prefix} {number.serial}"
    assert parse_number(f"{text}-{year % 100:02}") == parse_number(f"{text}-{year}")


@given(group, st.integers(1, 4))
def test_serials_with_and_without_leading_zeros_share_a_key_and_keep_their_text(number: Number, zeros: int) -> None:
    padded = parse_number(f"{number.prefix} {'0' * zeros}{number.serial}-2021")
    assert padded.serial == "0" * zeros + number.serial
    assert padded.key == number_key(f"{number.prefix} {number.serial}-2021")


@given(st.text(max_size=40))
def test_any_text_is_kept(text: str) -> None:
    found = read_number(text)
    assert found.key == number_key(text) == number_key(found.key)
    assert all_keys(text)[0] == found.key
    if not isinstance(found, Number):
        assert found.text == text.strip()


@given(st.text("GBTZHJDQISOECUVX/-.:+|()0129 _Ａ１—", max_size=30))
def test_text_that_nearly_is_a_number_is_read_or_kept(text: str) -> None:
    found = read_number(text)
    assert number_key(found.key) == found.key
    if isinstance(found, Number):
        assert parse_number(found.text) == found


def test_very_long_text_is_kept_without_reading_it() -> None:
    text = "GB/T 1" + " " * 100_000 + ".1" * 50_000
    assert read_number(text).text == text


@pytest.mark.parametrize(
    ("text", "level", "nature"),
    [
        ("GB 36600-2018", Level.NATIONAL, Nature.MANDATORY),
        ("GB 50797-2012", Level.NATIONAL, Nature.MANDATORY),
        ("GB/T 24067-2024", Level.NATIONAL, Nature.RECOMMENDED),
        ("GB/Z 119-2026", Level.NATIONAL, Nature.GUIDANCE),
        ("HJ 1184-2021", Level.INDUSTRY, None),
        ("SJ/T 11801-2024", Level.INDUSTRY, Nature.RECOMMENDED),
        ("JB/Z 200-1983", Level.INDUSTRY, Nature.GUIDANCE),
        ("DB21/T 4134-2025", Level.LOCAL, Nature.RECOMMENDED),
        ("DB44 26-2001", Level.LOCAL, Nature.MANDATORY),
        ("T/CPIA 0028.2-2021", Level.GROUP, None),
        ("Q/THSP 0004S-2021", Level.ENTERPRISE, None),
        ("CETS-AG-02.01-V01-2024", Level.OTHER, None),
        ("ISO 14067:2018", Level.INTERNATIONAL, None),
        ("ITU-T L.1410", Level.INTERNATIONAL, None),
        ("20232745-T-339", Level.NATIONAL, Nature.RECOMMENDED),
        ("20231862-Z-339", Level.NATIONAL, Nature.GUIDANCE),
        ("20231862-Q-339", Level.NATIONAL, Nature.MANDATORY),
    ],
)
def test_what_the_family_says_of_level_and_nature(text: str, level: Level, nature: Nature | None) -> None:
    number = parse_number(text)
    assert (number.level, number.nature) == (level, nature)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GB 24067-2024", "GB/T 24067-2024"),
        ("GB/T 24067", "GB/T 24067-2024"),
        ("GB/T 6495.1-1996", "GB/T 6495.10-1996"),
        ("GB/T 9535.1-2025", "GB/T 9535.101-2025"),
        ("IEC 1215:1993", "IEC 61215:1993"),
        ("ISO 14067:2018", "ISO/DIS 14067:2018"),
        ("ISO 10002:2004", "ISO 10002:2004/Cor 1:2009"),
        ("GB 4806.1-2016", "GB 4806.1-2016/XG1-2020"),
        ("T/CPIA 28-2021", "T/CPIA 280-2021"),
        ("GBZ 117-2020", "GB/Z 117-2020"),
        ("GB 50011-2010", "GB 50011-2010（2016年版）"),
    ],
)
def test_what_is_another_document_has_another_key(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("T/CPIA 28.2-2021", "T/CPIA 0028.2-2021"),
        ("ISO 14067:2018(E)", "ISO 14067:2018"),
        ("IEC 60904-1:2020 RLV", "IEC 60904-1:2020"),
        ("GB/T 24040-2008/ISO 14040:2006", "GB/T 24040-2008"),
    ],
)
def test_what_is_the_same_document_has_the_same_key(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


def test_a_double_number_is_found_by_both() -> None:
    assert all_keys("GB/T 24040—2008 / ISO 14040：2006") == (
        number_key("GB/T 24040-2008"),
        number_key("ISO 14040:2006"),
    )
    assert all_keys("GB/T 24040-2008/GB/T 24040-2008") == (number_key("GB/T 24040-2008"),)


def test_a_plan_number_is_told_from_the_others() -> None:
    assert is_plan_number("20232745—T—339")
    assert not is_plan_number("GB/T 24067-2024")
    assert not is_plan_number("20232745")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GB/T x", "GB/T 6495.3-2025"),
        ("HJ", "HJ 1184-2021"),
        ("DB21", "DB21/T 4134-2025"),
        ("T/CPIA", "T/CPIA 0028.2-2021"),
        ("Q/THSP", "Q/THSP 0004S-2021"),
        ("CETS-AG", "CETS-AG-02.01-V01-2024"),
        ("ISO 14067:20188", "ISO 14067:2018"),
        ("ITU-T", "ITU-T L.1410 (12/2014)"),
        ("20232745-X-339", "20232745-T-339"),
        ("", "one such as GB/T 24067-2024"),
    ],
)
def test_the_error_shows_the_form_that_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match="is no standard number: expected ") as error:
        parse_number(text)
    assert expected in str(error.value)
