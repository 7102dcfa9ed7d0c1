"""The rows behind the figures of progress: which standards, or which items, a figure counts, a page at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.catalogue.pages import build_connection
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.items import Item, item_state
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import ItemState, ProgressCount, Standing, Status
from stdgraph.progress.plan_items import LISTING_SYSTEMS, Document, FilledItem, item_system, load_chains
from stdgraph.store.keyset import Page, SortKey, clauses, decode, encode
from stdgraph.store.plan_cypher import by_plan_day
from stdgraph.store.scope_cypher import inferred, scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage, imprecise, undated, with_state

_ITEMS: Mapping[ProgressCount, tuple[ItemState, ...]] = {
    ProgressCount.ITEMS: (ItemState.MET, ItemState.OPEN),
    ProgressCount.ITEMS_MET: (ItemState.MET,),
    ProgressCount.ITEMS_OPEN: (ItemState.OPEN,),
    ProgressCount.ITEMS_LEFT: (ItemState.LEFT,),
}
_DOCUMENTS: Mapping[ProgressCount, Callable[[frozenset[str]], str]] = {
    ProgressCount.LISTED: lambda _: "true",
    **{
        ProgressCount(one.value): lambda _, one=one: f"status = '{one}'"  # type: ignore[misc]
        for one in Status
    },
    **{
        ProgressCount(one.value): lambda _, one=one: f"standing = '{one}'"  # type: ignore[misc]
        for one in Standing
        if one is not Standing.WITHDRAWN
    },
    ProgressCount.UNDATED: lambda _: undated("s"),
    ProgressCount.IMPRECISE: lambda _: imprecise("s"),
    ProgressCount.INFERRED: lambda shape: by_plan_day(inferred(shape)),
}
"""The condition of each figure of documents, in scopes of a shape."""

_KEYS = [SortKey("NUMBER", "s.numberSort"), SortKey("ID", "s.id")]
_ITEM_KEYS = [*_KEYS, SortKey("SYSTEM", "system")]


class DocumentsRow(TypedDict):
    """The standards of a page, each with its sort values."""

    rows: list[tuple[list[object], str]]


class TotalRow(TypedDict):
    """How many there are."""

    total: int


class ItemRow(TypedDict):
    """A standard that may fill an item, and the systems that list it."""

    id: str
    chain: str | None
    level: str | None
    status: str
    standing: str | None
    stage: str | None
    systems: list[str]


class SortRow(TypedDict):
    """What a standard is ordered by."""

    id: str
    sort: str | None


class _Place(NamedTuple):
    """An item's place in the order: by the number of the document shown, absent ones last, then by id and system."""

    unnumbered: bool
    number: str
    id: str
    system: str


async def page_figure(
    tx: Transaction,
    scope: ScopeFilter,
    count: ProgressCount,
    wanted: Page,
    on: date,
    *,
    plan: date | None = None,
    total: bool,
) -> Answer:
    """The standards that a figure of a scope's progress counts on a day, by number; an item is shown by the document in force, else by the
    one furthest on. ``plan`` is the day whose rows count, where it is another one. Raises BadInput for an invalid cursor.
    """
    days = {**day_parameters(on), "planOn": plan or on}
    if count in _ITEMS:
        items = await load_items(tx, scope, days)
        return await _page_items(tx, [one for one in items if one.state in _ITEMS[count]], wanted)
    return await _page_documents(tx, scope, _DOCUMENTS[count](scope.shape), wanted, days, total=total)


async def _page_documents(
    tx: Transaction, scope: ScopeFilter, condition: str, wanted: Page, days: Mapping[str, object], *, total: bool
) -> Answer:
    found = (
        f"UNWIND $scopes AS scope {by_plan_day(standards(scope.shape))} {with_state('s', 'scope')} "
        f"WITH scope, s, status, standing WHERE {condition}"
    )
    beyond, order, cursor = clauses(_KEYS, wanted)
    parameters = {"scopes": scope_parameters([scope]), **days}
    row = await tx.row(
        f"{found}{' AND ' + beyond if beyond else ''} WITH s ORDER BY {order} LIMIT $size "
        "RETURN collect([[s.numberSort, s.id], s.id]) AS rows",
        DocumentsRow,
        size=wanted.size + 1,
        **parameters,
        **cursor,
    )
    shown = [(encode(_KEYS, at), Ref("Standard", key)) for at, key in row["rows"]] if row else []
    answer = build_connection(shown, wanted)
    if total:
        counted = await tx.row(f"{found} RETURN count(*) AS total", TotalRow, **parameters)
        answer["totalCount"] = counted["total"] if counted else 0
    return answer


async def _page_items(tx: Transaction, items: Sequence[FilledItem], wanted: Page) -> Answer:
    rows = await tx.table(
        SortRow,
        "UNWIND $ids AS id MATCH (s:Standard {id: id}) RETURN s.id AS id, s.numberSort AS sort",
        ids=sorted({one.shown.id for one in items}),
    )
    sorts = {row["id"]: row["sort"] for row in rows}
    places = sorted(_place(sorts[one.shown.id], one.shown.id, one.item.system) for one in items)
    start = 0
    if wanted.cursor is not None:
        number, key, system = decode(_ITEM_KEYS, wanted.cursor)
        start = bisect_right(places, _place(None if number is None else str(number), str(key), str(system)))
    shown = places[start : start + wanted.size + 1]
    edges = [
        (encode(_ITEM_KEYS, [None if one.unnumbered else one.number, one.id, one.system]), Ref("Standard", one.id))
        for one in shown
    ]
    return {**build_connection(edges, wanted), "totalCount": len(places)}


def _place(number: str | None, key: str, system: str) -> _Place:
    return _Place(number is None, number or "", key, system)


async def load_items(tx: Transaction, scope: ScopeFilter, days: Mapping[str, object]) -> list[FilledItem]:
    """The items of a scope, those that have left the plan included, given the parameters of the day asked about and ``planOn``, the day
    whose rows count. Two statements."""
    system = item_system(scope)
    systems = "[]" if system else by_plan_day(LISTING_SYSTEMS)
    text = (
        f"UNWIND $scopes AS scope {by_plan_day(standards(scope.shape))} {with_state('s', 'scope')} "
        "RETURN s.id AS id, s.replacementChain AS chain, s.level AS level, status, standing, "
        f"[x IN [{entry('s')}] WHERE x IS NOT NULL | {entry_stage('x')}][0] AS stage, {systems} AS systems"
    )
    rows = await tx.table(ItemRow, text, scopes=scope_parameters([scope]), **days)
    chains = await load_chains(tx, {row["chain"] for row in rows if row["chain"] is not None}, days)
    alone = [
        FilledItem(Item(one, (row["id"],)), state, Document(row["id"], state, row["level"], row["stage"]))
        for row in rows
        if row["chain"] is None
        for state in [item_state(row["status"], row["standing"])]
        for one in ([system] if system else row["systems"])
    ]
    return alone + chains.of((row["id"] for row in rows if row["chain"] is not None), system)
