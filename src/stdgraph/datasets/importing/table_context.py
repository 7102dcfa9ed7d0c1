"""What the catalogue holds of what a system's table names: its system, committees, product categories and documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypedDict

from stdgraph.datasets.catalogue_names import find_standards
from stdgraph.datasets.stored import GraphReader, Reader, locals_of, named, statements_by_key, statements_on
from stdgraph.datasets.system_table.table import SystemTable, TableItem
from stdgraph.domain.numbers import number_key, read_number
from stdgraph.store.known_codes import present_keys
from stdgraph.store.session import Graph, Transaction

SYSTEMS = "MATCH (n:StandardsSystem) RETURN n.code AS code, n.titleZh AS titleZh, n.titleEn AS titleEn, [] AS aliases"
COMMITTEES = "MATCH (n:Committee) RETURN n.code AS code, n.titleZh AS titleZh, n.titleEn AS titleEn, [] AS aliases"
CATEGORIES = (
    "MATCH (n:ProductCategory) RETURN n.code AS code, n.titleZh AS titleZh, n.titleEn AS titleEn, "
    "coalesce(n.aliases, []) AS aliases"
)
PLANNED = (
    "MATCH (x:Subsystem {system: $system})<-[:LISTED_IN]-(s:Standard) "
    "WHERE s.number IS NULL AND s.planNumber IS NULL AND s.retiredOn IS NULL "
    "RETURN s.id AS id, s.titleZh AS titleZh, s.titleEn AS titleEn, collect(DISTINCT x.code) AS subsystems"
)
SUBSYSTEMS = (
    "MATCH (n:Subsystem {system: $system}) WHERE n.retiredOn IS NULL "
    "OPTIONAL MATCH (n)-[:PART_OF]->(p:Subsystem) "
    "RETURN n.code AS code, n.titleZh AS titleZh, n.titleEn AS titleEn, p.code AS parent"
)


class NamedCodeRow(TypedDict):
    """A code with its titles and other names."""

    code: str
    titleZh: str | None
    titleEn: str | None
    aliases: list[str]


class HeldSubsystemRow(TypedDict):
    """A subsystem as the catalogue holds it."""

    code: str
    titleZh: str | None
    titleEn: str | None
    parent: str | None


class PlannedRow(TypedDict):
    """An item of a plan that has no number of any kind yet."""

    id: str
    titleZh: str | None
    titleEn: str | None
    subsystems: list[str]


@dataclass(frozen=True, slots=True)
class Named:
    """Things with a code, found by code or by any of their titles."""

    codes: Mapping[str, NamedCodeRow] = field(default_factory=dict)
    _by_title: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[NamedCodeRow]) -> Named:
        """Of these rows; a title that several bear finds none of them."""
        found = list(rows)
        titles: dict[str, str] = {}
        shared: set[str] = set()
        for row in found:
            for title in {folded(one) for one in (row["titleZh"], row["titleEn"], *row["aliases"]) if one}:
                if titles.setdefault(title, row["code"]) != row["code"]:
                    shared.add(title)
        return cls({row["code"]: row for row in found}, {t: code for t, code in titles.items() if t not in shared})

    def find(self, text: str) -> str | None:
        """The code of what a text names; None for nothing, or for what several are called."""
        return text if text in self.codes else self._by_title.get(folded(text))

    @property
    def titles(self) -> Iterable[tuple[str, list[str]]]:
        """Each code with its titles, to find the nearest."""
        for code, row in self.codes.items():
            yield code, [title for title in (row["titleZh"], row["titleEn"], *row["aliases"]) if title]


def folded(text: str) -> str:
    """A title as it is compared: without blanks, in lower case."""
    return "".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class TableContext:
    """What the catalogue holds of what a table names."""

    committees: Named
    categories: Named
    system: str | None
    """The system that the catalogue has, by its code now; None where the table brings it."""
    subsystems: Mapping[str, HeldSubsystemRow]
    others: frozenset[str]
    """The subsystems that other datasets or people state."""
    documents: Mapping[str, str]
    """The nodes of documents that the table names, by number."""
    known: frozenset[str]
    """Numbers and plan numbers of the table of which others state something."""
    locals: frozenset[str]
    """What the dataset calls the standards that it states already."""
    own_committees: frozenset[str] = frozenset()
    """The committees that it states already."""
    own_system: bool = False
    """Whether it states the system already."""
    told_by: tuple[str, ...] = ()
    """The datasets that state the subsystems, where this one does not state any so far."""
    planned: Mapping[str, Sequence[PlannedRow]] = field(default_factory=dict)
    """The items of the system that have no number yet, by title."""

    def planned_as(self, item: TableItem) -> str | None:
        """The item of the catalogue's plan that a row is: of the same title, without a number so far; one that has a number now also
        stands in the same subsystem. None for none, or several."""
        title = item.title_zh or item.title_en
        found = self.planned.get(folded(title), ()) if title else ()
        beside = [row for row in found if item.subsystem in row["subsystems"]]
        if beside or item.number or item.plan_number:
            found = beside
        return found[0]["id"] if len(found) == 1 else None

    def holds(self, number: str) -> str | None:
        """The node of a document that others state, by number; None for one that is the dataset's own to state."""
        return None if local_of(number) in self.locals else self.documents.get(number)

    def is_others(self, committee: str) -> bool:
        """Whether the catalogue has a committee that the dataset need not state."""
        return committee in self.committees.codes and committee not in self.own_committees


def local_of(number: str) -> str:
    """What a dataset calls a document: its number in comparison form, without signs that separate."""
    return "".join("_" if sign in " |;," else sign for sign in read_number(number).key)


async def table_context(graph: Graph, table: SystemTable, dataset: str, system: str) -> TableContext:
    """Read it."""
    reader = GraphReader(graph)
    held = await graph.read(partial(_present, system=system))
    subsystems: list[HeldSubsystemRow] = await reader.rows(SUBSYSTEMS, HeldSubsystemRow, system=held) if held else []
    nodes = [f"{held}/{row['code']}" for row in subsystems]
    stated = await statements_on(reader, "Subsystem", nodes)
    own = {row["node"] for row in stated if row["dataset"] == dataset}
    shared = {row["node"] for row in stated if row["dataset"] != dataset}
    others = (set(nodes) - own) | shared
    return TableContext(
        committees=Named.of(await reader.rows(COMMITTEES, NamedCodeRow)),
        categories=Named.of(await reader.rows(CATEGORIES, NamedCodeRow)),
        system=held,
        subsystems={row["code"]: row for row in subsystems},
        others=frozenset(node.partition("/")[2] for node in others),
        documents=await find_standards(graph, _named_documents(table)),
        known=await _known_elsewhere(reader, table, dataset),
        locals=frozenset(await locals_of(reader, dataset, "Standard")),
        own_committees=frozenset(await locals_of(reader, dataset, "Committee")),
        told_by=() if own else tuple(sorted({row["dataset"] for row in stated})),
        own_system=bool(await locals_of(reader, dataset, "StandardsSystem")),
        planned=await _planned(reader, held, dataset) if held else {},
    )


async def system_titled(graph: Graph, title: str) -> str | None:
    """The code of the system that is called so; None for none, or for several."""
    return Named.of(await GraphReader(graph).rows(SYSTEMS, NamedCodeRow)).find(title)


async def _present(tx: Transaction, system: str) -> str | None:
    return (await present_keys(tx, [("StandardsSystem", system)])).get(("StandardsSystem", system))


def _named_documents(table: SystemTable) -> list[str]:
    """The numbers of documents that rows adopt, replace, or are replaced by."""
    found: dict[str, None] = {}
    for item in table.items:
        found |= dict.fromkeys((*(one.number for one in item.adopts), *item.replaces, *item.replaced_by))
    return list(found)


async def _planned(reader: Reader, system: str, dataset: str) -> dict[str, list[PlannedRow]]:
    """Without those that the dataset alone states: it knows them by their names."""
    items: list[PlannedRow] = await reader.rows(PLANNED, PlannedRow, system=system)
    stated = await statements_on(reader, "Standard", [row["id"] for row in items])
    own = {row["node"] for row in stated if row["dataset"] == dataset}
    own -= {row["node"] for row in stated if row["dataset"] != dataset}
    found: dict[str, list[PlannedRow]] = {}
    for row in items:
        if row["id"] not in own:
            for title in {folded(one) for one in (row["titleZh"], row["titleEn"]) if one}:
                found.setdefault(title, []).append(row)
    return found


async def _known_elsewhere(reader: Reader, table: SystemTable, dataset: str) -> frozenset[str]:
    keys = {number_key(item.number): item.number for item in table.items if item.number}
    plans = {item.plan_number for item in table.items if item.plan_number}
    stated = await statements_by_key(reader, "Standard", "identity", keys)
    stated += await statements_by_key(reader, "Standard", "plan", plans)
    own = {one for row in stated if row["dataset"] == dataset for one in (row["identity"], row["plan"]) if one}
    found = {one for row in stated if row["dataset"] != dataset for one in (row["identity"], row["plan"]) if one}
    for property_, values in (("numberKey", keys), ("planNumber", plans)):
        for node in await named(reader, "Standard", property_, values):
            found |= {one for one in (node["numberKey"], node["planNumber"]) if one and one not in own}
    return frozenset({keys.get(one, one) for one in found})
