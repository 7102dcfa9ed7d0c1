"""Holds what GraphQL answers about two days against what the oracle says."""

from __future__ import annotations

from collections.abc import Iterable

from tests.graphql import documents
from tests.graphql.answer_shapes import gap_rows, shown_gaps, told_progress
from tests.graphql.client import Answer, Ask, key_of
from tests.graphql.second_opinion import PAGE, scope_input
from tests.oracle.answers import progress_of
from tests.oracle.comparison import demands_between, gaps_between, moved, subsystems_between, targets_between
from tests.oracle.day import Day
from tests.oracle.gap import Scope


async def comparisons_agree(ask: Ask, before: Day, after: Day, scopes: Iterable[Scope]) -> None:
    """What changed in every scope from the one day to the other."""
    for scope in scopes:
        days = {"from": before.on.isoformat(), "to": after.on.isoformat()}
        found = (await ask(documents.COMPARISON, scope=scope_input(scope) or {}, **days))["comparison"]
        assert (found["from"], found["to"]) == (days["from"], days["to"])
        assert found["before"] == told_progress(before, progress_of(before, scope)), scope
        assert found["after"] == told_progress(after, progress_of(after, scope)), scope
        for name, keys in moved(before, after, scope).items():
            _rows_agree(found[name], keys)
        opened, closed = gaps_between(before, after, scope)
        assert shown_gaps(found["gapsOpened"]) == gap_rows(after, opened, scope, PAGE), scope
        assert shown_gaps(found["gapsClosed"]) == gap_rows(before, closed, scope, PAGE), scope
        if scope.system is not None and scope == Scope(system=scope.system):
            _system_agrees(found, before, after, scope.system)
        else:
            assert found["subsystems"] is found["targets"] is found["demands"] is None


def _rows_agree(found: Answer, expected: set[str]) -> None:
    shown = [(edge["node"]["number"] is None, key_of(edge["node"]["id"])) for edge in found["edges"]]
    assert found["totalCount"] == len(expected)
    assert found["pageInfo"]["hasNextPage"] == (len(expected) > PAGE)
    assert len(shown) == len(set(shown)) == min(len(expected), PAGE)
    assert {key for _, key in shown} <= expected
    assert [missing for missing, _ in shown] == sorted(missing for missing, _ in shown), "what has no number comes last"


def _system_agrees(found: Answer, before: Day, after: Day, system: str) -> None:
    names = ("items", "itemsMet", "completion")
    assert [
        (f"{system}/{one['subsystem']['code']}", *(_values(one[side], names) for side in ("before", "after")))
        for one in found["subsystems"]
    ] == subsystems_between(before, after, system)
    expected = targets_between(before, after, system)
    assert [
        (key_of(one["target"]["id"]), *(_values(one[side], ("achieved", "state")) for side in ("before", "after")))
        for one in found["targets"]
    ] == expected
    assert [_values(one["target"], ("achieved", "state")) for one in found["targets"]] == [
        now or was for _, was, now in expected
    ]
    assert [
        (f"{system}/{one['subsystem']['code']}", one["productCategory"]["code"], one["before"], one["after"])
        for one in found["demands"]
    ] == demands_between(before, after, system)


def _values(row: Answer | None, names: Iterable[str]) -> tuple[object, ...] | None:
    return None if row is None else tuple(row[name] for name in names)
