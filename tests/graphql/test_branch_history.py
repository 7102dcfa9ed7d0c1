"""The histories of all branches tell of each what its own history tells, and lead to the same rows."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.conftest import schema, seeded

__all__ = ["schema", "seeded"]

FIGURES = "on listed planned drafting published withdrawn abandoned imprecise items itemsMet itemsOpen"
ROWS = "standards(of: ITEMS_MET, first: 100) { totalCount edges { node { number } } }"
BRANCHES = (
    f'{{ system(code: "ICN2024") {{ branchHistory(from: "2023-12-31", to: "2026-06-30", interval: YEAR) '
    f"{{ subsystem {{ code }} points {{ {FIGURES} {ROWS} }} }} }} }}"
)


async def answer(graph: Graph, settings: Settings, schema: strawberry.Schema, document: str) -> Any:
    found = await execute(graph, settings, document, schema=schema)
    assert "errors" not in found, found["errors"]
    return found["data"]


async def test_each_branch_is_as_its_own_history(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    branches = (await answer(seeded, engine_settings, schema, BRANCHES))["system"]["branchHistory"]
    assert len(branches) == 24
    asked = " ".join(
        f'b{n}: progressHistory(scope: {{subsystem: {{system: "ICN2024", code: "{one["subsystem"]["code"]}"}}}}, '
        f'from: "2023-12-31", to: "2026-06-30", interval: YEAR) {{ {FIGURES} {ROWS} }}'
        for n, one in enumerate(branches)
    )
    alone = await answer(seeded, engine_settings, schema, f"{{ {asked} }}")
    for n, one in enumerate(branches):
        assert one["points"] == alone[f"b{n}"], one["subsystem"]
        assert all(point["standards"]["totalCount"] == point["itemsMet"] for point in one["points"])
    assert max(point["itemsMet"] for one in branches for point in one["points"]) > 10


async def test_rows_of_too_many_points_are_refused(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    found = await execute(seeded, engine_settings, BRANCHES.replace("2023-12-31", "2015-12-31"), schema=schema)
    first = found["errors"][0]
    assert first["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert first["message"] == "standards: the rows of 288 points, at most 200 are answered at once"
