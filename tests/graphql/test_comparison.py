"""What changed in a scope between two days: pages, edges of the span, and what cannot be asked."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.contract.operations import VARIABLES, document
from tests.graphql.client import Ask

COMPARISON = document("19-comparison")
NAMES = ("published", "advanced", "registered", "withdrawn", "abandoned")


async def compare(ask: Ask, first: str, last: str, fields: str, **scope: Any) -> dict[str, Any]:
    text = f"query($scope: Scope!, $from: Date!, $to: Date!) {{ comparison(scope: $scope, from: $from, to: $to) {{ {fields} }} }}"
    found: dict[str, Any] = (await ask(text, scope=scope, **{"from": first, "to": last}))["comparison"]
    return found


async def test_the_photovoltaic_system_since_its_document(ask: Ask) -> None:
    """What was published since is there by number, and no gap has both opened and closed."""
    found = (await ask(COMPARISON, **VARIABLES["19-comparison"][0]))["comparison"]
    numbers = [edge["node"]["number"] for edge in found["published"]["edges"]]
    assert len(numbers) == min(found["published"]["totalCount"], 20)
    assert "GB/T 18912-2024" in numbers
    assert found["after"]["itemsMet"] > found["before"]["itemsMet"]
    opened, closed = ({edge["node"]["id"] for edge in found[name]["edges"]} for name in ("gapsOpened", "gapsClosed"))
    assert opened.isdisjoint(closed)
    assert all(edge["node"]["message"] for edge in found["gapsClosed"]["edges"])


async def test_pages_join_without_a_gap(ask: Ask) -> None:
    for name in ("published", "gapsOpened", "gapsClosed"):
        all_at_once = f"{name}(first: 200) {{ totalCount edges {{ node {{ id }} }} }}"
        whole = (await compare(ask, "2015-06-30", "2026-03-01", all_at_once, system="PV2024"))[name]
        found: list[str] = []
        after = None
        while True:
            cursor = f', after: "{after}"' if after else ""
            fields = f"{name}(first: 7{cursor}) {{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ node {{ id }} }} }}"
            page = (await compare(ask, "2015-06-30", "2026-03-01", fields, system="PV2024"))[name]
            assert page["totalCount"] == whole["totalCount"]
            found += [edge["node"]["id"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert found == [edge["node"]["id"] for edge in whole["edges"]]


async def test_the_first_day_is_left_out_and_the_last_counts(ask: Ask) -> None:
    """S018 was started on 2025-11-24."""
    fields = 'advanced { totalCount edges { node { id stage(on: "2025-11-24") { code } } } }'
    for first, last, count in (
        ("2025-11-23", "2025-11-24", 1),
        ("2025-11-24", "2025-11-25", 0),
        ("2025-11-24", "2025-11-24", 0),
    ):
        found = await compare(ask, first, last, fields, subsystem={"system": "PV2024", "code": "DBC"})
        assert found["advanced"]["totalCount"] == count
    same = await compare(
        ask,
        "2026-01-01",
        "2026-01-01",
        " ".join(f"{name} {{ totalCount }}" for name in (*NAMES, "gapsOpened")),
        system="PV2024",
    )
    assert {one["totalCount"] for one in same.values()} == {0}


async def test_before_the_systems_day_nothing_was_there(ask: Ask) -> None:
    fields = "before { items } after { items } targets { before { state } after { state } } subsystems { before { items } after { items } }"
    found = await compare(ask, "2024-01-01", "2024-12-31", fields, system="PV2024")
    assert (found["before"]["items"], found["after"]["items"] > 0) == (0, True)
    assert [one["before"] for one in found["targets"]] == [None] * 3
    assert found["subsystems"]
    assert all(one["before"] is None for one in found["subsystems"])


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2026-01-02", "2026-01-01", "from: 2026-01-02 comes after to, 2026-01-01"),
        ("2026-01-01", "2026-02-30", "2026-02-30"),
    ],
)
async def test_what_cannot_be_compared(
    graph: Graph, ask: Ask, engine_settings: Settings, schema: strawberry.Schema, first: str, last: str, message: str
) -> None:
    variables = {"scope": {"system": "PV2024"}, "from": first, "to": last}
    answer = await execute(graph, engine_settings, COMPARISON, variables, schema=schema)
    (error,) = answer["errors"]
    assert message in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
