"""The unit of work of commands on gap records: records loaded by gap, decided on in memory, and written with their events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.auth.policy import Subject
from stdgraph.commands.command import Preload, UnitOfWork
from stdgraph.commands.outcomes import Message
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gap_records.former_gaps import gaps_today
from stdgraph.gap_records.repository import LoadedRecord, load_records, mark_reconciled, new_records, write_records
from stdgraph.gaps.detection import find_gaps, find_gaps_of
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kind import PAIR, Kind, Reach
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import SUBJECT_KEYS
from stdgraph.store.session import Transaction, native
from stdgraph.store.transaction import CATALOGUE

ONE_BY_ONE = 8
"""Gaps that are looked for one by one: each takes a question of its own, which is soon dearer than to find all gaps of their kinds."""


async def find_gap(tx: Transaction, gap: str, on: date) -> DetectedGap | None:
    """The gap of an id on a day, with the subsystems it belongs to; None when it is not found then."""
    code, _, key = gap.partition(":")
    if code not in kinds():
        return None
    return next((one for one in await _candidates(tx, code, key, on) if one.id == gap), None)


async def find_several(tx: Transaction, gaps: Sequence[str], on: date) -> dict[str, DetectedGap]:
    """The gaps of these ids on a day, by id, as far as they are found then: each by itself, or, of many, among all of their kinds."""
    if len(gaps) <= ONE_BY_ONE:
        found = [await find_gap(tx, gap, on) for gap in gaps]
        return {one.id: one for one in found if one is not None}
    codes = {gap.partition(":")[0] for gap in gaps} & kinds().keys()
    wanted = frozenset(gaps)
    every = (await find_gaps(tx, [ScopeFilter()], sorted(codes), on))[0] if codes else []
    return {one.id: one for one in every if one.id in wanted}


async def _candidates(tx: Transaction, code: str, key: str, on: date) -> list[DetectedGap]:
    """Gaps of a kind among which that of a key is, if there is one."""
    kind = kinds()[code]
    first, _, rest = key.partition(":")
    if kind.of == PAIR:
        scope = ScopeFilter(subsystem=_place(first), product_category=rest)
    elif len(kind.of) > 1:
        scope = ScopeFilter(system=first, product_category=rest)
    else:
        label, subject = (first, rest.partition(":")[0]) if first in SUBJECT_KEYS else (_label(kind), first)
        if label == "Standard":
            return await find_gaps_of(tx, subject, code, on)
        scope = _scope(label, subject)
    (found,) = await find_gaps(tx, [scope], [code], on)
    return found


def _label(kind: Kind) -> str | None:
    """The label that a kind is about where its keys do not say it: that of its queries; None where it has none."""
    if kind.of:
        return kind.of[0]
    everywhere: frozenset[str] = frozenset()
    branches = (*kind.of_standards(Reach(everywhere)), *kind.of_others(everywhere))
    return next((branch.label for branch in branches), None)


def _scope(label: str | None, subject: str) -> ScopeFilter:
    """The scope of what is about a subject; the whole catalogue for labels without a scope of their own."""
    if label == "Subsystem":
        return ScopeFilter(subsystem=_place(subject))
    return ScopeFilter(system=subject) if label == "StandardsSystem" else ScopeFilter()


def _place(subsystem: str) -> tuple[str, str]:
    system, _, code = subsystem.partition("/")
    return system, code


RESPONSIBLE = (
    "UNWIND $standards AS k MATCH (n:Standard {id: k}) RETURN 'Standard' AS label, k AS key, "
    "COLLECT { MATCH (n)-[:OWNED_BY]->(:Committee)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code } AS committees, "
    "COLLECT { MATCH (n)-[:LISTED_IN]->(x:Subsystem) RETURN DISTINCT x.system } AS systems "
    "UNION ALL UNWIND $targets AS k MATCH (n:StandardsSystem)-[:AIMS_AT]->(:Target {id: k}) "
    "RETURN 'Target' AS label, k AS key, [] AS committees, [n.code] AS systems "
    "UNION ALL UNWIND $committees AS k MATCH (n:Committee {code: k}) RETURN 'Committee' AS label, k AS key, "
    "COLLECT { MATCH (n)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code } AS committees, [] AS systems"
)
AGREED = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.trackedRevision IS NULL OR c.trackedRevision = c.revision AS agreed, "
    "c.trackedOn AS on"
)
FIRST_EVENTS = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) SET g.sequence = row.sequence"


class ResponsibleRow(TypedDict):
    """Who answers for a standard, a target or a committee: committees with all above them, and systems."""

    label: str
    key: str
    committees: list[str]
    systems: list[str]


class AgreedRow(TypedDict):
    """Whether all records agree with the catalogue, or there are none, and the day on which they were made to."""

    agreed: bool
    on: date | None


class RecordUnit(UnitOfWork[LoadedRecord]):
    """Gap records being changed in one transaction."""

    label = "GapRecord"

    def __init__(
        self, records: Mapping[str, LoadedRecord], responsible: Mapping[tuple[str, str], Subject], today: date
    ) -> None:
        super().__init__()
        self._loaded = records
        self._records = dict(records)
        self._responsible = responsible
        self._former: Mapping[str, str] = {}
        """The ids of gaps today, by those that commands give them from before a merger or a renaming."""
        self._today = today
        self._agreed: AgreedRow | None = None

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> RecordUnit:
        """Load records by gap; a gap without one must be found today, and gets one. Then who answers for them."""
        names = list(dict.fromkeys(name for name, _ in wanted))
        records = await load_records(tx, names)
        missing = [name for name in names if name not in records]
        former = await gaps_today(tx, missing)
        records |= await load_records(tx, [gap for gap in former.values() if gap not in records])
        gaps = await find_several(tx, missing, today)
        for name in gaps.keys() & former.keys():
            del former[name]  # back, and again a gap of its own: the record that it had has gone on under another
        gaps |= await find_several(tx, [gap for gap in former.values() if gap not in records], today)
        records |= await new_records(tx, list(gaps.values()), today)
        committees = {key for _, preload in wanted for label, key in preload.nodes if label == "Committee"}
        unit = cls(records, await _load_responsible(tx, list(records.values()), committees) if records else {}, today)
        unit._former = former
        return unit

    def find(self, name: str) -> LoadedRecord | None:
        """The record of a gap, or None."""
        return self._records.get(self._former.get(name, name))

    def not_found(self, name: str) -> Message:
        """That there is neither a gap nor a record."""
        return Message(f"没有缺口“{name}”，也没有其记录。", f"no such gap, and no record of one: {name!r}")

    def has_committee(self, code: str) -> bool:
        """Whether a preloaded committee exists."""
        return ("Committee", code) in self._responsible

    def responsible_for(self, record: LoadedRecord) -> Subject:
        """Who answers for a gap: the owners of its standard, its own owner, and the systems to which it belongs."""
        label, key = record.properties["subjectLabel"], record.properties["subjectKey"]
        subject = self._responsible.get((label, key), Subject()) if label in ("Standard", "Target") else Subject()
        owner = self._responsible.get(("Committee", record.owner or ""), Subject())
        systems = {place.partition("/")[0] for place in record.properties["places"]}
        if label == "StandardsSystem":
            systems.add(key)
        return Subject(subject.owners | owner.owners, subject.systems | systems)

    def replace(self, record: LoadedRecord) -> None:
        """Keep a changed record, to be written."""
        self._records[record.gap] = record

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the changed records."""
        self._agreed = await tx.row(AGREED, AgreedRow, catalogue=CATALOGUE) if self.events else None
        await write_records(
            tx, [(before, self._records[gap]) for gap, before in self._loaded.items() if self._records[gap] != before]
        )

    async def after_recording(self, tx: Transaction, first: int, *, alone: bool) -> None:
        """Note the first event of new records. A decision changes no gap: records that agreed with the catalogue still do."""
        created = {gap for gap, before in self._loaded.items() if not before.exists}
        places = {event.subject: n for n, event in reversed(list(enumerate(self.events))) if event.label == self.label}
        rows = [{"gap": gap, "sequence": first + places[gap]} for gap in sorted(created & places.keys())]
        if rows:
            await tx.run(FIRST_EVENTS, rows=rows)
        if alone and self._agreed is not None and self._agreed["agreed"]:
            await mark_reconciled(tx, native(self._agreed["on"]) or self._today)


async def _load_responsible(
    tx: Transaction, records: Sequence[LoadedRecord], committees: set[str]
) -> dict[tuple[str, str], Subject]:
    """Who answers for the subjects of records, for their owners and for further committees, by label and key. One statement."""

    def keys(label: str) -> list[str]:
        return sorted({one.properties["subjectKey"] for one in records if one.properties["subjectLabel"] == label})

    owners = {one.owner for one in records if one.owner is not None}
    rows = await tx.rows(
        RESPONSIBLE,
        ResponsibleRow,
        standards=keys("Standard"),
        targets=keys("Target"),
        committees=sorted(owners | committees),
    )
    found: dict[tuple[str, str], Subject] = {}
    for row in rows:
        before = found.get((row["label"], row["key"]), Subject())
        found[row["label"], row["key"]] = Subject(
            before.owners | set(row["committees"]), before.systems | set(row["systems"])
        )
    return found
