"""Lines are no wider than they may be, lose nothing, and do not begin with a closing sign."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.exports.system_forms.text_width import clean, em_width, wrap

TEXTS = st.text(st.sampled_from("标准体系，。（）《》ABCxyz0129 -/—、:\n"), max_size=60)


@given(TEXTS, st.floats(2, 20))
def test_lines_fit_and_lose_nothing_but_blanks(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert lines
    assert all(em_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(st.sampled_from("标准体系，。）"), min_size=1, max_size=40))
def test_no_line_begins_with_a_closing_sign_where_the_one_before_can_spare_a_letter(text: str) -> None:
    lines = wrap(text, 6)
    for before, line in itertools.pairwise(lines):
        assert line[0] not in "，。）" or before[-1] in "，。）" or len(before) == 1


def test_words_stay_whole() -> None:
    assert wrap("Product carbon footprint", 10) == ["Product carbon", "footprint"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert "".join(wrap("GB/T24067-2024/XG1-2026", 5)) == "GB/T24067-2024/XG1-2026"


@pytest.mark.parametrize(("text", "width"), [("标准", 2.0), ("abc", 1.65), ("GB", 1.43), ("—", 1.0), ("", 0.0)])
def test_width(text: str, width: float) -> None:
    assert em_width(text) == pytest.approx(width)


def test_what_is_not_shown_is_removed() -> None:
    assert clean("a\x00b\x07c\u202ed\x85\ufffe\ud800\te\nf") == "abcd\te\nf"
