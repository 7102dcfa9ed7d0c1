"""The stage table: every code reads back, has names in both languages and a status."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.stages import NAMED, STAGES, SUBSTAGES, parse_stage, stage_title, status_of
from stdgraph.domain.vocabulary import Language, Status

CODES = [f"{stage}.{substage}" for stage in STAGES for substage in SUBSTAGES]


@pytest.mark.parametrize("code", CODES)
def test_every_code_reads_back_and_has_names_and_a_status(code: str) -> None:
    assert parse_stage(code) == code
    zh, en = stage_title(code), stage_title(code, Language.EN)
    assert not zh.isascii()
    assert en.isascii()
    assert isinstance(status_of(code), Status)


@pytest.mark.parametrize("language", Language)
def test_no_two_codes_are_called_the_same(language: Language) -> None:
    assert len({stage_title(code, language) for code in CODES}) == len(CODES)


def test_codes_with_a_name_of_their_own_are_codes() -> None:
    assert NAMED.keys() <= set(CODES)
    assert stage_title("60.60") == "已发布"
    assert stage_title("20.00", Language.EN) == "Preparatory: registered"


@pytest.mark.parametrize(("text", "code"), [("60", "60.00"), (" 60.60\n", "60.60"), ("00", "00.00"), ("95", "95.00")])
def test_a_stage_alone_is_its_start(text: str, code: str) -> None:
    assert parse_stage(text) == code


@pytest.mark.parametrize("text", ["", "6", "61", "60.61", "6060", "60.", "60.6", "60-60", "x", "99.60", "６０"])
def test_what_is_no_stage_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"invalid stage .*: expected XX or XX\.YY") as error:
        parse_stage(text)
    assert repr(text) in str(error.value)
    assert all(code in str(error.value) for code in (*STAGES, *SUBSTAGES))


@given(st.text(max_size=8) | st.text("0123456789.", max_size=6))
def test_any_text_is_a_known_code_or_refused(text: str) -> None:
    try:
        code = parse_stage(text)
    except ValueError:
        assert text not in CODES
    else:
        assert code in CODES


@pytest.mark.parametrize(
    ("stages", "status"),
    [
        (("00", "10"), Status.PLANNED),
        (("20", "30", "40", "50"), Status.DRAFTING),
        (("60", "90"), Status.PUBLISHED),
        (("95",), Status.WITHDRAWN),
    ],
)
def test_the_status_follows_from_the_stage_and_98_ends_it(stages: tuple[str, ...], status: Status) -> None:
    for stage in stages:
        for substage in SUBSTAGES:
            expected = Status.ABANDONED if substage == "98" else status
            assert status_of(f"{stage}.{substage}") is expected
