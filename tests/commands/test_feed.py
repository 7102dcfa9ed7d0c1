"""The feed: every committed change once, in its order."""

from __future__ import annotations

from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.feed import changes, position
from stdgraph.commands.relate import Relate, Relation
from stdgraph.domain.scope import ScopeFilter
from stdgraph.errors import BadInput
from stdgraph.store.session import Transaction
from tests.commands.workspace import Workspace

ALL = ScopeFilter()


async def page(
    workspace: Workspace, after: str | None = None, first: int = 100, scope: ScopeFilter = ALL
) -> dict[str, Any]:
    async def work(tx: Transaction) -> dict[str, Any]:
        return await changes(tx, after, first, scope)

    return await workspace.graph.read(work)


def sequences(told: dict[str, Any]) -> list[int]:
    assert [edge["cursor"] for edge in told["edges"]] == [str(edge["node"].key) for edge in told["edges"]]
    return [edge["node"].key for edge in told["edges"]]


async def test_a_reader_that_comes_back_with_its_cursor_misses_nothing(workspace: Workspace) -> None:
    _, last = await workspace.counters()
    seen: list[int] = []
    cursor = None
    while True:
        told = await page(workspace, cursor, 3)
        seen += sequences(told)
        cursor = told["pageInfo"]["endCursor"]
        if not told["pageInfo"]["hasNextPage"]:
            break
    assert seen == list(range(1, last + 1))

    idle = await page(workspace, cursor)
    assert idle["edges"] == []
    assert idle["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": cursor,
    }
    await workspace.wish(Advance("S003", "30"), Advance("S004", "10"))
    await workspace.done(Relate("S001", Relation.APPLIES_TO, "CATHODE", {}))
    assert sequences(await page(workspace, cursor)) == [last + 1, last + 2, last + 3]
    assert (await workspace.graph.read(position)).sequence == last + 3


@pytest.mark.parametrize("scope", [ALL, ScopeFilter(system="X2024")], ids=str)
async def test_an_empty_page_says_whether_there_is_more(workspace: Workspace, scope: ScopeFilter) -> None:
    _, last = await workspace.counters()
    more = {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert await page(workspace, first=0, scope=scope) == {"edges": [], "pageInfo": more}
    assert (await page(workspace, str(last), 0, scope))["pageInfo"]["hasNextPage"] is False


async def test_what_is_refused_or_tried_leaves_no_hole(workspace: Workspace) -> None:
    _, last = await workspace.counters()
    await workspace.refused(Advance("S003", "60"))
    await workspace.wish(Advance("S003", "30"), dry_run=True)
    await workspace.wish(Advance("S003", "30"), Advance("S003", "60"))
    assert await workspace.sequence(Advance("S003", "30")) == last + 1
    assert await workspace.sequence(Correct("S003", "titleZh", "叁", "page", "误录")) == last + 2


@pytest.mark.parametrize(
    ("scope", "standards"),
    [
        (ScopeFilter(system="X2024"), ("S001", "S003")),
        (ScopeFilter(system="X2024", subsystem=("X2024", "A")), ("S003",)),
        (ScopeFilter(system="Y2024"), ()),
        (ScopeFilter(committee="SAC/TC1"), ("S001", "S003")),
        (ScopeFilter(committee="SAC/TC1/SC2"), ("S001",)),
        (ScopeFilter(product_category="BATTERY"), ("S001",)),
    ],
    ids=str,
)
async def test_a_scope(workspace: Workspace, scope: ScopeFilter, standards: tuple[str, ...]) -> None:
    cursor = str((await workspace.counters())[1])
    told = {one: await workspace.sequence(Advance(one, to)) for one, to in (("S001", "90.93"), ("S003", "30"))}
    await workspace.item()
    assert sequences(await page(workspace, cursor, scope=scope)) == sorted(told[one] for one in standards)


@pytest.mark.parametrize(
    ("relation", "target", "scope"),
    [
        (Relation.LISTED_IN, "X2024/A", ScopeFilter(system="X2024")),
        (Relation.LISTED_IN, "X2024/A", ScopeFilter(subsystem=("X2024", "A"))),
        (Relation.OWNED_BY, "SAC/TC1/SC2", ScopeFilter(committee="SAC/TC1")),
        (Relation.OWNED_BY, "SAC/TC1/SC2", ScopeFilter(committee="SAC/TC1/SC2")),
        (Relation.APPLIES_TO, "CATHODE", ScopeFilter(product_category="CATHODE")),
        (Relation.LISTED_IN, "X2024/A", ScopeFilter(system="X2024", product_category="CATHODE")),
    ],
    ids=str,
)
async def test_what_leaves_a_scope_is_told_in_it_and_no_more_after(
    workspace: Workspace, relation: Relation, target: str, scope: ScopeFilter
) -> None:
    item = await workspace.item()
    for one in ((Relation.APPLIES_TO, "CATHODE"), (relation, target)):
        await workspace.done(Relate(item, *one, {}))
    cursor = str((await workspace.counters())[1])
    left = await workspace.sequence(Relate(item, relation, target, {}, away=True))
    await workspace.done(Advance(item, "00.20"))
    assert sequences(await page(workspace, cursor, scope=scope)) == [left]
    for elsewhere in (
        ScopeFilter(system="Y2024"),
        ScopeFilter(committee="SAC/TC9"),
        ScopeFilter(system="X2024", committee="SAC/TC1"),
    ):
        assert sequences(await page(workspace, cursor, scope=elsewhere)) == []


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "１", "9" * 16, "NaN"])
async def test_a_cursor_that_is_none(workspace: Workspace, cursor: str) -> None:
    with pytest.raises(BadInput, match="invalid cursor"):
        await page(workspace, cursor)


async def test_a_cursor_beyond_the_end_waits_there(workspace: Workspace) -> None:
    told = await page(workspace, "999999")
    assert (told["edges"], told["pageInfo"]["endCursor"]) == ([], "999999")
