"""The unit of work that takes changes back: each change with everything that it changed, as that is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, Self, TypedDict

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import (
    EdgeChange,
    Key,
    ThingChange,
)
from stdgraph.commands.command import Command, DecidedByFinding, Preload
from stdgraph.commands.events import NODE_KEYS
from stdgraph.commands.outcomes import Message, Outcome
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relation_times import node
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.stewardship.outlook import RESTING, UPWARDS
from stdgraph.stewardship.recorded_change import RecordedChange, keys_of, load_changes, systems_of
from stdgraph.stewardship.system_unit import WITH_ENDS, SystemUnit
from stdgraph.stewardship.vocabulary_unit import EndedEdge, load_ended
from stdgraph.store.session import Transaction

LATER = (
    "UNWIND $rows AS row MATCH (n:{label} {{{name}: row.key}})<-[:CONCERNS]-(e:Event) WHERE e.revokes IS NULL "
    "WITH row.key AS key, row.after AS after, n, coalesce(e.partOfChange, e.sequence) AS change "
    "WHERE change > after AND NOT EXISTS {{ MATCH (n)<-[:CONCERNS]-(r:Event) WHERE r.revokes = change }} "
    "WITH key, after, max(change) AS sequence RETURN key, after, sequence"
)
"""The last change of things since others, of those that were not taken back."""
ASKING = "UNWIND $demands AS id MATCH (:Demand {id: id})-[:MET_IN]->(x:Subsystem) RETURN DISTINCT x.system AS system"
RETIRING = (
    "UNWIND $keys AS key MATCH (n:{label} {{{name}: key}})<-[:CONCERNS]-(e:Event) "
    "WHERE n.retiredOn IS NOT NULL AND e.kind IN ['RETIRED', 'REVOKED', 'MERGED'] "
    "WITH key, max(coalesce(e.partOfChange, e.sequence)) AS sequence RETURN key, sequence"
)
ABOUT = "UNWIND $claims AS id MATCH (:Claim {id: id})-[:ABOUT]->(s:Standard) RETURN id AS claim, s.id AS standard"


LEADING = (
    *("PART_OF", "LISTED_IN", "MET_IN", "DEMANDS_FOR", "AIMS_AT", "WATCHES"),
    *(
        "KIND_OF",
        "DEPENDS_ON",
        "APPLIES_TO",
        "OWNED_BY",
        "SUBCOMMITTEE_OF",
        "STATED_BY",
        "SOURCED_FROM",
        "OFFERED_TO",
        "OFFERED_BY",
    ),
)
"""The relations by which other things rest on one."""


class AskingRow(TypedDict):
    """A system that makes demands."""

    system: str


class RetiringRow(TypedDict):
    """The change that took a thing off the plan last."""

    key: str
    sequence: int


class AboutRow(TypedDict):
    """The standard that a claim is about."""

    claim: str
    standard: str


class LaterRow(TypedDict):
    """The last change of a thing after another one."""

    key: str
    after: int
    sequence: int


class RevocationUnit(SystemUnit):
    """Changes being taken back in one transaction."""

    label = "Event"

    def __init__(self) -> None:
        super().__init__()
        self.recorded: dict[int, RecordedChange] = {}
        self.of_standards = StandardUnit({}, {}, {})
        """The standards whose events are taken back, or that claims are about."""
        self.about: dict[str, str] = {}
        """The standards that claims are about, by these."""
        self.later: dict[tuple[int, Key], int] = {}
        """The last event of each thing of a change since that, by the sequence of the change."""
        self.ended: list[EndedEdge] = []
        """The relations by which things stood above each other, and that ended."""
        self.retired_by: dict[Key, int] = {}
        """The changes by which things left the plan on which something else rests."""

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> Self:
        """Load changes by their sequences, with all that they changed."""
        sequences = sorted({int(name) for name, _ in wanted if name.isdigit()})
        changes = await load_changes(tx, sequences)
        demands = sorted({key.key for one in changes for key in keys_of(one) if key.label == "Demand"})
        asking = await tx.rows(ASKING, AskingRow, demands=demands) if demands else []
        systems = sorted({code for one in changes for code in systems_of(one)} | {row["system"] for row in asking})
        unit = await super().load(tx, [(code, Preload(listings=True)) for code in systems], today)
        unit.recorded = {one.sequence: one for one in changes}
        await unit.load_rest(tx)
        await unit.load_standards(tx, today)
        return unit

    async def load_standards(self, tx: Transaction, today: date) -> None:
        """The standards whose own events are to be taken back, and those that claims are about."""
        changes = [change for change in self.recorded.values() if change.of_standard]
        wanted = [(one.thing.key, Preload(events=True, revokes=one.sequence)) for one in changes]
        claims = sorted({one.thing.key for one in self.recorded.values() if one.thing.label == "Claim"})
        self.about = (
            {row["claim"]: row["standard"] for row in await tx.rows(ABOUT, AboutRow, claims=claims)} if claims else {}
        )
        wanted += [(key, Preload()) for key in sorted(set(self.about.values()))]
        self.of_standards = await StandardUnit.load(tx, wanted, today)
        for change in changes:
            change.guard = self.of_standards.find(change.thing.key)

    async def load_rest(self, tx: Transaction) -> None:
        """What changes name besides systems, and what happened since."""
        named: dict[str, set[str]] = {}
        for change in self.recorded.values():
            for key in keys_of(change):
                named.setdefault(key.label, set()).add(key.key)
        for label, keys in named.items():
            await self.read_by_key(tx, label, keys)
            rows = [
                {"key": key, "after": change.sequence}
                for change in self.recorded.values()
                for key in {one.key for one in keys_of(change) if one.label == label}
            ]
            text = LATER.format(label=label, name=NODE_KEYS.get(label, "id"))
            for row in await tx.rows(text, LaterRow, rows=rows):
                self.later[row["after"], Key(label, row["key"])] = row["sequence"]
        await self._load_edges(tx)
        await self._load_ground(tx)
        for change in self.recorded.values():
            if change.record is not None:
                change.guard = self.thing(*change.record.subject)

    async def _load_edges(self, tx: Transaction) -> None:
        """The relations that changes made or removed, and all that lead to what they created."""
        parts = [part for change in self.recorded.values() if change.record for part in change.record.changes]
        groups: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        for part in parts:
            if isinstance(part, EdgeChange):
                kind, start, end = part.edge
                row = {"start": start.key, "end": end.key}
                groups.setdefault((kind, start.label, end.label), []).append(row)
        for (kind, start_label, end_label), rows in groups.items():
            ends = f"({node('a', start_label, 'row.start')})-[r:{kind}]->({node('b', end_label, 'row.end')})"
            await self.read_edges(tx, f"UNWIND $rows AS row MATCH {ends} {WITH_ENDS}", rows=rows)
        created: dict[str, set[str]] = {}
        for part in parts:
            if isinstance(part, ThingChange) and part.creates:
                created.setdefault(part.thing.label, set()).add(part.thing.key)
        for label, keys in created.items():
            pattern = f"(a)-[r]->({node('b', label, 'key')})"
            text = f"UNWIND $keys AS key MATCH {pattern} WHERE type(r) IN $kinds {WITH_ENDS}"
            await self.read_edges(tx, text, keys=sorted(keys), kinds=LEADING)
            starts = (edge.start for key in keys for edge, _ in self.edges.arriving(Key(label, key), LEADING))
            for start, several in groupby(sorted(set(starts)), key=lambda one: one.label):
                await self.read_by_key(tx, start, [one.key for one in several])

    async def _load_ground(self, tx: Transaction) -> None:
        """What stands above what changes name, today and on other days, on what they rest, and what took that off the plan."""
        named = {key for change in self.recorded.values() for key in keys_of(change)}
        for label in sorted({key.label for key in named} & UPWARDS.keys()):
            kind = UPWARDS[label]
            if label != "Subsystem":  # the plan of a system is loaded as a whole
                await self.read_edges(tx, f"MATCH (a:{label})-[r:{kind}]->(b:{label}) {WITH_ENDS}")
            self.ended += await load_ended(tx, label, kind)
        ground = {edge.end for key in named for edge, _ in self.edges.leading(key, RESTING)} | named
        for label in sorted({key.label for key in ground} - {"Standard"}):
            keys = sorted(key.key for key in ground if key.label == label)
            await self.read_by_key(tx, label, keys)
            text = RETIRING.format(label=label, name=NODE_KEYS.get(label, "id"))
            for row in await tx.rows(text, RetiringRow, keys=keys):
                self.retired_by[Key(label, row["key"])] = row["sequence"]

    def find(self, name: str) -> Any:
        """The change of a sequence, or None."""
        return self.recorded.get(int(name)) if name.isdigit() else None

    def code_of(self, name: str) -> tuple[str, str] | None:
        """Sequences are no codes."""
        return None

    def not_found(self, name: str) -> Message:
        """That no change has a sequence."""
        return Message(f"没有序号为 {name} 的变更。", f"no such change: {name}")

    def action(self, command: Command[Any, Any], subject: Any) -> Action:
        """Taking back needs the right that doing needs."""
        if isinstance(subject.guard, LoadedStandard) and isinstance(command, DecidedByFinding):
            return command.action_on(self, subject)
        return Action[subject.rights.action] if subject.rights is not None else command.action

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the plan, where it changed, and the standards."""
        if not all(change.of_standard for change in self.recorded.values()):
            await super().write_subjects(tx)
        await self.of_standards.write_subjects(tx)

    def refuse(self, subject: Any, today: date) -> Outcome | None:
        """What has left the plan may come back to it by this."""
        return None
