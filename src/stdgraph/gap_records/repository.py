"""The repository of gap records: how a record is loaded, and written with the events of its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict, cast

from stdgraph.catalogue.entities import READER
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.domain.vocabulary import EventKind, GapStatus, Language
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import load_gap_facts
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import CATALOGUE

_RECORD = "g{.*, owner: COLLECT { MATCH (g)-[:ASSIGNED_TO]->(c:Committee) RETURN c.code }} AS row"
RECORDS = f"UNWIND $gaps AS gap MATCH (g:GapRecord {{gapId: gap}}) RETURN {_RECORD}"
ALL_RECORDS = f"MATCH (g:GapRecord) RETURN {_RECORD}"
WRITE = "UNWIND $rows AS row MERGE (g:GapRecord {gapId: row.gap}) SET g += row.properties, g.updatedAt = datetime($now)"
UNASSIGN = "UNWIND $gaps AS gap MATCH (:GapRecord {gapId: gap})-[r:ASSIGNED_TO]->(:Committee) DELETE r"
ASSIGN = (
    "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) MATCH (c:Committee {code: row.owner}) "
    "CREATE (g)-[:ASSIGNED_TO]->(c)"
)
PLACE = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) MATCH (x:Subsystem {id: row.place}) MERGE (g)-[:STANDS_IN]->(x)"
CAUSED = "UNWIND $rows AS row MATCH (e:Event {sequence: row.sequence}) MATCH (c:Event {sequence: row.cause}) MERGE (e)-[:CAUSED_BY]->(c)"
RECONCILED = "MATCH (c:Catalogue {id: $catalogue}) SET c.trackedRevision = c.revision, c.trackedSequence = c.sequence, c.trackedOn = $on"


class Decision(TypedDict):
    """What a committee decides about a gap, as the graph holds it; the ``owner`` is a relation."""

    status: str | None
    priority: str | None
    needsResearch: bool | None
    recommendation: str | None
    owner: str | None


DECIDED = tuple(Decision.__annotations__)
"""The fields of a decision, in the order in which events show them."""


class RecordProperties(TypedDict, total=False):
    """The properties of a ``GapRecord`` node."""

    gapId: str
    kind: str
    subjectLabel: str
    subjectKey: str
    places: list[str]
    messageZh: str
    messageEn: str
    found: bool
    status: str | None
    priority: str | None
    needsResearch: bool | None
    recommendation: str | None
    revision: int
    sequence: int
    """The sequence of its first event."""
    closedBySystem: bool | None


class LoadedRecordRow(TypedDict):
    """A record as ``RECORDS`` returns it, with its owner as a list."""

    row: dict[str, object]


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """A record, or a gap of which one is to be created."""

    gap: str
    properties: RecordProperties
    owner: str | None
    exists: bool

    @property
    def key(self) -> str:
        """The id of the gap."""
        return self.gap

    @property
    def revision(self) -> int:
        """Its revision; 0 for one that is to be created."""
        return self.properties.get("revision") or 0

    @property
    def decision(self) -> Decision:
        """What was decided so far."""
        return {
            "status": self.properties.get("status"),
            "priority": self.properties.get("priority"),
            "needsResearch": self.properties.get("needsResearch"),
            "recommendation": self.properties.get("recommendation"),
            "owner": self.owner,
        }

    def decide(self, decision: Decision, *, closed_by_system: bool | None) -> LoadedRecord:
        """The record with another decision, one revision on."""
        properties: RecordProperties = {
            **self.properties,
            "status": decision["status"],
            "priority": decision["priority"],
            "needsResearch": decision["needsResearch"],
            "recommendation": decision["recommendation"],
            "closedBySystem": closed_by_system,
            "revision": self.revision + 1,
        }
        return replace(self, properties=properties, owner=decision["owner"], exists=True)

    def state(self) -> dict[str, object]:
        """What answers show of it right after a change."""
        names = ("status", "priority", "needsResearch", "recommendation", "revision")
        properties: Mapping[str, object] = self.properties
        return {name: properties.get(name) for name in names}


async def load_records(tx: Transaction, gaps: Iterable[str]) -> dict[str, LoadedRecord]:
    """The records of gaps, by gap, as far as there are any. One statement, none for no gap."""
    wanted = list(gaps)
    rows = await tx.rows(RECORDS, LoadedRecordRow, gaps=wanted) if wanted else []
    return {record.gap: record for record in (_loaded(row["row"]) for row in rows)}


STATUSES = "MATCH (g:GapRecord) RETURN g.gapId AS gap, g.status AS status"


class StatusRow(TypedDict):
    """What was decided about a gap."""

    gap: str
    status: str | None


async def load_statuses(tx: Transaction) -> dict[str, str]:
    """The status of every record, by gap; UNKNOWN where none is stated."""
    rows = await tx.table(StatusRow, STATUSES)
    return {row["gap"]: row["status"] or GapStatus.UNKNOWN.value for row in rows}


async def load_all_records(tx: Transaction) -> list[LoadedRecord]:
    """All records, by gap."""
    rows = await tx.rows(ALL_RECORDS, LoadedRecordRow)
    return sorted((_loaded(row["row"]) for row in rows), key=lambda one: one.gap)


def _loaded(row: Mapping[str, object]) -> LoadedRecord:
    properties = {name: value for name, value in row.items() if name not in ("owner", "updatedAt")}
    owners = cast("list[str]", row["owner"])
    return LoadedRecord(
        str(row["gapId"]), cast("RecordProperties", properties), owners[0] if owners else None, exists=True
    )


async def new_record(tx: Transaction, gap: DetectedGap, on: date) -> LoadedRecord:
    """A record to be created of a gap that is found on a day, with what keeps it readable when the gap is gone."""
    return (await new_records(tx, [gap], on))[gap.id]


async def new_records(tx: Transaction, gaps: Sequence[DetectedGap], on: date) -> dict[str, LoadedRecord]:
    """The same of several gaps, by gap. One statement, none for no gap."""
    return {gap.id: _new(gap, message) for gap, message in zip(gaps, await gap_messages(tx, gaps, on), strict=True)}


def _new(gap: DetectedGap, message: GapMessage) -> LoadedRecord:
    properties: RecordProperties = {
        "kind": gap.kind,
        "subjectLabel": gap.label,
        "subjectKey": gap.subject,
        "places": [] if gap.label == "Standard" else list(gap.places),  # a standard may be listed elsewhere later
        "messageZh": message["messageZh"],
        "messageEn": message["messageEn"],
        "found": True,
    }
    return LoadedRecord(gap.id, properties, None, exists=False)


class GapMessage(TypedDict):
    """What is wrong, as records keep it."""

    messageZh: str
    messageEn: str


async def gap_messages(tx: Transaction, gaps: Sequence[DetectedGap], on: date) -> list[GapMessage]:
    """The message of each gap in both languages. One statement, none for no gap."""
    if not gaps:
        return []
    return [
        {
            "messageZh": kinds()[gap.kind].message(facts, Language.ZH),
            "messageEn": kinds()[gap.kind].message(facts, Language.EN),
        }
        for gap, facts in zip(gaps, await load_gap_facts(tx, gaps, on), strict=True)
    ]


async def write_records(tx: Transaction, changes: Sequence[tuple[LoadedRecord, LoadedRecord]]) -> None:
    """Write records, each given as it was and as it is, with their owners and, of new ones, their subjects and places."""
    if not changes:
        return
    now = tx.now()
    rows = [{"gap": after.gap, "properties": dict(after.properties)} for _, after in changes]
    await tx.run(WRITE, rows=rows, now=now)
    await write_subjects(tx, [after for before, after in changes if not before.exists])
    owners = [(before.owner, after) for before, after in changes if before.owner != after.owner]
    unassigned = [after.gap for owner, after in owners if owner is not None]
    if unassigned:
        await tx.run(UNASSIGN, gaps=unassigned)
    assigned = [{"gap": after.gap, "owner": after.owner} for _, after in owners if after.owner is not None]
    if assigned:
        await tx.run(ASSIGN, rows=assigned)


async def write_subjects(tx: Transaction, created: Sequence[LoadedRecord]) -> None:
    """Relate records to what they are about, and to the subsystems in which that stands."""
    by_label: dict[str, list[dict[str, str]]] = {}
    for one in created:
        row = {"gap": one.gap, "key": one.properties["subjectKey"]}
        by_label.setdefault(one.properties["subjectLabel"], []).append(row)
    for label, rows in by_label.items():
        key = READER.entities[label].key[0]
        about = f"MATCH (g:GapRecord {{gapId: row.gap}}) MATCH (s:{label} {{{key}: row.key}}) MERGE (g)-[:ABOUT]->(s)"
        await tx.run(f"UNWIND $rows AS row {about}", rows=rows)
    places = [{"gap": one.gap, "place": place} for one in created for place in one.properties["places"]]
    if places:
        await tx.run(PLACE, rows=places)


def record_event(
    kind: EventKind,
    before: LoadedRecord,
    after: LoadedRecord,
    on: date,
    note: str | None,
    note_en: str | None = None,
) -> NewEvent:
    """The event of a change of a record: the fields of the decision that differ, before and after."""
    was: Mapping[str, object] = before.decision
    now: Mapping[str, object] = after.decision
    names = [name for name in DECIDED if was[name] != now[name]]
    return NewEvent(
        after.gap,
        kind,
        effective_on=on,
        note=note,
        before=json_of({name: was[name] for name in names}) if before.exists else None,
        after=json_of({name: now[name] for name in names}),
        further={"status": GapStatus(after.decision["status"] or GapStatus.OPEN).value, "noteEn": note_en},
    )


async def link_causes(tx: Transaction, causes: Mapping[int, int]) -> None:
    """Relate events, by sequence, to the events that caused them."""
    if causes:
        await tx.run(CAUSED, rows=[{"sequence": one, "cause": cause} for one, cause in causes.items()])


async def mark_reconciled(tx: Transaction, on: date) -> None:
    """Note that all records agree with the catalogue as it is now, on a day."""
    await tx.run(RECONCILED, catalogue=CATALOGUE, on=on)
