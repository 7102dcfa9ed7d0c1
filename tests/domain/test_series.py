"""What numbers tell of series and amendments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.series import UNDATED_ORDER, series_facts, undated_keys
from tests.examples import examples

YEARS = st.integers(1950, 2050)
SERIALS = st.integers(1, 99999)
PARTS = st.lists(st.integers(1, 30), max_size=2)


@st.composite
def stems(draw: st.DrawFn) -> tuple[str, str]:
    """A number without its year, and the sign that stands before the year."""
    serial, parts = draw(SERIALS), draw(PARTS)
    if draw(st.booleans()):
        prefix = draw(st.sampled_from(["GB", "GB/T", "GB/Z", "HJ", "DL/T", "DB21/T", "T/CPIA"]))
        return f"{prefix} {'.'.join(map(str, (serial, *parts)))}", "-"
    prefix = draw(st.sampled_from(["ISO", "IEC", "ISO/IEC", "IEC TS", "ISO/TR"]))
    return f"{prefix} {'-'.join(map(str, (serial, *parts)))}", ":"


@examples(200)
@given(stems(), YEARS, YEARS)
def test_editions_differ_in_the_year_alone_and_sort_by_it(stem: tuple[str, str], one: int, other: int) -> None:
    text, sign = stem
    first, second = series_facts(f"{text}{sign}{one}"), series_facts(f"{text}{sign}{other}")
    assert first.key == second.key == series_facts(text).key
    assert first.amends is None
    assert ((first.order or "") < (second.order or "")) == (one < other)
    assert series_facts(text).order == UNDATED_ORDER
    assert undated_keys(text) == (first.key,)
    assert undated_keys(f"{text}{sign}{one}") == ()


@examples(200)
@given(stems(), YEARS, st.integers(1, 9), st.one_of(st.none(), YEARS))
def test_an_amendment_is_no_edition_of_what_it_amends(
    stem: tuple[str, str], year: int, count: int, of: int | None
) -> None:
    text, sign = stem
    base = f"{text}{sign}{year}"
    for mark, dated in (("/XG", "-"),) if sign == "-" else (("/Amd ", ":"), ("/Cor ", ":")):
        amendment = series_facts(f"{base}{mark}{count}{'' if of is None else f'{dated}{of}'}")
        assert amendment.amends == base.upper()
        assert amendment.key not in (series_facts(base).key, base)
        assert amendment.key == series_facts(f"{base}{mark}{count}").key


@pytest.mark.parametrize(
    ("text", "key", "amends"),
    [
        ("GB/T 4688-2020/XG1-2026", "GB/T 4688-2020/XG1", "GB/T 4688-2020"),
        ("gbt4688—2020/xg1-2026", "GB/T 4688-2020/XG1", "GB/T 4688-2020"),
        ("ISO 14067:2018/Amd 1:2024", "ISO 14067:2018/AMD 1", "ISO 14067:2018"),
        ("ISO 10993-1:2009/Amd 1:2010/Cor 1:2011", "ISO 10993-1:2009/AMD 1:2010/COR 1", "ISO 10993-1:2009/AMD 1:2010"),
        ("IEC 61215:2005+AMD1:2013 CSV", "IEC 61215", None),
        ("ISO/IEC Guide 98-3:2008/Suppl 1:2008", "ISO/IEC GUIDE 98-3:2008/SUPPL 1", None),
        ("GB/T 24026", "GB/T 24026", None),
        ("ITU-T L.1410 (12/2014)", "ITU-T L.1410", None),
        ("ITU-R BT.709-6 (06/2015)", "ITU-R BT.709", None),
        ("20232745-T-339", None, None),
        ("某标准", None, None),
    ],
)
def test_numbers_as_they_are_printed(text: str, key: str | None, amends: str | None) -> None:
    facts = series_facts(text)
    assert (facts.key, facts.amends) == (key, amends)


def test_months_sort_editions_of_one_year() -> None:
    orders = [series_facts(f"ITU-T L.1410 {day}").order or "" for day in ("(12/2013)", "(03/2014)", "(12/2014)")]
    assert orders == sorted(orders)
    assert orders[-1] < UNDATED_ORDER


def test_of_a_double_number_those_without_a_year_are_undated() -> None:
    assert undated_keys("GB/T 20513/IEC 61724") == ("GB/T 20513", "IEC 61724")
    assert undated_keys("GB/T 20513-2006/IEC 61724:1998") == ()
