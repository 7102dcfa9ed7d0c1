"""The unit of work of commands on the vocabulary that all systems share: categories, committees and sources, loaded by their codes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypedDict

from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NODE_KEYS
from stdgraph.commands.relate import stated_details
from stdgraph.stewardship.checks import later
from stdgraph.stewardship.plan_unit import PlanUnit
from stdgraph.stewardship.system_unit import WITH_ENDS
from stdgraph.stewardship.things import Thing
from stdgraph.store.plan_cypher import past
from stdgraph.store.session import Transaction, native
from stdgraph.store.standard_names import alias_id

FORMER = (
    "UNWIND $rows AS row MATCH (a:Alias {{id: row.alias}})-[:NAMES]->(n:{label}) "
    "RETURN a.label AS label, a.key AS former, n.id AS key"
)
ENDED = "MATCH (a:{label})-[w:{kind}]->(b:{label}) WHERE w.retracted IS NULL RETURN a.{key} AS start, b.{key} AS end, w.until AS until"


class NewCode(str):
    """The code of what is to be created: as the name of a subject it means something that is not there yet."""

    __slots__ = ()


class EndedRow(TypedDict):
    """A relation that ended, by its ends."""

    start: str
    end: str
    until: date


@dataclass(frozen=True, slots=True)
class EndedEdge:
    """A relation that ended, and the day on which it did."""

    edge: Edge
    until: date


async def load_ended(tx: Transaction, label: str, kind: str) -> list[EndedEdge]:
    """The relations of a type between things of a label that ended. One statement."""
    rows = await tx.rows(ENDED.format(label=label, kind=past(kind), key=NODE_KEYS.get(label, "id")), EndedRow)
    return [
        EndedEdge(Edge(kind, Key(label, row["start"]), Key(label, row["end"])), native(row["until"])) for row in rows
    ]


class VocabularyUnit(PlanUnit):
    """Things of the vocabulary being changed in one transaction."""

    path = "code"
    above: str | None = None
    """The type of relation by which things of the label stand above each other, if they do."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: list[EndedEdge] = []
        """The relations of that type that ended."""

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> Self:
        """Load things by code, with what else commands name and what relates them."""
        unit = cls()
        unit.now = tx.now()
        keys: dict[str, set[str]] = {cls.label: {str(name) for name, _ in wanted}}
        for label, key in (node for _, preload in wanted for node in preload.nodes):
            keys.setdefault(label, set()).add(key)
        for label, several in keys.items():
            await unit.read_by_key(tx, label, several)
        rows = [{"alias": alias_id(cls.label, key)} for key in sorted(keys[cls.label])]
        await unit.read_former(tx, FORMER.format(label=cls.label), rows=rows)
        if cls.above is not None:
            await unit._load_hierarchy(tx, cls.above)
        whole = {str(name) for name, preload in wanted if preload.listings}
        whole |= {
            key for _, preload in wanted if preload.listings for label, key in preload.nodes if label == cls.label
        }
        await unit.load_relations(tx, sorted(keys[cls.label]), sorted(whole))
        return unit

    async def _load_hierarchy(self, tx: Transaction, kind: str) -> None:
        """All relations by which things of the label stand above each other, those that ended too."""
        await self.read_edges(tx, f"MATCH (a:{self.label})-[r:{kind}]->(b:{self.label}) {WITH_ENDS}")
        self.ended += await load_ended(tx, self.label, kind)

    @abstractmethod
    async def load_relations(self, tx: Transaction, keys: Sequence[str], whole: Collection[str]) -> None:
        """Load the relations of things of the label; ``whole``: those of which everything that leads to them is needed."""

    def find(self, name: str) -> Thing | None:
        """The thing of a code, None where there is none; for what is to be created a thing of which nothing is known yet."""
        return Thing(self.label, str(name), {}) if isinstance(name, NewCode) else super().find(name)

    def take_over(self, edge: Edge, former: Mapping[str, Any], on: date | None) -> None:
        """Let a relation be as another one was, from a day on or, without one, since that was; one that there is begins then at the latest."""
        held = self.edges.get(edge)
        starts = later(former.get("from"), on)
        details = stated_details(edge.kind, former)
        if held is not None:
            begins = held.get("from")
            if begins is None or (starts is not None and begins <= starts):
                return
            details |= stated_details(edge.kind, held)
        self.relate(edge, {**details, "from": starts})

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the things and their relations."""
        await self.write_things(tx)

    def ways_up(self, on: date) -> Iterator[tuple[str, str]]:
        """What stands directly below what from a day on, if only for a while; pairs of codes."""
        for edge in self.edges:
            if edge.kind == self.above:
                yield edge.start.key, edge.end.key
        for one in self.ended:
            if one.until > on:
                yield one.edge.start.key, one.edge.end.key
