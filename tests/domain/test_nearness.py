"""The codes that come nearest: what somebody may have meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.nearness import LONGEST, MOST, nearest, shown

KNOWN = [
    ("PV2024", ["光伏产业标准体系", "Photovoltaic industry"]),
    ("NP2024", ["核电标准体系"]),
    ("SAC/TC90", ["全国太阳光伏能源系统标准化技术委员会"]),
    ("SAC/TC207", ["全国环境管理标准化技术委员会"]),
]
TEXTS = st.text(max_size=12)


def test_a_slip_a_width_and_a_title_find_the_code() -> None:
    assert nearest("PV2O24", KNOWN)[0] == "PV2024"
    assert nearest("ｐｖ２０２４", KNOWN)[0] == "PV2024"
    assert nearest("SAC TC90", KNOWN)[0] == "SAC/TC90"
    assert nearest("光伏产业", KNOWN)[0] == "PV2024"
    assert nearest("环境管理", KNOWN) == ["SAC/TC207"]
    assert nearest("no such thing at all", KNOWN) == []


@given(TEXTS, st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2)), unique_by=lambda one: one[0]))
def test_what_is_offered_is_known_and_the_code_itself_comes_first(
    written: str, known: list[tuple[str, list[str]]]
) -> None:
    found = nearest(written, known)
    assert len(found) <= MOST
    assert set(found) <= {code for code, _ in known}
    assert found == nearest(written, list(reversed(known)))


@given(st.text(max_size=200))
def test_what_is_shown_is_one_short_line(written: str) -> None:
    text = shown(written)
    assert text.isprintable()
    assert 0 < len(text) <= LONGEST + 1
