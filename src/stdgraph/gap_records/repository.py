"""Keeping: a record as it stands in the graph, and how it is written with the event that tells what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from stdgraph.auth.policy import Subject
from stdgraph.catalogue.entities import READER
from stdgraph.commands.advance import json_of
from stdgraph.commands.events import NewEvent, record
from stdgraph.domain.vocabulary import EventKind, GapStatus, Language
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import load_gap_facts
from stdgraph.store.catalogue_node import CATALOGUE
from stdgraph.store.session import Transaction

_HELD = "g{.*, owner: COLLECT { MATCH (g)-[:ASSIGNED_TO]->(c:Committee) RETURN c.code }} AS row"
HELD = f"MATCH (g:GapRecord {{gapId: $gap}}) RETURN {_HELD}"
ALL = f"MATCH (g:GapRecord) RETURN {_HELD}"
ANSWERING = (
    "RETURN COLLECT { MATCH (:Standard {id: $standard})-[:OWNED_BY]->(:Committee)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) "
    "RETURN DISTINCT c.code } AS owners, "
    "COLLECT { MATCH (:Standard {id: $standard})-[:LISTED_IN]->(x:Subsystem) RETURN DISTINCT x.system } AS systems, "
    "COLLECT { MATCH (y:StandardsSystem)-[:AIMS_AT]->(:Target {id: $target}) RETURN y.code } AS aiming, "
    "COLLECT { MATCH (:Committee {code: $owner})-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code } AS above"
)
PUT = "MERGE (g:GapRecord {gapId: $gap}) SET g += $properties, g.updatedAt = datetime($now)"
DISMISS = "MATCH (:GapRecord {gapId: $gap})-[r:ASSIGNED_TO]->(:Committee) DELETE r"
ASSIGN = "MATCH (g:GapRecord {gapId: $gap}) MATCH (c:Committee {code: $owner}) CREATE (g)-[:ASSIGNED_TO]->(c)"
STANDS = "UNWIND $places AS place MATCH (g:GapRecord {gapId: $gap}) MATCH (x:Subsystem {id: place}) MERGE (g)-[:STANDS_IN]->(x)"
CAUSED = "UNWIND $rows AS row MATCH (e:Event {sequence: row.sequence}) MATCH (c:Event {sequence: row.cause}) MERGE (e)-[:CAUSED_BY]->(c)"
LOOKED = "MATCH (c:Catalogue {id: $catalogue}) SET c.trackedRevision = c.revision, c.trackedSequence = c.sequence, c.trackedOn = $on"
SHOWN = ("status", "priority", "needsResearch", "recommendation", "owner")
"""What a committee decides; what events tell of."""


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """A record, or the gap that one is to be made of."""

    gap: str
    properties: Mapping[str, Any]
    owner: str | None
    exists: bool

    @property
    def revision(self) -> int:
        """Its revision; 0 for one that is to be made."""
        return int(self.properties.get("revision") or 0)

    @property
    def decided(self) -> dict[str, Any]:
        """What was decided so far."""
        return {**{name: self.properties.get(name) for name in SHOWN}, "owner": self.owner}

    def changed(self, decided: Mapping[str, Any], **further: Any) -> LoadedRecord:
        """The record with another decision, one revision on."""
        own = {name: value for name, value in decided.items() if name != "owner"}
        properties = {**self.properties, **own, **further, "revision": self.revision + 1}
        return replace(self, properties=properties, owner=decided["owner"])

    def state(self) -> dict[str, Any]:
        """What clients are told of it as of now."""
        names = ("status", "priority", "needsResearch", "recommendation", "revision")
        return {name: self.properties.get(name) for name in names}


async def held(tx: Transaction, gap: str) -> LoadedRecord | None:
    """The record of a gap, or None."""
    row = await tx.row(HELD, gap=gap)
    return None if row is None else _held(row["row"])


async def all_held(tx: Transaction) -> list[LoadedRecord]:
    """All records, by gap."""
    return sorted((_held(row["row"]) for row in await tx.rows(ALL)), key=lambda one: one.gap)


def _held(row: Mapping[str, Any]) -> LoadedRecord:
    properties = {name: value for name, value in row.items() if name not in ("owner", "updatedAt")}
    return LoadedRecord(row["gapId"], properties, row["owner"][0] if row["owner"] else None, exists=True)


async def new(tx: Transaction, gap: DetectedGap, on: date) -> LoadedRecord:
    """A record that is to be made of a gap found on a day: with what keeps it readable when the gap is gone."""
    places = [] if gap.label == "Standard" else list(gap.places)  # a standard stands wherever it is listed by then
    properties = {"kind": gap.kind, "subjectLabel": gap.label, "subjectKey": gap.subject, "places": places}
    (words,) = await messages(tx, [gap], on)
    return LoadedRecord(gap.id, {**properties, **words, "found": True}, None, exists=False)


async def messages(tx: Transaction, gaps: Sequence[DetectedGap], on: date) -> list[dict[str, str]]:
    """Of each gap what is wrong, in both languages, as records keep it. One statement, or none for none."""
    if not gaps:
        return []
    told_in = {"messageZh": Language.ZH, "messageEn": Language.EN}
    return [
        {name: kinds()[gap.kind].message(facts, language) for name, language in told_in.items()}
        for gap, facts in zip(gaps, await load_gap_facts(tx, gaps, on), strict=True)
    ]


async def answering(tx: Transaction, one: LoadedRecord) -> Subject:
    """Who answers for a gap: the owners of its standard and whoever is to close it, and the systems in which it stands."""
    label, key = one.properties["subjectLabel"], one.properties["subjectKey"]
    named = {"standard": key if label == "Standard" else "", "target": key if label == "Target" else ""}
    row = await tx.row(ANSWERING, **named, owner=one.owner or "") or {}
    systems = {*row["systems"], *row["aiming"], *(place.partition("/")[0] for place in one.properties["places"])}
    if label == "StandardsSystem":
        systems.add(key)
    return Subject(frozenset(row["owners"]) | frozenset(row["above"]), frozenset(systems))


async def put(tx: Transaction, before: LoadedRecord, after: LoadedRecord) -> None:
    """Write a record as it is to be, with whom it is assigned to and, a new one, what it is about."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    await tx.run(PUT, gap=after.gap, properties=dict(after.properties), now=now)
    if not before.exists:
        await _place(tx, after)
    if before.owner != after.owner:
        if before.owner is not None:
            await tx.run(DISMISS, gap=after.gap)
        if after.owner is not None:
            await tx.run(ASSIGN, gap=after.gap, owner=after.owner)


async def _place(tx: Transaction, one: LoadedRecord) -> None:
    label = one.properties["subjectLabel"]
    key = READER.entities[label].key[0]
    about = f"MATCH (g:GapRecord {{gapId: $gap}}) MATCH (s:{label} {{{key}: $key}}) MERGE (g)-[:ABOUT]->(s)"
    await tx.run(about, gap=one.gap, key=one.properties["subjectKey"])
    if one.properties["places"]:
        await tx.run(STANDS, gap=one.gap, places=one.properties["places"])


def told(
    kind: EventKind, before: LoadedRecord, after: LoadedRecord, on: date, note: str | None, note_en: str | None = None
) -> NewEvent:
    """The event that tells a change of a record: the decision as it was and as it is, as far as they differ."""
    was, now = before.decided, after.decided
    names = [name for name in SHOWN if was[name] != now[name]]
    return NewEvent(
        after.gap,
        kind,
        effective_on=on,
        note=note,
        before=json_of({name: was[name] for name in names}) if before.exists else None,
        after=json_of({name: now[name] for name in names}),
        further={"status": GapStatus(now["status"]).value, "noteEn": note_en},
    )


async def tell(tx: Transaction, events: Sequence[NewEvent], *, actor: str, request_id: str | None = None) -> int:
    """Record what happened to records; the sequence of the first event."""
    subject = "GapRecord {gapId: event.standard}"
    return (await record(tx, events, actor=actor, request_id=request_id, subject=subject)).first_sequence


async def blame(tx: Transaction, causes: Mapping[int, int]) -> None:
    """Relate events, by their sequence, to the change that brought them about."""
    if causes:
        await tx.run(CAUSED, rows=[{"sequence": one, "cause": cause} for one, cause in causes.items()])


async def looked(tx: Transaction, on: date) -> None:
    """Note that all records agree with the catalogue as it is now, on a day."""
    await tx.run(LOOKED, catalogue=CATALOGUE, on=on)
