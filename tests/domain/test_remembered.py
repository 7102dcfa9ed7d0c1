"""Outcomes are remembered for short texts, and for so many of them."""

from __future__ import annotations

from stdgraph.domain.remembered import LONGEST, remembered


def test_long_texts_are_not_remembered() -> None:
    worked_out: list[str] = []

    @remembered(2)
    def length(text: str) -> int:
        worked_out.append(text)
        return len(text)

    short, long = "a" * LONGEST, "a" * (LONGEST + 1)
    assert [length(text) for text in (short, short, long, long)] == [LONGEST, LONGEST, LONGEST + 1, LONGEST + 1]
    assert worked_out == [short, long, long]
    for text in ("b", "c", short):
        length(text)
    assert worked_out[3:] == ["b", "c", short]
