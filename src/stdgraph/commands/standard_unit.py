"""The unit of work of commands on standards: standards changed in memory, and written with their relations, claims and events."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Self

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Command, DecidedByFinding, Preload, UnitOfWork
from stdgraph.commands.departures import STATED_NO_MORE, left_the_plan
from stdgraph.commands.lineage import Lineage
from stdgraph.commands.outcomes import Invalid, Message, Outcome, Problem, not_found
from stdgraph.commands.preload import (
    LoadedStandard,
    PreloadedNode,
    RecordedEvent,
    RelationKey,
    former_numbers,
    load_assigned_numbers,
    load_claims,
    load_events,
    load_nodes,
    load_related,
    load_relations,
    load_standards,
    successors_of,
)
from stdgraph.commands.standard_writing import (
    NewClaim,
    NewRelation,
    keep_former_numbers,
    retract_claims,
    without_null,
    write_claims,
    write_properties,
    write_relations_of,
)
from stdgraph.commands.touched_relations import TouchedRelation, load_resting, load_touched
from stdgraph.commands.transfers import LoadedTransfer, load_transfers
from stdgraph.domain import calendar
from stdgraph.domain.numbers import number_key, plan_number_text
from stdgraph.domain.timeline import fields
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.amendments import link_amendments
from stdgraph.store.session import Transaction
from stdgraph.store.stored_states import store_states

CREATING = (EventKind.REGISTERED,)
"""The kinds of events by which standards come to be."""


class StandardUnit(UnitOfWork[LoadedStandard]):
    """Standards being changed in one transaction."""

    label = "Standard"

    def __init__(
        self,
        standards: dict[str, LoadedStandard],
        assigned: dict[str, str],
        nodes: Mapping[tuple[str, str], PreloadedNode],
    ) -> None:
        super().__init__()
        self._standards = standards
        """By the names that commands give them."""
        self.assigned = assigned
        """Which standard has a number, by the number's key, of those asked for and those assigned in this transaction."""
        self._nodes = nodes
        self._ambiguous: dict[str, tuple[str, ...]] = {}
        """Numbers without a year that several editions have, with the names of these."""
        self._created: list[LoadedStandard] = []
        self._relations: dict[tuple[str, str, str], Mapping[str, object]] = {}
        self._changed_relations: dict[tuple[str, str, str], NewRelation] = {}
        self._claims: list[NewClaim] = []
        self._retracted: list[str] = []
        self.claims: dict[tuple[str, str, str, str], str] = {}
        """The ids of claims that there are, by standard, field, value and source."""
        self._former: dict[str, str] = {}
        self._followed: dict[tuple[str, str], str | None] = {}
        self.transfers: dict[str, LoadedTransfer] = {}
        """Who answers for standards, and to whom they are offered, by the id of the standard."""
        self.now = ""
        """The instant of what this transaction changes, as text."""
        self.resting: dict[str, list[str]] = {}
        """What rests on standards whose registration commands take back, by the id of the standard."""
        self.touched: dict[int, list[TouchedRelation]] = {}
        """The relations that events touched which commands take back, by the sequences of the events."""
        self.lineage = Lineage()
        """The predecessors of the standards of which a command needs them."""

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> StandardUnit:
        """Load standards by id, number or plan number, with what each command needs besides."""
        preloads = [preload for _, preload in wanted]
        names = [name for name, preload in wanted if not preload.new]
        names += [name for preload in preloads for name in preload.standards]
        ambiguous: dict[str, tuple[str, ...]] = {}
        standards = await load_standards(tx, list(dict.fromkeys(names)), ambiguous=ambiguous)
        assigned = await load_assigned_numbers(tx, [number for preload in preloads for number in preload.numbers])
        nodes = await load_nodes(tx, {node for preload in preloads for node in preload.nodes})
        unit = cls(standards, assigned, nodes)
        unit.now = tx.now()
        unit._ambiguous = ambiguous
        for name, preload in wanted:
            if preload.new:
                unit.create(name)
        await unit._load_history(tx, wanted)
        replaced = {standards[name].id for preload in preloads for name in preload.replaced if name in standards}
        replaced |= {one.end for several in unit.touched.values() for one in several if one.kind == "REPLACES"}
        unit.lineage = await Lineage.read(tx, replaced)
        return unit

    async def _load_history(self, tx: Transaction, wanted: Sequence[tuple[str, Preload]]) -> None:
        """Load events where a command needs them, what revoking one would restore, and the relations that commands change."""
        names = {name for name, preload in wanted if preload.events and name in self._standards}
        with_events = list({one.id: one for one in (self._standards[name] for name in sorted(names))}.values())
        await load_events(tx, with_events)
        self.assigned.update(await load_assigned_numbers(tx, former_numbers(with_events)))
        successors = {one.id: successors_of(one) for one in with_events}
        others = sorted({name for several in successors.values() for name in several} - set(self._standards))
        by_id = {one.id: one for one in self._standards.values()}
        for name, one in (await load_standards(tx, others)).items():
            self._standards[name] = by_id.setdefault(one.id, one)  # one object per standard, whatever names it has
        rows = [row for name, preload in wanted for row in self._relations_of(name, preload, successors)]
        self._relations.update(await load_relations(tx, rows))
        related = [(self.find(name), preload.related) for name, preload in wanted if preload.related]
        kinds = {standard.id: several for standard, several in related if standard is not None}
        self._relations.update(await load_related(tx, kinds))
        claimed = [(self.find(name), preload.claims) for name, preload in wanted if preload.claims is not None]
        self.claims = await load_claims(tx, [(one.id, field) for one, field in claimed if one is not None and field])
        offered = [standard.id for name, preload in wanted if preload.transfer and (standard := self.find(name))]
        self.transfers = await load_transfers(tx, offered)
        taken_back = self._revoked_events(wanted)
        taken_back += await self._load_parts(tx, [event for _, event in taken_back])
        self.touched = await load_touched(tx, taken_back)
        self.resting = await load_resting(tx, [one for one, event in taken_back if event["kind"] in CREATING])

    async def _load_parts(self, tx: Transaction, events: Sequence[RecordedEvent]) -> list[tuple[str, RecordedEvent]]:
        """The events that registered the parts of items that were split by these events, with the ids of the parts."""
        splits = {
            event["sequence"]: fields(event["after"])["parts"] for event in events if event["kind"] == EventKind.SPLIT
        }
        names = [name for several in splits.values() for name in several]
        parts = await load_standards(tx, names)
        await load_events(tx, list(parts.values()))
        self._standards.update(parts)
        return [(part.id, event) for part in parts.values() for event in part.events if event["partOfChange"] in splits]

    def _revoked_events(self, wanted: Sequence[tuple[str, Preload]]) -> list[tuple[str, RecordedEvent]]:
        """The events that commands take back, each with the id of its standard."""
        named = [
            (self._standards.get(name), preload.revokes) for name, preload in wanted if preload.revokes is not None
        ]
        found = [
            (one.id, event) for one, sequence in named if one for event in one.events if event["sequence"] == sequence
        ]
        return list({event["sequence"]: (standard, event) for standard, event in found}.values())

    def _relations_of(self, name: str, preload: Preload, successors: Mapping[str, Sequence[str]]) -> list[RelationKey]:
        """The relations of a command's standard that it may change."""
        standard = self.find(name)
        if standard is None:
            return []
        rows: list[RelationKey] = []
        for kind, end in preload.relations:
            other = self.find(end)
            rows.append({"kind": kind, "start": standard.id, "end": end if other is None else other.id})
        incoming = [*preload.relations_to, *(("REPLACES", one) for one in successors.get(standard.id, ()))]
        for kind, origin in incoming:
            other = self.find(origin)
            if other is not None:
                rows.append({"kind": kind, "start": other.id, "end": standard.id})
        return rows

    def find(self, name: str) -> LoadedStandard | None:
        """The standard of a name, or None."""
        return self._standards.get(name)

    def not_found(self, name: str) -> Message:
        """That no standard has a name, or several do: a number without its year never picks one of several editions."""
        editions = self._ambiguous.get(name)
        if editions is None:
            return not_found("Standard", name)
        return Message(
            f"“{name}”有多个版本，请写明年代号：{'、'.join(f'“{one}”' for one in editions)}",
            f"{name!r} has several editions, give the year: {', '.join(editions)}",
        )

    def has(self, label: str, key: str) -> bool:
        """Whether a preloaded node exists."""
        return (label, key) in self._nodes

    def has_left(self, label: str, key: str, today: date) -> Message | None:
        """That a preloaded node is off the plan; None where it is on it."""
        node = self._nodes.get((label, key))
        if node is None or node.retired_on is None or node.retired_on > today:
            return None
        return left_the_plan(label, key, node.retired_on, node.departure)

    def action(self, command: Command[Any, Any], subject: LoadedStandard) -> Action:
        """What the policy decides about a command on a standard: some depend on what they find of it."""
        return command.action_on(self, subject) if isinstance(command, DecidedByFinding) else command.action

    def refuse(self, subject: LoadedStandard, today: date) -> Invalid | None:
        """What is off the plan takes no changes."""
        left = subject.properties.get("retiredOn")
        if left is None or left > today:
            return None
        return Invalid((Problem("standard", left_the_plan("Standard", subject.name, left, STATED_NO_MORE)),))

    def committee_and_above(self, committee: str) -> frozenset[str]:
        """The code of a preloaded committee and those of all above it; none where it does not exist."""
        node = self._nodes.get(("Committee", committee))
        return frozenset() if node is None else node.above

    def create(self, identifier: str) -> LoadedStandard:
        """A new standard, of which nothing is known yet."""
        new = LoadedStandard(identifier, {"id": identifier})
        self._created.append(new)
        self._standards[identifier] = new
        return new

    def relation(self, kind: str, start: str, end: str) -> Mapping[str, object] | None:
        """The properties of a preloaded relation; None where it does not exist."""
        return self._relations.get((kind, start, end))

    def relations_of(self, standard: str, kind: str) -> dict[str, Mapping[str, object]]:
        """The preloaded relations of a type of a standard, by what they lead to."""
        return {
            end: held for (one, start, end), held in sorted(self._relations.items()) if (one, start) == (kind, standard)
        }

    def relate(self, relation: NewRelation) -> None:
        """Make, change or remove a relation; of several changes of one relation the last holds."""
        key = relation.kind, relation.start, relation.end
        former = self._changed_relations.get(key)
        ended_on = relation.ended_on if former is None else former.ended_on
        undoes = relation.undoes or (None if former is None else former.undoes)
        self._changed_relations[key] = replace(relation, ended_on=ended_on, undoes=undoes)
        self._relations.pop(key, None)
        if relation.properties is not None:
            self._relations[key] = without_null(relation.properties)
        if relation.kind == "REPLACES":
            self.lineage.note(relation.start, relation.end, away=relation.properties is None)
        if relation.kind == "OWNED_BY" and relation.start in self.transfers:
            above = self.committee_and_above(relation.end)
            self.transfers[relation.start] = self.transfers[relation.start].owned(
                relation.end, above, relation.properties
            )

    def claim(self, claim: NewClaim) -> None:
        """Keep a claim."""
        self._claims.append(claim)
        if claim.source is not None:
            self.claims.setdefault((claim.standard, claim.field, claim.value, claim.source), claim.id)

    def retract_claim(self, claim: str) -> None:
        """Take a claim away, by its id."""
        self._retracted.append(claim)

    def follow(self, standard: str, field: str, value: str | None) -> None:
        """Follow the claims of a field that state this value, and no others."""
        self._followed[standard, field] = value

    def release(self, number: str | None) -> None:
        """A number belongs to no standard any more."""
        if number is not None:
            self.assigned.pop(number_key(number), None)
            self.assigned.pop(plan_number_text(number), None)

    def keep_number(self, standard: str, key: str) -> None:
        """A standard is found for ever by a number that it had, given by its comparison form."""
        self._former[key] = standard

    async def write_subjects(self, tx: Transaction) -> None:
        """Write standards, relations and claims."""
        changed = {one.id: one.differences() for one in self._standards.values() if one.exists}
        await write_properties(tx, [one.properties for one in self._created], changed)
        await write_relations_of(tx, list(self._changed_relations.values()))
        await link_amendments(tx, [one.id for one in self._standards.values() if _renumbered(one)])
        await write_claims(tx, self._claims, self._followed)
        await retract_claims(tx, self._retracted)
        await keep_former_numbers(tx, self._former)
        await store_states(tx, self._with_states(), calendar.today())

    def _with_states(self) -> set[str]:
        """The standards whose state may be another one: those that change, and those that are replaced or no longer are."""
        changed = {one.id for one in self._standards.values() if not one.exists or one.differences()}
        return changed | {one.end for one in self._changed_relations.values() if one.kind == "REPLACES"}


class StandardCommand(ABC):
    """A command that changes a standard: what all of them share."""

    standard: str
    """Id, number or plan number of the standard."""
    expected_revision: int | None
    request_id: str | None

    @property
    def unit_of_work(self) -> type[StandardUnit]:
        """Standards."""
        return StandardUnit

    @property
    @abstractmethod
    def action(self) -> Action:
        """The mutation, for the policy."""

    @property
    def key(self) -> str:
        """The name of the standard, as the command gives it."""
        return self.standard

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same command: unless it says otherwise it names none."""
        return self

    def preload(self) -> Preload:
        """Nothing but the standard."""
        return Preload()

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The standard as a whole."""
        return Subject(standard.owners, standard.systems)

    @abstractmethod
    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Change the standard in memory, or say why not."""


def _renumbered(standard: LoadedStandard) -> bool:
    """Whether what amends it, or what it amends, may be another document than before."""
    was, now = standard.stored, standard.properties
    return any(was.get(name) != now.get(name) for name in ("numberKey", "amendsKey"))
