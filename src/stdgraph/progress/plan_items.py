"""The items of a plan, as figures of progress count them (``domain.items``): those of one document each, and those that chains fill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from stdgraph.domain.items import BEST_FIRST, Item, Successor, best_state, continuing, item_state, items_of
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import ItemState
from stdgraph.store.plan_cypher import by_plan_day, ever, is_item, lists, on_plan
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage, with_state

LISTING_SYSTEMS = f"COLLECT {{ MATCH (s)-[zl:{ever('LISTED_IN')}]->(zx:Subsystem) WHERE {lists('zl', 'zx')} RETURN DISTINCT zx.system }}"
"""The systems that list ``s`` on the day."""

_LISTED_IN = (
    f"CASE WHEN {on_plan('s', '$planOn')} AND {is_item('s')} THEN {by_plan_day(LISTING_SYSTEMS)} ELSE [] END AS systems"
)
_SUCCESSORS = (
    "COLLECT { MATCH (s)<-[zr:REPLACES]-(n:Standard) WHERE zr.extent = 'WHOLE' "
    "RETURN [n.id, n.partOf, n.seriesKey, n.publicationLatest IS NOT NULL] } AS successors"
)
_OF_CHAINS = f"UNWIND $chains AS chain MATCH (s:Standard {{replacementChain: chain}}) {with_state('s', 'chain')} "
CHAINED = (
    f"{_OF_CHAINS}RETURN chain, s.id AS id, s.level AS level, status, standing, "
    f"[x IN [{entry('s')}] WHERE x IS NOT NULL | {entry_stage('x')}][0] AS stage, {_LISTED_IN}, {_SUCCESSORS}"
)


class LinkedRow(TypedDict):
    """A standard of a replacement chain on a day, the systems that list it, and what replaces it as a whole."""

    chain: str
    id: str
    status: str
    standing: str | None
    systems: list[str]
    successors: list[tuple[str, str | None, str | None, bool]]


class ChainedRow(LinkedRow):
    """The same with its level, and its stage on the day."""

    level: str | None
    stage: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A standard that fills, or may fill, an item."""

    id: str
    state: ItemState
    level: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class FilledItem:
    """An item on a day."""

    item: Item
    state: ItemState
    shown: Document
    """The document that stands for it: the one in force, else the one furthest on."""


@dataclass(slots=True)
class Chains:
    """The items that replacement chains fill on a day."""

    items: list[FilledItem] = field(default_factory=list)
    _by_document: dict[str, list[FilledItem]] = field(default_factory=dict)

    def add(self, filled: FilledItem) -> None:
        """Keep an item, to be found by the documents that its system lists."""
        self.items.append(filled)
        for one in filled.item.listed:
            self._by_document.setdefault(one, []).append(filled)

    def of(self, documents: Iterable[str], system: str | None) -> list[FilledItem]:
        """The items with any of these documents, of a system or of every one that lists them, each once."""
        found = {
            (one.item.system, one.item.listed): one
            for document in documents
            for one in self._by_document.get(document, ())
            if system in (None, one.item.system)
        }
        return [found[key] for key in sorted(found)]


async def load_chains(tx: Transaction, chains: Collection[str], days: Mapping[str, object]) -> Chains:
    """The items of these replacement chains, in every system that lists any of their documents, given the parameters of the day asked
    about and ``planOn``, the day whose rows count. One statement, or none."""
    found = Chains()
    if not chains:
        return found
    rows = await tx.table(ChainedRow, CHAINED, chains=sorted(chains), **days)
    documents = {row["id"]: _document(row) for row in rows}
    for item in chained_items(rows):
        found.add(fill(item, documents))
    return found


def chained_items(rows: Sequence[LinkedRow]) -> Iterator[Item]:
    """The items that whole chains make up."""
    by_chain: dict[str, list[LinkedRow]] = {}
    for row in rows:
        by_chain.setdefault(row["chain"], []).append(row)
    for _, group in sorted(by_chain.items()):
        successors = {row["id"]: continuing([Successor(*one) for one in row["successors"]]) for row in group}
        for system in sorted({system for row in group for system in row["systems"]}):
            yield from items_of(system, (row["id"] for row in group if system in row["systems"]), successors)


def _document(row: ChainedRow) -> Document:
    return Document(row["id"], item_state(row["status"], row["standing"]), row["level"], row["stage"])


def fill(item: Item, documents: Mapping[str, Document]) -> FilledItem:
    """An item with what its documents make of it."""
    able = [documents[one] for one in item.documents]
    shown = min(able, key=_shown_first(item.listed))
    return FilledItem(item, best_state(one.state for one in able), shown)


def _shown_first(listed: Collection[str]) -> Callable[[Document], tuple[int, bool, int, str]]:
    """In force before open before gone, then what the system lists itself, then the furthest stage, then by id."""

    def rank(one: Document) -> tuple[int, bool, int, str]:
        stage = int((one.stage or "00.00").replace(".", ""))
        return BEST_FIRST.index(one.state), one.id not in listed, -stage, one.id

    return rank


def item_system(scope: ScopeFilter) -> str | None:
    """The system whose items a scope counts; None: of every system that lists them."""
    return scope.system or (scope.subsystem[0] if scope.subsystem else None)


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """How many items there are of each state, and by level."""

    states: Mapping[ItemState, int]
    levels: Mapping[tuple[str | None, ItemState], int]

    @property
    def met(self) -> int:
        """Items of which a document is in force."""
        return self.states.get(ItemState.MET, 0)

    @property
    def open(self) -> int:
        """Items that are still to be met."""
        return self.states.get(ItemState.OPEN, 0)

    @property
    def left(self) -> int:
        """Items that have left the plan."""
        return self.states.get(ItemState.LEFT, 0)

    @property
    def items(self) -> int:
        """Items on the plan."""
        return self.met + self.open


def count_items(singles: Iterable[tuple[str | None, ItemState, int]], chained: Iterable[FilledItem]) -> ItemFigures:
    """The figures of items that documents fill alone (level, state, how many), and of those that chains fill."""
    levels: Counter[tuple[str | None, ItemState]] = Counter()
    for level, state, count in singles:
        levels[level, state] += count
    for one in chained:
        levels[one.shown.level, one.state] += 1
    states: Counter[ItemState] = Counter()
    for (_, state), count in levels.items():
        states[state] += count
    return ItemFigures(states, levels)


class AloneRow(TypedDict):
    """How many items of a system are documents that nothing replaces, and that replace nothing."""

    code: str
    count: int


_OF_SYSTEMS = f"UNWIND $systems AS code MATCH (x:Subsystem {{system: code}})<-[l:{ever('LISTED_IN')}]-(s:Standard)"
_COUNTS = f"{lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')}"
ALONE = (
    f"{_OF_SYSTEMS} WHERE s.replacementChain IS NULL AND {_COUNTS} WITH DISTINCT code, s {with_state('s', 'code')} "
    "WITH code, s, status, standing WHERE status IN ['PLANNED', 'DRAFTING'] OR standing IN ['IN_FORCE', 'UPCOMING'] "
    "WITH code, count(*) AS count RETURN code, count"
)
THEIR_CHAINS = f"{_OF_SYSTEMS} WHERE s.replacementChain IS NOT NULL AND {_COUNTS} RETURN collect(DISTINCT s.replacementChain) AS chains"
LINKED = f"{_OF_CHAINS}RETURN chain, s.id AS id, status, standing, {_LISTED_IN}, {_SUCCESSORS}"


async def count_items_of(tx: Transaction, systems: Sequence[str], on: date) -> dict[str, int]:
    """How many items there are on the plan of each of these systems on a day. Three statements at most, none for none."""
    if not systems:
        return {}
    days = {**day_parameters(on), "planOn": on}
    counts = dict.fromkeys(systems, 0)
    for alone in await tx.table(AloneRow, ALONE, systems=list(systems), **days):
        counts[alone["code"]] += alone["count"]
    row = await tx.row(THEIR_CHAINS, systems=list(systems), **days)
    if row and row["chains"]:
        rows = await tx.table(LinkedRow, LINKED, chains=sorted(row["chains"]), **days)
        counts = _count_linked(rows, counts)
    return counts


def _count_linked(rows: Sequence[LinkedRow], counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of systems with the items of chains."""
    found = dict(counts)
    alive = {one["id"] for one in rows if item_state(one["status"], one["standing"]) is not ItemState.LEFT}
    for item in chained_items(rows):
        if item.system in found and not alive.isdisjoint(item.documents):
            found[item.system] += 1
    return found
