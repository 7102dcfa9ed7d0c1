"""How texts are compared: the same for whatever people read as the same."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.text import composed, fold, fold_part

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ODD = st.text(
    st.sampled_from("aA ßẞİıſﬃ\u0345\u0301\u0327\u200b\u00ad\u3000\t\n⼯⻓ＬｅⅨ㎡ΣςᾳＫ각\u1100\u115f\u1161ﾊﾞ"),
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LED", "ＬＥＤ"),
        ("工业", "⼯业"),
        ("长度", "⻓度"),
        ("café", "cafe\u0301"),
        ("光伏 组件", "光伏\u3000组件"),
        ("光伏 组件", " 光伏 \t\u00a0 组件 "),
        ("光伏组件", "光\u200b伏\ufeff组件"),
        ("m2", "m²"),
        ("第Ⅸ部分", "第ix部分"),
        ("STRASSE", "straße"),
        ("（一）", "(一)"),
        ("葛\U000e0100", "葛"),
        ("ガラス", "ｶﾞﾗｽ"),
    ],
)
def test_what_people_read_as_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(TEXTS | ODD)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_part(fold_part(text)) == fold_part(text)


@given(TEXTS | ODD)
def test_it_does_not_matter_how_letters_and_their_accents_are_stored(text: str) -> None:
    forms = {fold(normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {fold(composed(text))}


@given(TEXTS | ODD)
def test_a_folded_text_is_one_line_without_spare_blanks(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@given(ODD, ODD)
def test_blanks_around_a_part_count(one: str, other: str) -> None:
    assert fold_part(f"{one} {other}").strip() == fold(f"{one} {other}")
