"""A generated national catalogue, the same on the same day: 100,000 standards in 300 systems of 50 to 2,000 items.

It is written as the product stores it: names folded, spans and states derived, relationships with the instant of their record, an event
for each move. Systems are made one after the other, each by itself, so that a larger catalogue begins with the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from bench.national_documents import GeneratedDocument, GeneratedDocuments, stored
from stdgraph.commands.events import NewEvent, record
from stdgraph.domain import calendar
from stdgraph.domain.stored_state import kind_of, searchable
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.stored_states import TURN
from stdgraph.store.transaction import CATALOGUE, acquire_write_lock, mark_structure_changed

STANDARDS = 100_000
SMALLEST, LARGEST = 50, 2000
POWER = 0.52
"""Of the sizes of systems: so 300 of them hold 100,000 standards."""
BATCH = 2000
KEYS = {"ProductCategory": "code", "StandardsSystem": "code", "Committee": "code"}

Rows = list[dict[str, Any]]
Link = tuple[str, str, str]
"""The label at the start, the type, and the label at the end."""


@dataclass(slots=True)
class Batch:
    """Nodes and relationships that are about to be written."""

    nodes: dict[str, Rows] = field(default_factory=dict)
    links: dict[Link, Rows] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)

    def node(self, label: str, **properties: Any) -> None:
        """A node, found by what it is called."""
        known = {"confidence": "VERIFIED", **properties}
        self.nodes.setdefault(label, []).append(known | searchable(label, known))

    def link(self, kind: Link, start: str, end: str, **properties: Any) -> None:
        """A relationship."""
        self.links.setdefault(kind, []).append({"a": start, "b": end, "properties": properties})

    def size(self) -> int:
        """How many rows there are."""
        return sum(map(len, (*self.nodes.values(), *self.links.values())))


class National:
    """A catalogue that grows by systems."""

    def __init__(self, today: date, *, events: bool = True) -> None:
        self._today = today
        self._events = events
        self._categories: list[str] = []
        self._listed: list[str] = []
        self.systems = 0
        self.standards = 0

    def grow(self, standards: int) -> Iterator[Batch]:
        """What is to be written until there are so many standards, in parts."""
        part = Batch()
        while self.standards < standards:
            self._system(part)
            if part.size() > 10 * BATCH:
                yield part
                part = Batch()
        yield part

    def _system(self, to: Batch) -> None:
        """One system with all that is new in it."""
        number, code = self.systems, f"N{self.systems:04d}"
        random = Random(f"national {number}")  # noqa: S311  the same catalogue each time
        size = _size(number)
        since = self._today - timedelta(days=300 + random.randrange(2500))
        declared = round(size * random.uniform(0.9, 1.4)) if random.random() < 0.5 else None
        to.node(
            "StandardsSystem",
            id=code,
            code=code,
            **_titles("体系", "System", number),
            issuedOn=since,
            since=since,
            declared=declared,
        )
        subsystems = _tree(to, code, max(4, size // 12), since, random)
        committees = _committees(to, number, 1 + size // 150, random)
        categories = self._network(to, number, max(2, size // 18), random)
        documents = GeneratedDocuments(number, self._today, random).fill(size)
        to.nodes.setdefault("Standard", []).extend(stored(documents, self._today))
        for place, one in enumerate(documents):
            self._relate(to, one, place, subsystems, committees, categories, random)
        for known in random.sample(self._listed, min(len(self._listed), size // 20)):
            to.link(("Standard", "LISTED_IN", "Subsystem"), known, _skewed(subsystems, random), membership="INFERRED")
        for n in range(size // 50):
            to.node("Demand", id=f"{code}-D{n}", priority=random.choice(("HIGH", "MEDIUM", "LOW")), on=since)
            to.link(("Demand", "MET_IN", "Subsystem"), f"{code}-D{n}", _skewed(subsystems, random))
            to.link(("Demand", "DEMANDS_FOR", "ProductCategory"), f"{code}-D{n}", random.choice(categories))
        for watched in random.sample(categories, min(len(categories), 5)) if number % 3 == 0 else ():
            to.link(("StandardsSystem", "WATCHES", "ProductCategory"), code, watched)
        self._listed += [one.id for one in documents if one.listed]
        self.systems += 1
        self.standards += len(documents)

    def _relate(
        self,
        to: Batch,
        one: GeneratedDocument,
        place: int,
        subsystems: Sequence[str],
        committees: Sequence[str],
        categories: Sequence[str],
        random: Random,
    ) -> None:
        if one.listed:
            stated = (
                {"membership": "STATED", "itemNumber": str(place + 1)}
                if random.random() < 0.7
                else {"membership": "INFERRED"}
            )
            to.link(("Standard", "LISTED_IN", "Subsystem"), one.id, _skewed(subsystems, random), **stated)
            to.link(
                ("Standard", "OWNED_BY", "Committee"), one.id, _skewed(committees, random), role="OWNER", basis="STATED"
            )
            if random.random() < 0.6:
                to.link(("Standard", "APPLIES_TO", "ProductCategory"), one.id, _skewed(categories, random))
            if self._listed and random.random() < 0.3:
                normative = random.random() < 0.8
                to.link(
                    ("Standard", "REFERENCES", "Standard"), one.id, random.choice(self._listed), normative=normative
                )
        if one.replaces:
            to.link(("Standard", "REPLACES", "Standard"), one.id, one.replaces, extent="WHOLE")
        if one.adopts:
            to.link(("Standard", "ADOPTS", "Standard"), one.id, one.adopts, degree=random.choice(("IDT", "MOD", "NEQ")))
        before = None
        for move in one.moves if self._events else ():
            to.events.append(NewEvent(one.id, kind_of(move, before), move.stage, before, effective_on=move.on))
            before = move.stage

    def _network(self, to: Batch, number: int, size: int, random: Random) -> list[str]:
        """The system's own categories, each in need of up to three earlier ones; now and then a circle."""
        codes = [f"C{number:04d}_{n}" for n in range(size)]
        for n, code in enumerate(codes):
            to.node(
                "ProductCategory",
                id=code,
                code=code,
                kind="PRODUCT",
                **_titles("产品", "Product", len(self._categories)),
            )
            if n and random.random() < 0.4:
                to.link(("ProductCategory", "KIND_OF", "ProductCategory"), code, random.choice(codes[:n]))
            needs = {_skewed(self._categories, random) for _ in range(3)} if self._categories else set()
            for need in sorted(needs):
                to.link(
                    ("ProductCategory", "DEPENDS_ON", "ProductCategory"), code, need, role="PART", confidence="KNOWN"
                )
            self._categories.append(code)
        if number % 10 == 0:
            for a, b in ((codes[0], codes[1]), (codes[1], codes[0])):
                to.link(("ProductCategory", "DEPENDS_ON", "ProductCategory"), a, b, role="INPUT", confidence="KNOWN")
        return codes


async def write_national(graph: Graph, standards: int = STANDARDS, national: National | None = None) -> National:
    """Write a national catalogue, or let one that was written before grow; what it holds then."""
    today = calendar.today()
    national = national or National(today)
    for part in national.grow(standards):
        for label, rows in part.nodes.items():
            await _write(graph, f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows)
        for link, rows in part.links.items():
            await _write(graph, _joined(link), rows)
        await graph.write(partial(_recorded, events=part.events, today=today))
    return national


async def _recorded(tx: Transaction, *, events: Sequence[NewEvent], today: date) -> None:
    """The catalogue changed: what was remembered of it does not hold any more."""
    await acquire_write_lock(tx)
    await mark_structure_changed(tx)
    await record(tx, events, actor="bench")
    await tx.run(TURN, catalogue=CATALOGUE, today=today)


async def _write(graph: Graph, text: str, rows: Rows) -> None:
    for start in range(0, len(rows), BATCH):

        async def work(tx: Transaction, batch: Rows = rows[start : start + BATCH]) -> None:
            await tx.run(text, rows=batch, now=tx.now())

        await graph.write(work, limit=120)


def _joined(link: Link) -> str:
    start, kind, end = link
    recorded = "" if start == "Demand" else ", r.recorded = datetime($now)"
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{{KEYS.get(start, 'id')}: row.a}}) MATCH (b:{end} {{{KEYS.get(end, 'id')}: row.b}}) "
        f"CREATE (a)-[r:{kind}]->(b) SET r = row.properties{recorded}"
    )


def _size(number: int) -> int:
    """How many documents the system with this number lists: the sizes follow a power law, whatever number one ends with."""
    share = (0.5 + number * 0.6180339887498949) % 1
    low, high = SMALLEST**-POWER, LARGEST**-POWER
    return round(float((low - share * (low - high)) ** (-1 / POWER)))


def _tree(to: Batch, system: str, size: int, since: date, random: Random) -> list[str]:
    """So many subsystems, up to four deep, in depth-first order; their ids, the narrowest last."""
    below: list[list[int]] = [[]]
    depths = [0]
    for n in range(1, size + 1):
        above = random.choice([one for one, depth in enumerate(depths) if depth < 4][: 1 + n // 3 + 5])
        below[above].append(n)
        below.append([])
        depths.append(depths[above] + 1)
    ids: list[str] = []

    def walk(one: int, code: str) -> None:
        for place, child in enumerate(below[one]):
            own = f"{code}.{place + 1:02d}" if code else f"{place + 1:02d}"
            identifier, known = f"{system}/{own}", {"depth": depths[child], "order": len(ids), "position": place}
            named = {"id": identifier, "system": system, "code": own, **_titles("子体系", "Subsystem", len(ids))}
            to.node("Subsystem", **named, **known, since=since)
            kind = ("Subsystem", "PART_OF", "Subsystem" if code else "StandardsSystem")
            to.link(kind, identifier, f"{system}/{code}" if code else system, place=place)
            ids.append(identifier)
            walk(child, own)

    walk(0, "")
    return ids


def _committees(to: Batch, number: int, size: int, random: Random) -> list[str]:
    """Committees with up to three subcommittees each."""
    codes: list[str] = []
    for n in range(size):
        code = f"SAC/TC{1001 + 20 * number + n}"
        to.node("Committee", id=code, code=code, level="NATIONAL", **_titles("技术委员会", "Technical committee", n))
        below = [f"{code}/SC{m + 1}" for m in range(random.randrange(4))]
        for own in below:
            to.node("Committee", id=own, code=own, level="NATIONAL", **_titles("分技术委员会", "Subcommittee", n))
            to.link(("Committee", "SUBCOMMITTEE_OF", "Committee"), own, code)
        codes += [code, *below]
    return codes


def _titles(zh: str, en: str, number: int) -> dict[str, str]:
    return {"titleZh": f"{zh}{number}", "titleEn": f"{en} {number}"}


def _skewed(items: Sequence[str], random: Random) -> str:
    """One of the items, the first ones more often."""
    return items[int(len(items) * random.random() ** 1.5)]
