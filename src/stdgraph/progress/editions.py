"""Two systems compared, above all two editions of one: which items are in both, which in one alone, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypedDict

from stdgraph.domain.items import Item, Successor, best_state, components, continuing, item_state, items_of
from stdgraph.domain.vocabulary import EditionDifference, ItemState
from stdgraph.progress.edition_parts import PartComparison, Side, compare_parts, side_parameters, titles_differ
from stdgraph.progress.number_pages import NumberPlace, number_place
from stdgraph.progress.plan_items import CHAINED, ChainedRow, Document, fill
from stdgraph.store.plan_cypher import ever, is_item, lists, on_plan
from stdgraph.store.session import Transaction, native
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage, with_state


class EditionChange(StrEnum):
    """What may have become of an item or a subsystem from one system to the other."""

    CARRIED_OVER = "carriedOver"
    NEW = "new"
    DROPPED = "dropped"
    RENAMED = "renamed"
    MOVED = "moved"


class SideRow(TypedDict):
    """A system, with the day from which on it is off the plan."""

    code: str
    left: date | None


class ListedRow(TypedDict):
    """A listing of the side whose place is ``n``, with its standard on the day asked about."""

    n: int
    id: str
    subsystem: str
    itemNumber: str | None
    membership: str | None
    titleZh: str | None
    titleEn: str | None
    sort: str | None
    chain: str | None
    level: str | None
    status: str
    standing: str | None
    stage: str | None


SIDES = "UNWIND $codes AS code MATCH (y:StandardsSystem {code: code}) RETURN code, y.retiredOn AS left"
LISTED = (
    f"UNWIND $sides AS side MATCH (x:Subsystem {{system: side.system}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x', 'side.on')} AND {on_plan('s', 'side.on')} AND {is_item('s')} {with_state('s', 'side', 'x', 'l')} "
    "RETURN side.n AS n, s.id AS id, x.id AS subsystem, l.itemNumber AS itemNumber, l.membership AS membership, s.titleZh AS titleZh, "
    "s.titleEn AS titleEn, s.numberSort AS sort, s.replacementChain AS chain, s.level AS level, status, standing, "
    f"[x IN [{entry('s')}] WHERE x IS NOT NULL | {entry_stage('x')}][0] AS stage"
)


@dataclass(frozen=True, slots=True)
class EditionPlace:
    """An item as one of the systems lists it."""

    shown: ListedRow
    """The listed document that is in force, else the one furthest on."""
    state: ItemState
    """What its documents, and what continues them, make of it."""
    listings: Sequence[ListedRow]
    """By subsystem and item number."""


@dataclass(frozen=True, slots=True)
class EditionItem:
    """An item of both systems, or of one alone."""

    before: EditionPlace | None
    after: EditionPlace | None
    differences: tuple[EditionDifference, ...] = ()

    @property
    def place(self) -> NumberPlace:
        """Its place in the order: by the number of what stands for it, in the second system where that has it."""
        shown = next(one.shown for one in (self.after, self.before) if one is not None)
        return number_place(shown["sort"], shown["id"])

    def has(self, change: EditionChange) -> bool:
        """Whether this became of it."""
        match change:
            case EditionChange.CARRIED_OVER:
                return self.before is not None and self.after is not None
            case EditionChange.NEW:
                return self.before is None
            case EditionChange.DROPPED:
                return self.after is None
            case _:
                return bool(self.differences)


@dataclass(frozen=True, slots=True)
class EditionComparison:
    """Two systems compared."""

    items: Sequence[EditionItem]
    parts: PartComparison


async def compare_editions(tx: Transaction, codes: Sequence[str], on: date) -> EditionComparison:
    """What of one system is in another on a day, given their codes. Four statements, or three where nothing replaces anything.

    A system that has left the plan by the day is compared as it was on its last day.
    """
    left = {row["code"]: native(row["left"]) for row in await tx.rows(SIDES, SideRow, codes=list(codes))}
    sides = [Side(code, _plan_day(left.get(code), on)) for code in codes]
    parts = await compare_parts(tx, sides)
    rows = await tx.table(ListedRow, LISTED, sides=side_parameters(sides), **day_parameters(on))
    chains = sorted({row["chain"] for row in rows if row["chain"] is not None})
    chained: list[ChainedRow] = []
    if chains:
        chained = await tx.table(ChainedRow, CHAINED, chains=chains, **day_parameters(on), planOn=on)
    items = list(_Items(sides, rows, chained).compared(parts.counterparts))
    return EditionComparison(items, parts)


def _plan_day(left: date | None, on: date) -> date:
    """The day whose plan counts, given the one from which on a system is off the plan."""
    return on if left is None or left > on or left == date.min else left - timedelta(days=1)


class _Items:
    """The items of both systems."""

    def __init__(self, sides: Sequence[Side], rows: Sequence[ListedRow], chained: Sequence[ChainedRow]) -> None:
        self._sides = sides
        self._listed: tuple[dict[str, list[ListedRow]], dict[str, list[ListedRow]]] = ({}, {})
        for row in sorted(rows, key=lambda row: (row["subsystem"], row["itemNumber"] or "")):
            self._listed[row["n"]].setdefault(row["id"], []).append(row)
        self._documents = {row["id"]: _document(row) for row in rows} | {row["id"]: _document(row) for row in chained}
        self._chained = chained

    def compared(self, counterparts: Mapping[str, str]) -> Iterator[EditionItem]:
        """Every item: one is in both where a document can fill it in either."""
        items = {f"{n}:{item.listed[0]}": (n, item) for n, side in enumerate(self._sides) for item in self._of(n, side)}
        filling: dict[str, list[str]] = {}
        for key, (_, item) in items.items():
            for document in item.documents:
                filling.setdefault(document, []).append(key)
        links = {key: [other for one in item.documents for other in filling[one]] for key, (_, item) in items.items()}
        for group in components(links):
            before, after = (
                self._place(n, [item for key in group for m, item in [items[key]] if m == n]) for n in (0, 1)
            )
            yield EditionItem(before, after, tuple(_differences(before, after, counterparts)))

    def _of(self, n: int, side: Side) -> Iterator[Item]:
        """The items of a side: of what is in no chain each is its own."""
        listed = self._listed[n]
        for key, rows in listed.items():
            if rows[0]["chain"] is None:
                yield Item(side.system, (key,))
        chains: dict[str, list[ChainedRow]] = {}
        for row in self._chained:
            chains.setdefault(row["chain"], []).append(row)
        for _, group in sorted(chains.items()):
            successors = {row["id"]: continuing([Successor(*one) for one in row["successors"]]) for row in group}
            yield from items_of(side.system, [row["id"] for row in group if row["id"] in listed], successors)

    def _place(self, n: int, items: Sequence[Item]) -> EditionPlace | None:
        """Where and how a system lists what makes up one item in both."""
        if not items:
            return None
        documents = tuple(one for item in items for one in item.listed)
        shown = fill(Item(items[0].system, documents), self._documents).shown.id
        state = best_state(fill(item, self._documents).state for item in items)
        listings = [row for one in documents for row in self._listed[n][one]]
        return EditionPlace(self._listed[n][shown][0], state, listings)


def _document(row: ListedRow | ChainedRow) -> Document:
    return Document(row["id"], item_state(row["status"], row["standing"]), row["level"], row["stage"])


def _differences(
    before: EditionPlace | None, after: EditionPlace | None, counterparts: Mapping[str, str]
) -> Iterator[EditionDifference]:
    """What differs of an item that is in both."""
    if before is None or after is None:
        return
    titles = [(one.shown["titleZh"], one.shown["titleEn"]) for one in (before, after)]
    if before.shown["id"] != after.shown["id"] and titles_differ(*titles):
        yield EditionDifference.TITLE
    numbers = [sorted(row["itemNumber"] for row in one.listings if row["itemNumber"]) for one in (before, after)]
    if numbers[0] != numbers[1]:
        yield EditionDifference.ITEM_NUMBER
    was = {counterparts.get(row["subsystem"]) for row in before.listings}
    if was != {row["subsystem"] for row in after.listings}:
        yield EditionDifference.SUBSYSTEM
