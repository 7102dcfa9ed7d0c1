"""The unit of work of commands on the plan and the vocabulary: things and relations changed in memory, and written with their events."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict

from stdgraph.auth.token_cache import token_cache
from stdgraph.commands.change_record import (
    Change,
    ChangeRecord,
    Edge,
    EdgeChange,
    FollowChange,
    Key,
    KeyChange,
    ThingChange,
)
from stdgraph.commands.command import UnitOfWork
from stdgraph.commands.events import NODE_KEYS, NewEvent
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, not_found
from stdgraph.commands.relation_times import node
from stdgraph.domain.stored_state import searchable
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.gap_records.renames import give_back_records, rename, take_over_records
from stdgraph.stewardship.change_events import NewChange, change_events
from stdgraph.stewardship.plan_writing import EdgeWrite, write_plan
from stdgraph.stewardship.relations import Relations, with_keys
from stdgraph.stewardship.things import Thing
from stdgraph.store.session import Graph, Transaction, native

STRUCTURE = ("PART_OF", "MET_IN", "DEMANDS_FOR", "KIND_OF", "SUBCOMMITTEE_OF", "AIMS_AT", "WATCHES", "REVISES")
"""The relations that lead from a thing to that without which it means nothing, and from a system to what it sets."""

NEVER_ON_PLAN = date.min
"""The day on which something left the plan that never was on it: its creation was revoked."""


class ThingRow(TypedDict):
    """A thing."""

    label: str
    properties: dict[str, Any]


class EdgeRow(TypedDict):
    """A relation by its ends."""

    kind: str
    startLabel: str
    start: str
    endLabel: str
    end: str
    properties: dict[str, Any]


class FormerRow(TypedDict):
    """A former key of a thing, and that of today."""

    label: str
    former: str
    key: str


class PlanUnit(UnitOfWork[Thing]):
    """Things being changed in one transaction."""

    def __init__(self) -> None:
        super().__init__()
        self.things: dict[Key, Thing] = {}
        self.edges = Relations()
        """The relations there are, as they are to be from now on."""
        self.edge_writes: dict[Edge, EdgeWrite] = {}
        self.renamed: dict[Key, Key] = {}
        """What things of other keys were called before, as they are called now: those that the graph holds."""
        self.renamings: list[tuple[Key, str]] = []
        """The renamings of these in their order; of a system its subsystems follow."""
        self.followed: list[FollowChange] = []
        """The things that take over the gap records of others, or give them back, in order."""
        self.former: dict[Key, str] = {}
        """The keys of what was called otherwise before, by label and former key."""
        self.further: list[Callable[[Transaction], Awaitable[None]]] = []
        """What else is to be written, before things and relations."""
        self.now = ""
        """The instant of what this transaction changes, as text."""
        self._changes: list[Change] = []
        """What was changed since the last event."""
        self._outcomes: list[Changed] = []

    @classmethod
    def forget(cls, graph: Graph) -> None:
        """Drop the tokens that this process remembers: what they are for may be called otherwise now, or be more."""
        token_cache(graph).clear()

    async def read_things(self, tx: Transaction, text: str, **parameters: object) -> None:
        """Load the things that a statement returns, with their labels."""
        for row in await tx.rows(text, ThingRow, **parameters):
            properties = {name: native(value) for name, value in row["properties"].items()}
            key = properties[NODE_KEYS.get(row["label"], "id")]
            thing = Thing(row["label"], str(key), properties, properties.copy())
            self.things.setdefault(thing.ref, thing)

    async def read_by_key(self, tx: Transaction, label: str, keys: Collection[str]) -> None:
        """Load the things of a label by their keys."""
        text = f"UNWIND $keys AS key MATCH ({node('n', label, 'key')}) RETURN '{label}' AS label, n{{.*}} AS properties"
        await self.read_things(tx, text, keys=sorted(keys))

    async def read_edges(self, tx: Transaction, text: str, **parameters: object) -> None:
        """Load the relations that a statement returns, with their ends."""
        for row in await tx.rows(text, EdgeRow, **parameters):
            edge = Edge(row["kind"], Key(row["startLabel"], row["start"]), Key(row["endLabel"], row["end"]))
            if edge not in self.edges:
                self.edges.put(edge, {name: native(value) for name, value in row["properties"].items()})

    async def read_former(self, tx: Transaction, text: str, **parameters: object) -> None:
        """Load the former keys that a statement returns, with those of today."""
        for row in await tx.rows(text, FormerRow, **parameters):
            self.former[Key(row["label"], row["former"])] = row["key"]

    def code_of(self, name: str) -> tuple[str, str] | None:
        """The subject's code, which is one of the catalogue's own vocabulary."""
        return self.label, name

    def find(self, name: str) -> Thing | None:
        """The thing of a code, or None."""
        return self.thing(self.label, name)

    def not_found(self, name: str) -> Message:
        """That nothing has a code."""
        return not_found(self.label, name)

    def thing(self, label: str, key: str) -> Thing | None:
        """A loaded thing, as this transaction has changed it so far; None where there is none."""
        return self.things.get(self.present(Key(label, key)))

    def present(self, key: Key) -> Key:
        """A key as this transaction has changed it so far."""
        return self.renamed.get(key, key)

    def has(self, label: str, key: str) -> bool:
        """Whether a thing exists and is, or was, on the plan."""
        thing = self.thing(label, key)
        return thing is not None and thing.properties.get("retiredOn") != NEVER_ON_PLAN

    def has_left(self, label: str, key: str, today: date) -> Message | None:
        """That a thing is off the plan; None where it is on it."""
        thing = self.thing(label, key)
        return None if thing is None else off_the_plan(thing, today)

    def refuse(self, subject: Thing, today: date) -> Outcome | None:
        """What is off the plan takes no changes."""
        left = off_the_plan(subject, today)
        return None if left is None else Invalid((Problem(self.path, left),))

    def edges_from(self, thing: Thing, *kinds: str) -> Iterator[tuple[Edge, Mapping[str, Any]]]:
        """The relations of these types that lead from a thing."""
        return iter(self.edges.leading(thing.ref, kinds))

    def edges_to(self, thing: Thing, *kinds: str) -> Iterator[tuple[Edge, Mapping[str, Any]]]:
        """The relations of these types that lead to a thing."""
        return iter(self.edges.arriving(thing.ref, kinds))

    def create(self, label: str, key: str, properties: Mapping[str, Any]) -> Thing:
        """A new thing. One whose creation was revoked comes back to the plan as the new one."""
        thing = self.thing(label, key)
        given = {name: value for name, value in properties.items() if value is not None}
        if thing is None:
            thing = self.things[Key(label, key)] = Thing(label, key, {"id": key, **given})
            before: Mapping[str, Any] | None = None
        else:
            given = {**properties, "retiredOn": None, "retiredAt": None}
            before = {name: thing.properties.get(name) for name in given}
            thing.said(given, self.now)
            thing.restate(before, given, date.min, None)
            for edge, _ in self.edges_from(thing, *STRUCTURE):
                self.relate(edge, None)
        thing.properties |= searchable(label, thing.properties)
        self._changes.append(ThingChange(thing.ref, before, given))
        return thing

    def change(
        self, thing: Thing, values: Mapping[str, Any], on: date | None = None, undoes: str | None = None
    ) -> dict[str, tuple[Any, Any]]:
        """Change properties of a thing, from a day on or, without one, as if they had never been others; those that do change, before
        and after. ``undoes``: the instant of the change that this takes back."""
        differing = {name: value for name, value in values.items() if thing.properties.get(name) != value}
        if not differing:
            return {}
        before = {name: thing.properties.get(name) for name in differing}
        thing.said(differing, self.now)
        thing.properties |= searchable(thing.label, thing.properties)
        thing.restate(before, differing, on, undoes)
        self._changes.append(ThingChange(thing.ref, before, differing))
        return {name: (before[name], value) for name, value in differing.items()}

    def retire(self, thing: Thing, on: date) -> dict[str, tuple[Any, Any]]:
        """Take a thing off the plan from a day on; what changes, before and after."""
        return self.change(thing, {"retiredOn": on, "retiredAt": self.now})

    def state_facts(self, thing: Thing, values: Mapping[str, Any]) -> None:
        """Say properties of a thing, those that do not change too: datasets are followed only where people said nothing."""
        before = {name: thing.properties.get(name) for name in values}
        thing.properties |= values
        thing.properties |= searchable(thing.label, thing.properties)
        self._changes.append(ThingChange(thing.ref, before, values))

    def relate(
        self,
        edge: Edge,
        properties: Mapping[str, Any] | None,
        ended_on: date | None = None,
        undoes: str | None = None,
    ) -> None:
        """Make, change or, without properties, remove a relation. ``ended_on``: the day on which it ended as it was; without one it was
        an error. ``undoes``: the instant of the change that this takes back."""
        before = self.edges.get(edge)
        former = self.edge_writes.get(edge)
        if properties is None:
            self.edges.drop(edge)
        else:
            self.edges.put(edge, {name: value for name, value in properties.items() if value is not None})
        after = self.edges.get(edge)
        ended = ended_on if former is None else former.ended_on
        self.edge_writes[edge] = EdgeWrite(after, ended, undoes or (former.undoes if former is not None else None))
        self._changes.append(EdgeChange(edge, before, after))

    def rename(self, thing: Thing, key: str) -> None:
        """Give a thing another key; it stays what it is, with its relations. The subsystems of a system follow it."""
        was = thing.ref
        keys = {was: Key(thing.label, key)}
        if thing.label == "StandardsSystem":
            parts = [one for one in self.things if one.label == "Subsystem" and one.key.partition("/")[0] == was.key]
            keys |= {one: Key("Subsystem", f"{key}/{one.key.partition('/')[2]}") for one in parts}
        if thing.exists:
            self.renamings.append((was, key))
        self.rekey(keys)
        self.followed = [
            replace(one, former=keys.get(one.former, one.former), heir=keys.get(one.heir, one.heir))
            for one in self.followed
        ]
        self._changes.append(KeyChange(was, key))

    def rekey(self, keys: Mapping[Key, Key]) -> None:
        """Let things, with their relations, and the changes, outcomes and events of this transaction, be known here by other keys."""
        for former, now in keys.items():
            self._rekey(former, now)
        self.renamed |= {former: keys[now] for former, now in self.renamed.items() if now in keys}
        self.edges = self.edges.with_keys(keys)
        self.edge_writes = with_keys(self.edge_writes, keys)
        self.events[:] = [_renamed(event, keys) for event in self.events]
        for one in self._outcomes:
            one.key = keys.get(Key(one.label, one.key), Key(one.label, one.key)).key
        named = ChangeRecord("", next(iter(keys)), tuple(self._changes)).with_keys(keys)
        self._changes = [*named.changes]

    def _rekey(self, was: Key, now: Key) -> None:
        thing = self.things.pop(was)
        thing.key = now.key
        if now.label == "Subsystem":
            system, _, code = now.key.partition("/")
            thing.properties |= {"id": now.key, "system": system, "code": code}
        else:
            thing.properties |= {"id": now.key, "code": now.key}
        thing.properties |= searchable(thing.label, thing.properties)
        self.things[now] = thing
        if thing.exists:
            self.renamed[was] = now

    def note(self, change: Change) -> None:
        """Keep a change that was carried out already, so that it can be taken back."""
        self._changes.append(change)

    def also(self, change: Change, write: Callable[[Transaction], Awaitable[None]]) -> None:
        """Change what is not loaded here: what is changed, and what writes it."""
        self.further.append(write)
        self._changes.append(change)

    def follow(self, thing: Key, heir: Key, *, back: bool = False) -> None:
        """Let the records of a thing's gaps go on as those of another or, ``back``, be its own again."""
        change = FollowChange(thing, heir, back)
        self.followed.append(change)
        self._changes.append(change)

    def touch(self, thing: Thing) -> None:
        """Let the revision of a subject grow."""
        thing.properties["revision"] = thing.revision + 1

    def record(self, subject: Thing, done: NewChange) -> Changed:
        """The outcome of a change, with its event, which keeps what is needed to take it back. The subject's revision grows."""
        self.touch(subject)
        thing = done.thing
        place = len(self.events)
        self.events += change_events(done, ChangeRecord(done.action.name, subject.ref, tuple(self._changes)), place)
        self._changes = []
        return self._told(Changed(thing.label, thing.key, done.effective_on, place, state=thing.state()))

    def unchanged(self, thing: Thing, on: date | None) -> Changed:
        """The outcome of a command that asks for what is so already."""
        return self._told(Changed(thing.label, thing.key, on, state=thing.state()))

    def _told(self, outcome: Changed) -> Changed:
        """An outcome, which follows what a later command of the transaction renames."""
        self._outcomes.append(outcome)
        return outcome

    @property
    def changed_systems(self) -> Collection[str]:
        """The codes of the systems whose trees may be other ones."""
        return {
            thing.properties["system"]
            for thing in self.things.values()
            if thing.label == "Subsystem" and (not thing.exists or thing.differences() or self._is_placed_anew(thing))
        }

    def _is_placed_anew(self, thing: Thing) -> bool:
        return any(edge.kind == "PART_OF" and edge.start == thing.ref for edge in self.edge_writes)

    @abstractmethod
    async def write_subjects(self, tx: Transaction) -> None:
        """Write what was changed."""

    async def write_things(self, tx: Transaction) -> None:
        """Write things and relations."""
        for write in self.further:
            await write(tx)
        for (label, former), key in self.renamings:
            await rename(tx, label, former, key)
        await write_plan(tx, list(self.things.values()), self.edge_writes, self.changed_systems)
        for one in self.followed:
            if one.back:
                await give_back_records(tx, {one.heir: one.former.key})
            else:
                await take_over_records(tx, {one.former: one.heir.key})


def _renamed(event: NewEvent, keys: Mapping[Key, Key]) -> NewEvent:
    now = None if event.label is None else keys.get(Key(event.label, event.subject))
    return event if now is None else replace(event, subject=now.key)


def off_the_plan(thing: Thing, today: date) -> Message | None:
    """That a thing is off the plan; None while it is on it."""
    if not thing.left_by(today):
        return None
    term, since = LABEL_TERMS[thing.label], thing.properties["retiredOn"]
    if since == NEVER_ON_PLAN:
        return Message(f"{term.zh}“{thing.name}”的新增已撤销", f"the creation of {term.en} {thing.name!r} was revoked")
    return Message(
        f"{term.zh}“{thing.name}”自 {since} 起已退出体系", f"{term.en} {thing.name!r} is off the plan since {since}"
    )
