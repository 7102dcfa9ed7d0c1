"""The workbench: standards taken out of the graph to be changed, and put back together with their events, in three statements
however many they are. What is changed in between is changed in memory, one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, record
from stdgraph.commands.lineage import REPLACED_BY, Lineage
from stdgraph.commands.stored_state import findable, project
from stdgraph.domain.numbers import all_keys, number_key, read_number
from stdgraph.domain.timeline import Move, stage_on, unfold
from stdgraph.domain.vocabulary import Level
from stdgraph.store.catalogue_node import acquire_write_lock
from stdgraph.store.session import Transaction, native

_HELD = (
    "n{.*, owners: COLLECT { MATCH (n)-[:OWNED_BY]->(:Committee)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code }, "
    "systems: COLLECT { MATCH (n)-[:LISTED_IN]->(x:Subsystem) RETURN DISTINCT x.system }, "
    "adopting: EXISTS { MATCH (n)-[a:ADOPTS]->(:Standard) WHERE a.degree IN ['IDT', 'MOD', 'EQV'] }, "
    "revising: EXISTS { (n)-[:REPLACES]->(:Standard) }}"
)
TAKE = (
    "CALL () { UNWIND $keys AS k MATCH (n:Standard {numberKey: k}) RETURN n UNION UNWIND $plans AS k MATCH (n:Standard {planNumber: k}) RETURN n "
    f"UNION UNWIND $ids AS k MATCH (n:Standard {{id: k}}) RETURN n }} RETURN {_HELD} AS row"
)
EVENTS = (
    "MATCH (n:Standard)<-[:CONCERNS]-(e:Event) WHERE n.id IN $ids WITH n.id AS id, e ORDER BY e.sequence "
    "RETURN id, e{.sequence, .kind, .stage, .fromStage, .effectiveOn, .before, .after, .revokes} AS event"
)
TAKEN = (
    "MATCH (n:Standard) WHERE n.numberKey IN $keys RETURN n.numberKey AS key, n.id AS id "
    "UNION ALL MATCH (n:Standard) WHERE n.planNumber IN $plans RETURN n.planNumber AS key, n.id AS id"
)
CREATE = "UNWIND $rows AS row CREATE (n:Standard) SET n = row"
RELATED = (
    "UNWIND $rows AS row MATCH (s:Standard {id: row.start})-[r]->(t) WHERE type(r) = row.kind AND coalesce(t.id, t.code) = row.end "
    "RETURN row.kind AS kind, row.start AS start, row.end AS end, properties(r) AS properties"
)
CLAIM = (
    "UNWIND $rows AS row MATCH (n:Standard {id: row.standard}) WITH row, n "
    "WHERE row.source IS NOT NULL OR NOT EXISTS { MATCH (n)<-[:ABOUT]-(o:Claim {field: row.field}) WHERE o.value = row.value } "
    "CREATE (k:Claim {id: row.id, field: row.field, value: row.value, chosen: false, note: row.note})-[:ABOUT]->(n)"
)
FOLLOW = (
    "UNWIND $rows AS row MATCH (:Standard {id: row.standard})<-[:ABOUT]-(k:Claim {field: row.field}) "
    "SET k.chosen = coalesce(k.value = row.value, false)"
)
CITE = (
    "UNWIND $rows AS row MATCH (k:Claim {id: row.id}) MERGE (o:Source {id: row.source}) "
    "ON CREATE SET o.url = row.source MERGE (k)-[:STATED_BY]->(o)"
)
PUT = "UNWIND $rows AS row MATCH (n:Standard {id: row.id}) SET n += row.properties"


_KEYS = {"ProductCategory": "code", "Committee": "code", "StandardsSystem": "code"}
"""Labels that are known by another property than their id."""


@dataclass(slots=True)
class LoadedStandard:
    """A standard on the workbench."""

    id: str
    properties: dict[str, Any]
    owners: frozenset[str]
    systems: frozenset[str]
    adopting: bool
    revising: bool
    moves: tuple[Move, ...]
    before: dict[str, Any] = field(default_factory=dict)
    """What it was when it was taken out."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """What happened to it, where that was asked for."""

    @property
    def revision(self) -> int:
        """Its revision, as it stands on the workbench."""
        return int(self.properties.get("revision") or 0)

    @property
    def level(self) -> Level | None:
        """Its level."""
        name = self.properties.get("level")
        return Level(name) if name else None

    def change(self, moves: Sequence[Move] | None = None, **properties: Any) -> None:
        """Change properties or history, and everything that follows from them; the revision grows by one."""
        if moves is not None:
            self.moves = tuple(moves)
        self.properties.update(properties)
        self.properties.update(findable(self.properties))
        if self.moves:
            self.properties.update(
                project(
                    self.moves,
                    level=self.level,
                    published_on=self.properties.get("publishedOn"),
                    project_due_on=self.properties.get("projectDueOn"),
                )
            )
        self.properties["revision"] = self.revision + 1

    def stage_on(self, day: date) -> str | None:
        """The stage it is in on a day."""
        return stage_on(self.properties.get("timeline") or (), day)

    def state(self) -> dict[str, Any]:
        """What clients are told of it as of now."""
        names = (
            "revision",
            "timeline",
            "dueOn",
            "number",
            "planNumber",
            "publishedOn",
            "inForceOn",
            "withdrawnOn",
            "reviewDueOn",
        )
        return {name: self.properties.get(name) for name in names}


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship from a standard to be made or changed or, without properties, taken away."""

    kind: str
    start: str
    label: str
    end: str
    properties: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A source's value for a field of a standard; ``source`` is an id or an address. None where nobody is named: then the claim is
    only made where no other one of that value is."""

    standard: str
    field: str
    value: str
    source: str | None
    note: str | None


class UnitOfWork:
    """Standards being changed in one transaction, and what happened to them."""

    def __init__(
        self, held: dict[str, LoadedStandard], taken: dict[str, str], known: dict[tuple[str, str], frozenset[str]]
    ) -> None:
        self._held = held
        self.taken = taken
        """Number keys and plan numbers that belong to a standard: which one."""
        self._known = known
        self._new: list[LoadedStandard] = []
        self._related: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._links: dict[tuple[str, str, str], Link] = {}
        self._claims: list[NewClaim] = []
        self._followed: dict[tuple[str, str], str | None] = {}
        self.events: list[NewEvent] = []
        self.lineage = Lineage()
        """What the standards replace of which that was asked for."""

    @classmethod
    async def open(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]]) -> UnitOfWork:
        """Take standards out by id, number or plan number, having waited for the turn, and look up what else each one needs."""
        await acquire_write_lock(tx)
        needs = [need for _, need in wanted]
        names = [name for name, need in wanted if not need.new] + [name for need in needs for name in need.standards]
        held = await _take(tx, list(dict.fromkeys(names)))
        numbers = [number for need in needs for number in need.numbers]
        nodes = {node for need in needs for node in need.nodes}
        unit = cls(held, await _taken(tx, numbers), await _known(tx, nodes))
        for name, need in wanted:
            if need.new:
                unit._make(name)
        told = [held[name] for name, need in wanted if need.events and name in held]
        await _remember_events(tx, told)
        unit.taken.update(await _taken(tx, _numbers_before(told)))
        told_of = {one.id: _successors(one) for one in told}
        unit._held.update(await _take(tx, sorted({name for names in told_of.values() for name in names} - set(held))))
        await unit._remember_relations(tx, wanted, told_of)
        replaced = {held[name].id for need in needs for name in need.replaced if name in held}
        unit.lineage = await Lineage.read(tx, replaced)
        return unit

    def find(self, name: str) -> LoadedStandard | None:
        """The standard that a name stood for, or None."""
        return self._held.get(name)

    def has(self, label: str, key: str) -> bool:
        """Whether a node that was asked for exists."""
        return (label, key) in self._known

    def above(self, committee: str) -> frozenset[str]:
        """A committee that was asked for and all above it."""
        return self._known.get(("Committee", committee), frozenset())

    def _make(self, identifier: str) -> None:
        """A new standard of which nothing is known yet."""
        new = LoadedStandard(
            identifier, {"id": identifier}, frozenset(), frozenset(), adopting=False, revising=False, moves=()
        )
        self._new.append(new)
        self._held[identifier] = new

    def related(self, kind: str, start: str, end: str) -> dict[str, Any] | None:
        """What is said of a relation that was asked for; None where there is none."""
        return self._related.get((kind, start, end))

    def link(self, link: Link) -> None:
        """Make, change or take away a relationship; of several commands for one the last stands."""
        key = link.kind, link.start, link.end
        self._links[key] = link
        self._related.pop(key, None)
        if link.properties is not None:
            self._related[key] = _written(link.properties)
        if link.kind == "REPLACES":
            self.lineage.note(link.start, link.end, away=link.properties is None)

    def claim(self, claim: NewClaim) -> None:
        """Keep a claim."""
        self._claims.append(claim)

    def follow(self, standard: str, field: str, value: str | None) -> None:
        """Follow the claims of a field that state this value, and no others."""
        self._followed[standard, field] = value

    def tell(self, event: NewEvent) -> int:
        """Record an event; its place among those of this transaction."""
        self.events.append(event)
        return len(self.events) - 1

    async def put_back(self, tx: Transaction, *, actor: str, request_id: str | None) -> int | None:
        """Write what was changed, with its events; the sequence of the first of them. None where nothing happened."""
        if not self.events:
            return None
        if self._new:
            await tx.run(CREATE, rows=[_written(one.properties) for one in self._new])
        rows = []
        for one in {held.id: held for held in self._held.values()}.values():
            changed = {name: value for name, value in one.properties.items() if value != one.before.get(name)}
            if changed and one not in self._new:
                rows.append({"id": one.id, "properties": changed})
        if rows:
            await tx.run(PUT, rows=rows)
        await self._relate(tx)
        await self._state(tx)
        recorded = await record(tx, self.events, actor=actor, request_id=request_id)
        return recorded.first_sequence

    async def _relate(self, tx: Transaction) -> None:
        groups: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
        for link in self._links.values():
            row = {"start": link.start, "end": link.end, "properties": _written(link.properties or {})}
            groups.setdefault((link.kind, link.label, link.properties is None), []).append(row)
        for (kind, label, away), found in groups.items():
            ends = f"MATCH (s:Standard {{id: row.start}}) MATCH (t:{label} {{{_KEYS.get(label, 'id')}: row.end}})"
            change = (
                f"MATCH (s)-[r:{kind}]->(t) DELETE r" if away else f"MERGE (s)-[r:{kind}]->(t) SET r = row.properties"
            )
            await tx.run(f"UNWIND $rows AS row {ends} {change}", rows=found)

    async def _state(self, tx: Transaction) -> None:
        if self._claims:
            rows = [{"id": str(uuid4()), **asdict(one)} for one in self._claims]
            await tx.run(CLAIM, rows=rows)
            await tx.run(CITE, rows=[row for row in rows if row["source"] is not None])
        if self._followed:
            followed = [
                {"standard": standard, "field": name, "value": value}
                for (standard, name), value in self._followed.items()
            ]
            await tx.run(FOLLOW, rows=followed)

    async def _remember_relations(
        self, tx: Transaction, wanted: Sequence[tuple[str, Preload]], told_of: Mapping[str, Sequence[str]]
    ) -> None:
        rows = []
        for name, need in wanted:
            start = self.find(name)
            for kind, end in need.relations:
                other = self.find(end)
                if start is not None:
                    rows.append({"kind": kind, "start": start.id, "end": other.id if other is not None else end})
            events = told_of.get(start.id, ()) if start is not None else ()
            for kind, origin in (*need.relations_to, *(("REPLACES", successor) for successor in events)):
                other = self.find(origin)
                if start is not None and other is not None:
                    rows.append({"kind": kind, "start": other.id, "end": start.id})
        for row in await tx.rows(RELATED, rows=rows) if rows else ():
            found = {name: native(value) for name, value in row["properties"].items()}
            self._related[row["kind"], row["start"], row["end"]] = found


async def _taken(tx: Transaction, numbers: Sequence[str]) -> dict[str, str]:
    if not numbers:
        return {}
    keys = [number_key(number) for number in numbers]
    plans = [read_number(number).text for number in numbers]
    return {row["key"]: row["id"] for row in await tx.rows(TAKEN, keys=keys, plans=plans)}


async def _known(tx: Transaction, nodes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    """Those of the nodes that exist; of a committee, it and all above it."""
    groups: dict[str, list[str]] = {}
    for label, key in nodes:
        groups.setdefault(label, []).append(key)
    if not groups:
        return {}
    above = "COLLECT { MATCH (n)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code }"
    text = " UNION ALL ".join(
        f"UNWIND ${label} AS k MATCH (n:{label} {{{_KEYS.get(label, 'id')}: k}}) "
        f"RETURN '{label}' AS label, k AS key, {above if label == 'Committee' else '[]'} AS above"
        for label in groups
    )
    return {(row["label"], row["key"]): frozenset(row["above"]) for row in await tx.rows(text, **groups)}


async def _remember_events(tx: Transaction, held: Sequence[LoadedStandard]) -> None:
    if not held:
        return
    for row in await tx.rows(EVENTS, ids=[one.id for one in held]):
        for one in held:
            if one.id == row["id"]:
                one.events.append({name: native(value) for name, value in row["event"].items()})


def _successors(held: LoadedStandard) -> list[str]:
    """The successors, as its events name them, that are said to replace a standard."""
    told = [json.loads(event["after"] or "{}") for event in held.events]
    return sorted({one["target"] for one in told if one.get("relation") == REPLACED_BY})


def _numbers_before(held: Iterable[LoadedStandard]) -> list[str]:
    """The numbers that standards had before events changed them, which a revocation would give them again."""
    befores = [json.loads(event["before"] or "{}") for one in held for event in one.events]
    return [before[name] for before in befores for name in ("number", "planNumber") if before.get(name)]


def _written(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


async def _take(tx: Transaction, names: Sequence[str]) -> dict[str, LoadedStandard]:
    """The standards that names stand for: by number before plan number before id, as everywhere. Of equal ones the first by id."""
    if not names:
        return {}
    keys = {name: all_keys(name) for name in names}
    plans = {name: read_number(name).text for name in names}
    ids = {name: name.strip() for name in names}
    rows = await tx.rows(
        TAKE,
        keys=list({key for several in keys.values() for key in several}),
        plans=list(set(plans.values())),
        ids=list(set(ids.values())),
    )
    ways: dict[tuple[str, str], LoadedStandard] = {}
    for one in sorted((_held(row["row"]) for row in rows), key=lambda one: one.id):
        for way in ("numberKey", "planNumber", "id"):
            if one.properties.get(way) is not None:
                ways.setdefault((way, one.properties[way]), one)
    found: dict[str, LoadedStandard] = {}
    for name in names:
        wanted = [*(("numberKey", key) for key in keys[name]), ("planNumber", plans[name]), ("id", ids[name])]
        match = [ways[way] for way in wanted if way in ways]
        if match:
            found[name] = match[0]
    return found


def _held(row: dict[str, Any]) -> LoadedStandard:
    extra = ("owners", "systems", "adopting", "revising")
    properties = {name: native(value) for name, value in row.items() if name not in extra}
    return LoadedStandard(
        id=properties["id"],
        properties=properties,
        owners=frozenset(row["owners"]),
        systems=frozenset(row["systems"]),
        adopting=row["adopting"],
        revising=row["revising"],
        moves=unfold(properties.get("timeline") or []),
        before=dict(properties),
    )
