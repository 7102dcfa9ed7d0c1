"""What people write into a gap report is read as they mean it, in either language."""

from __future__ import annotations

import pytest

from stdgraph.errors import BadInput
from stdgraph.gap_records.decision_columns import DECISIONS, DecisionColumn


@pytest.mark.parametrize("column", [one for one in DECISIONS if one.choices], ids=lambda column: column.name)
def test_every_word_of_a_column_means_its_code(column: DecisionColumn) -> None:
    for code, term in (column.choices or {}).items():
        for written in (code, code.lower(), term.zh, term.en, term.en.upper(), f" {term.zh} "):
            assert column.code_of(written) == code
    assert column.code_of("  ") is None


def test_a_word_that_is_none_is_refused_with_those_that_are() -> None:
    priority = next(one for one in DECISIONS if one.name == "priority")
    with pytest.raises(BadInput) as told:
        priority.code_of("urgent")
    assert str(told.value) == "优先级/Priority: unknown value 'urgent': expected 高/high, 中/medium, 低/low"


def test_texts_are_free() -> None:
    note = next(one for one in DECISIONS if one.name == "note")
    assert note.code_of(" =as written ") == "=as written"
