"""Reconciliation: the records of gaps made to agree with the gaps that are found now.

The system closes a record when its gap is gone, and opens it again when the gap is back. What a committee decided itself stays: a
record that it closed or withdrew is not opened, one that is open without its gap is not closed. Detection takes time and runs
beside other writers; the outcome is written only if nothing was committed meanwhile, so of several who reconcile at once one does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.commands.events import NewEvent
from stdgraph.domain.scope import Scope
from stdgraph.domain.vocabulary import EventKind, GapStatus
from stdgraph.gap_records.causes import About, Change, cause_of, changes_since, note
from stdgraph.gap_records.repository import LoadedRecord, all_held, blame, looked, messages, put, tell, told
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kinds import kinds
from stdgraph.store.catalogue_node import CATALOGUE, acquire_write_lock
from stdgraph.store.session import Graph, Transaction

STATE = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.revision AS revision, c.sequence AS sequence, "
    "c.trackedRevision AS lookedRevision, c.trackedSequence AS lookedSequence, c.trackedOn AS lookedOn"
)


@dataclass(frozen=True, slots=True)
class State:
    """How far the catalogue is, and how far it was when records were last made to agree with it."""

    revision: int
    sequence: int
    looked_revision: int | None
    """None: nothing is tracked."""
    looked_sequence: int
    looked_on: date | None

    def due(self, today: date) -> bool:
        """Whether there is anything to look at."""
        if self.looked_revision is None:
            return False
        return self.looked_revision != self.revision or self.looked_on is None or self.looked_on < today


@dataclass(frozen=True, slots=True)
class Turn:
    """A record whose gap went or came back, and why."""

    record: LoadedRecord
    found: bool
    cause: Change | None
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to, on a day."""

    on: date
    turns: Sequence[Turn]
    reworded: Sequence[tuple[LoadedRecord, Mapping[str, str]]]
    """Records of gaps that are still there, but are told in other words: with other figures."""


async def state(tx: Transaction) -> State:
    """How far the catalogue and its records are."""
    row = await tx.row(STATE, catalogue=CATALOGUE)
    if row is None:
        return State(0, 0, None, 0, None)
    on = row["lookedOn"]
    return State(
        row["revision"],
        row["sequence"],
        row["lookedRevision"],
        row["lookedSequence"] or 0,
        None if on is None else on.to_native(),
    )


async def look(tx: Transaction, before: State, today: date) -> Looked:
    """Which records have to change so that all agree with the catalogue as it is on a day."""
    on = max(today, before.looked_on or today)  # a clock that lags behind another's does not turn the day back
    records = [one for one in await all_held(tx) if one.properties["kind"] in kinds()]
    tracked = sorted({one.properties["kind"] for one in records})
    found = await _found(tx, tracked, on)
    turned = [one for one in records if one.properties["found"] != (one.gap in found)]
    is_later = before.looked_on is not None and before.looked_on < on
    earlier = await _found(tx, tracked, before.looked_on or on) if turned and is_later else found
    changes = await changes_since(tx, before.looked_sequence, before.sequence) if turned else []
    turns = [
        _turn(one, one.gap in found, changes, _days(before, on) if (one.gap in earlier) != (one.gap in found) else None)
        for one in turned
    ]
    still = [one for one in records if one.gap in found]
    words = await messages(tx, [found[one.gap] for one in still], on)
    return Looked(on, turns, [pair for pair in zip(still, words, strict=True) if _differ(*pair)])


async def _found(tx: Transaction, wanted: Collection[str], on: date) -> dict[str, DetectedGap]:
    if not wanted:
        return {}
    # with places, as only tracking asks: what others had remembered they may have read while a commit was half to be seen
    (gaps,) = await find_gaps(tx, [Scope()], wanted, on, places=True)
    return {gap.id: gap for gap in gaps}


def _days(before: State, on: date) -> tuple[date, date] | None:
    return None if before.looked_on is None else (before.looked_on, on)


def _turn(one: LoadedRecord, found: bool, changes: Sequence[Change], days: tuple[date, date] | None) -> Turn:
    about = About(
        one.properties["subjectLabel"],
        one.properties["subjectKey"],
        tuple(one.properties.get("places") or ()),
        frozenset(one.gap.split(":")[1:]),
    )
    since = [change for change in changes if change.sequence > one.properties["sequence"]]
    return Turn(one, found, None if days else cause_of(about, since), days)


def _differ(one: LoadedRecord, words: Mapping[str, str]) -> bool:
    return any(one.properties.get(name) != text for name, text in words.items())


ACTOR = "stdgraph"
"""Who closes and reopens."""

ATTEMPTS = 3
"""How often it looks beside other writers before it makes them wait."""

AGREE = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) SET g += row.properties"
OVER = (GapStatus.CLOSED.value, GapStatus.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was done: the ids of gaps whose record was closed, and of those whose record was opened again."""

    closed: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


async def settle(graph: Graph, today: date) -> Reconciliation:
    """Make all records agree with the catalogue as it is today. One small read where there is nothing to do."""
    for _ in range(ATTEMPTS):
        if not (await graph.read(state)).due(today):
            return Reconciliation()
        before = await graph.write(_settled_state)  # all that was committed until now is whole
        seen = await graph.read(_looking(before, today))
        done = await graph.write(_writing(before, seen))
        if done is not None:
            return done

    async def at_once(tx: Transaction) -> Reconciliation:
        before = await _settled_state(tx)
        if not before.due(today):
            return Reconciliation()
        return await _write(tx, before, await _looking(before, today)(tx))

    return await graph.write(at_once)


async def _settled_state(tx: Transaction) -> State:
    await acquire_write_lock(tx)
    return await state(tx)


def _looking(before: State, today: date) -> Callable[[Transaction], Awaitable[Looked]]:
    async def work(tx: Transaction) -> Looked:
        return await look(tx, before, today)

    return work


def _writing(before: State, seen: Looked) -> Callable[[Transaction], Awaitable[Reconciliation | None]]:
    async def work(tx: Transaction) -> Reconciliation | None:
        if await _settled_state(tx) != before:
            return None  # somebody wrote meanwhile, or settled
        return await _write(tx, before, seen)

    return work


async def _write(tx: Transaction, before: State, seen: Looked) -> Reconciliation:
    agreeing: dict[str, dict[str, Any]] = {one.gap: dict(words) for one, words in seen.reworded}
    events: list[NewEvent] = []
    causes: list[Change | None] = []
    closed: list[str] = []
    reopened: list[str] = []
    for turn in seen.turns:
        agreeing.setdefault(turn.record.gap, {})["found"] = turn.found
        after = _after(turn)
        if after is None:
            continue
        await put(tx, turn.record, after)
        said = note(found=turn.found, cause=turn.cause, days=turn.days, revision=before.revision)
        kind = EventKind.REOPENED if turn.found else EventKind.CLOSED
        events.append(told(kind, turn.record, after, seen.on, said.zh, said.en))
        causes.append(turn.cause)
        (reopened if turn.found else closed).append(turn.record.gap)
    if agreeing:
        await tx.run(AGREE, rows=[{"gap": gap, "properties": properties} for gap, properties in agreeing.items()])
        first = await tell(tx, events, actor=ACTOR)
        await blame(tx, {first + n: cause.sequence for n, cause in enumerate(causes) if cause is not None})
    await looked(tx, seen.on)
    return Reconciliation(tuple(closed), tuple(reopened))


def _after(turn: Turn) -> LoadedRecord | None:
    """The record once its gap went or came back; None where the committee's word stands."""
    one = turn.record
    if not turn.found and one.decided["status"] not in OVER:
        return one.changed({**one.decided, "status": GapStatus.CLOSED.value}, closedBySystem=True)
    if turn.found and one.properties.get("closedBySystem"):
        return one.changed({**one.decided, "status": GapStatus.OPEN.value}, closedBySystem=None)
    return None
