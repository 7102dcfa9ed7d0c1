"""Gaps of a branch: a look at it alone finds and weighs what a look at everything does, and costs what the branch holds."""

from __future__ import annotations

from datetime import date

import pytest

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.store.session import Graph, count_statements

ON = date(2026, 9, 1)
EMPTY = date(2024, 9, 1)
"""Fewer subsystems had anything in force then."""


async def look(graph: Graph, scope: ScopeFilter, kind: str | None, on: date) -> list[DetectedGap]:
    """The gaps of a scope on a day, of one kind or of all."""
    (found,) = await graph.read(lambda tx: find_gaps(tx, [scope], None if kind is None else [kind], on))
    return found


def told(gaps: list[DetectedGap]) -> dict[str, object]:
    """What gaps tell by their id."""
    return {gap.id: (gap.rank, gap.severity, gap.score, gap.since, gap.places, gap.facts) for gap in gaps}


@pytest.mark.parametrize("on", [ON, EMPTY])
async def test_a_gap_is_the_same_in_every_scope(graph: Graph, on: date) -> None:
    await load_seed(graph, read_seed(bundled_seed()))
    text = "MATCH (x:Subsystem) RETURN x.id AS id ORDER BY id"
    branches = [row["id"] for row in await graph.read(lambda tx: tx.rows(text))]
    every = await look(graph, ScopeFilter(), None, on)
    whole, uncovered = told(every), set()
    for branch in branches:
        system, _, code = branch.partition("/")
        scope = ScopeFilter(subsystem=(system, code))
        found = await look(graph, scope, None, on)
        own = told(found)
        assert own == {name: whole.get(name) for name in own}
        assert own.keys() >= {gap.id for gap in every if branch in gap.places}
        uncovered |= {gap.id for gap in found if gap.kind == "UNCOVERED_SUBSYSTEM"}
    assert uncovered == {gap.id for gap in every if gap.kind == "UNCOVERED_SUBSYSTEM"} != set()


async def test_one_kind_of_a_branch_is_one_statement(graph: Graph) -> None:
    await load_seed(graph, read_seed(bundled_seed()))
    scope = ScopeFilter(subsystem=("PV2024", "04"))
    await look(graph, scope, "OVERDUE", ON)
    with count_statements() as counter:
        await look(graph, scope, "REVIEW_OVERDUE", ON)
    begun = [
        text
        for text in counter.texts
        if "MATCH (c:Catalogue" not in text and "MATCH (c:ProductCategory) RETURN" not in text
    ]
    assert len(begun) == 1, "beside the versions, and the categories while these are new"
    assert "MATCH (d:Demand)" not in begun[0], "what is demanded is read of the places of what was found"
