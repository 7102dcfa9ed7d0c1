"""What every kind of gap must bring with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.gaps.kind import Reach, derive_nothing, no_queries
from stdgraph.gaps.kinds import GapKind, definition, kinds
from tests.oracle.gap_kinds import BY_KIND

DEFINITIONS = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text(encoding="utf-8")


def test_every_module_is_a_kind() -> None:
    assert set(kinds()) == set(GapKind)


@pytest.mark.parametrize("code", list(GapKind))
def test_a_kind_is_defined_in_its_docstring_and_in_the_docs(code: str) -> None:
    assert len(definition(code)) > 30
    assert f"\n| {code} |" in DEFINITIONS


@pytest.mark.parametrize("code", list(GapKind))
def test_a_kind_has_a_second_opinion(code: str) -> None:
    assert code in BY_KIND


@pytest.mark.parametrize("code", list(GapKind))
def test_a_kind_is_found_in_one_way(code: str) -> None:
    kind = kinds()[code]
    by_cypher = kind.of_standards is not no_queries or kind.of_others is not no_queries
    assert [by_cypher, kind.compute is not None, kind.derive is not derive_nothing].count(True) == 1


@pytest.mark.parametrize("code", list(GapKind))
def test_what_a_kind_finds_among_standards_is_about_standards(code: str) -> None:
    kind = kinds()[code]
    shape: frozenset[str] = frozenset()
    assert {branch.label for branch in kind.of_standards(Reach(shape))} <= {"Standard"}
    assert all("$among" in branch.match for branch in kind.of_standards(Reach(shape, among=True)))
    assert "Standard" not in {branch.label for branch in kind.of_others(shape)}
