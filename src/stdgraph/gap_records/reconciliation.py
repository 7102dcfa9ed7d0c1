"""Reconciliation: gap records made to agree with the gaps that are found now.

The system closes a record when its gap is gone, and reopens it when the gap is back. What a committee decided itself stays: a
record that it closed or withdrew is not reopened, one that it opened without its gap is not closed. Detection takes time and runs
beside other writers; its result is written only if nothing was committed meanwhile, so of several concurrent reconciliations one
writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypedDict, cast

from stdgraph.commands.events import NewEvent, record
from stdgraph.domain.vocabulary import EventKind, GapStatus
from stdgraph.gap_records.causes import GapSubject, RecordedChange, cause_of, changes_since, transition_note
from stdgraph.gap_records.record_moves import RecordMove, find_moves, write_moves
from stdgraph.gap_records.record_unit import RecordUnit
from stdgraph.gap_records.repository import (
    GapMessage,
    LoadedRecord,
    RecordProperties,
    gap_messages,
    link_causes,
    load_all_records,
    mark_reconciled,
    record_event,
    write_records,
)
from stdgraph.gaps.detection import find_with_merged
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kinds import kinds
from stdgraph.store.session import Graph, Transaction, native
from stdgraph.store.transaction import CATALOGUE, acquire_write_lock

STATE = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.instance AS instance, c.revision AS revision, c.sequence AS sequence, "
    "c.trackedRevision AS reconciledRevision, c.trackedSequence AS reconciledSequence, c.trackedOn AS reconciledOn, "
    "c.turnedTo AS turnedTo"
)
UPDATE = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) SET g += row.properties"

ACTOR = "stdgraph"
"""The actor of the events by which the system closes and reopens records."""

ATTEMPTS = 3
"""How often it detects gaps beside other writers before it makes them wait."""

CLOSED = (GapStatus.CLOSED.value, GapStatus.WITHDRAWN.value)


class StateRow(TypedDict):
    """A row of ``STATE``."""

    instance: str | None
    revision: int
    sequence: int
    reconciledRevision: int | None
    reconciledSequence: int | None
    reconciledOn: date | None
    turnedTo: date | None


@dataclass(frozen=True, slots=True)
class ReconciliationState:
    """The data's instance, the catalogue's revision and sequence, and those with which the records were last made to agree."""

    instance: str | None
    revision: int
    sequence: int
    reconciled_revision: int | None
    """None: nothing is tracked."""
    reconciled_sequence: int
    reconciled_on: date | None
    turned_to: date | None = None
    """The day to which the stored states are turned."""

    def is_due(self, today: date) -> bool:
        """Whether the catalogue or the day changed since."""
        if self.reconciled_revision is None:
            return False
        return self.reconciled_revision != self.revision or self.reconciled_on is None or self.reconciled_on < today


@dataclass(frozen=True, slots=True)
class GapTransition:
    """A record whose gap disappeared or reappeared, and why."""

    record: LoadedRecord
    found: bool
    cause: RecordedChange | None
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """What has to change so that all records agree with the catalogue on a day."""

    on: date
    transitions: Sequence[GapTransition]
    reworded: Sequence[tuple[LoadedRecord, GapMessage]]
    """Records of gaps that are still found but have another message: other figures."""
    moves: Sequence[RecordMove] = ()
    """Records of gaps that turned out to be of one need with another."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The ids of gaps whose record was closed, of those whose record was reopened, and from where to where records moved."""

    closed: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()


async def load_state(tx: Transaction) -> ReconciliationState:
    """How far the catalogue and its records are."""
    row = await tx.row(STATE, StateRow, catalogue=CATALOGUE)
    if row is None:
        return ReconciliationState(None, 0, 0, None, 0, None)
    return ReconciliationState(
        row["instance"],
        row["revision"],
        row["sequence"],
        row["reconciledRevision"],
        row["reconciledSequence"] or 0,
        native(row["reconciledOn"]),
        native(row["turnedTo"]),
    )


async def reconcile_records(graph: Graph, today: date) -> Reconciliation:
    """Make all records agree with the catalogue as it is today. One small read where nothing is due."""
    for _ in range(ATTEMPTS):
        if not (await graph.read(load_state)).is_due(today):
            return Reconciliation()
        before = await graph.write(_load_locked_state)  # whatever was committed until now is visible from here on
        comparison = await graph.read(partial(compare_records, state=before, today=today))
        done = await graph.write(partial(_write_if_unchanged, before=before, comparison=comparison))
        if done is not None:
            return done

    async def under_lock(tx: Transaction) -> Reconciliation:
        state = await _load_locked_state(tx)
        if not state.is_due(today):
            return Reconciliation()
        return await _write(tx, state, await compare_records(tx, state, today))

    return await graph.write(under_lock)


async def compare_records(tx: Transaction, state: ReconciliationState, today: date) -> RecordComparison:
    """Compare all records with the gaps of a day."""
    on = max(today, state.reconciled_on or today)  # a clock that lags behind another's does not turn the day back
    records = [one for one in await load_all_records(tx) if one.properties["kind"] in kinds()]
    tracked = sorted({one.properties["kind"] for one in records})
    found, merged = await _find_gaps(tx, tracked, on)
    moves = await find_moves(tx, [one for one in records if one.gap in merged and one.gap not in found], merged, on)
    moving = {one.record.gap for one in moves}
    turned = [one for one in records if one.properties["found"] != (one.gap in found) and one.gap not in moving]
    is_later = state.reconciled_on is not None and state.reconciled_on < on
    earlier = (await _find_gaps(tx, tracked, state.reconciled_on or on))[0] if turned and is_later else found
    changes = await changes_since(tx, state.reconciled_sequence, state.sequence) if turned or moves else []
    if not is_later:  # a day that has come may be the cause as well as a change
        moves = [replace(one, cause=_cause(one.record, changes)) for one in moves]
    transitions = [
        _transition(
            one, one.gap in found, changes, _days(state, on) if (one.gap in earlier) != (one.gap in found) else None
        )
        for one in turned
    ]
    still = [one for one in records if one.gap in found]
    messages = await gap_messages(tx, [found[one.gap] for one in still], on)
    reworded = [pair for pair in zip(still, messages, strict=True) if _differ(*pair)]
    return RecordComparison(on, transitions, reworded, moves)


async def _find_gaps(
    tx: Transaction, tracked: Collection[str], on: date
) -> tuple[dict[str, DetectedGap], Mapping[str, str]]:
    if not tracked:
        return {}, {}
    # apart from what others asked for: a cached detection may rest on a commit that was visible in part
    gaps, merged = await find_with_merged(tx, tracked, on)
    return {gap.id: gap for gap in gaps}, merged


def _days(state: ReconciliationState, on: date) -> tuple[date, date] | None:
    return None if state.reconciled_on is None else (state.reconciled_on, on)


def _transition(
    record: LoadedRecord, found: bool, changes: Sequence[RecordedChange], days: tuple[date, date] | None
) -> GapTransition:
    return GapTransition(record, found, None if days else _cause(record, changes), days)


def _cause(record: LoadedRecord, changes: Sequence[RecordedChange]) -> RecordedChange | None:
    subject = GapSubject(
        record.properties["subjectLabel"],
        record.properties["subjectKey"],
        tuple(record.properties.get("places") or ()),
        frozenset(record.gap.split(":")[1:]),
    )
    since = [change for change in changes if change.sequence > record.properties["sequence"]]
    return cause_of(subject, since)


def _differ(record: LoadedRecord, message: GapMessage) -> bool:
    properties: Mapping[str, object] = record.properties
    return any(properties.get(name) != text for name, text in message.items())


async def _load_locked_state(tx: Transaction) -> ReconciliationState:
    await acquire_write_lock(tx)
    return await load_state(tx)


async def _write_if_unchanged(
    tx: Transaction, before: ReconciliationState, comparison: RecordComparison
) -> Reconciliation | None:
    """Write the result of a comparison; None where somebody else committed or reconciled since."""
    if await _load_locked_state(tx) != before:
        return None
    return await _write(tx, before, comparison)


async def _write(tx: Transaction, state: ReconciliationState, comparison: RecordComparison) -> Reconciliation:
    updates = {one.gap: cast("RecordProperties", dict(message)) for one, message in comparison.reworded}
    for transition in comparison.transitions:
        updates.setdefault(transition.record.gap, {})["found"] = transition.found
    changed = [(one, after) for one in comparison.transitions if (after := _decided_by_system(one)) is not None]
    await write_records(tx, [(one.record, after) for one, after in changed])
    moved = await write_moves(tx, comparison.moves, comparison.on)
    if updates or moved:
        await tx.run(UPDATE, rows=[{"gap": gap, "properties": dict(given)} for gap, given in updates.items()])
        events = [*(_event(one, after, state, comparison.on) for one, after in changed), *moved]
        recorded = await record(tx, events, actor=ACTOR, label=RecordUnit.label)
        known = [*(one.cause for one, _ in changed), *(one.cause for one in comparison.moves)]
        causes = enumerate(known, start=recorded.first_sequence)
        await link_causes(tx, {sequence: cause.sequence for sequence, cause in causes if cause is not None})
    await mark_reconciled(tx, comparison.on)
    return Reconciliation(
        closed=tuple(one.record.gap for one, _ in changed if not one.found),
        reopened=tuple(one.record.gap for one, _ in changed if one.found),
        moved=tuple((one.record.gap, one.after.gap) for one in comparison.moves),
    )


def _event(transition: GapTransition, after: LoadedRecord, state: ReconciliationState, on: date) -> NewEvent:
    kind = EventKind.REOPENED if transition.found else EventKind.CLOSED
    note = transition_note(
        found=transition.found, cause=transition.cause, days=transition.days, revision=state.revision
    )
    return record_event(kind, transition.record, after, on, note.zh, note.en)


def _decided_by_system(transition: GapTransition) -> LoadedRecord | None:
    """The record once its gap disappeared or reappeared; None where the committee's decision stays."""
    record = transition.record
    decision = record.decision
    if not transition.found and decision["status"] not in CLOSED:
        decision["status"] = GapStatus.CLOSED.value
        return record.decide(decision, closed_by_system=True)
    if transition.found and record.properties.get("closedBySystem"):
        decision["status"] = GapStatus.OPEN.value
        return record.decide(decision, closed_by_system=None)
    return None
