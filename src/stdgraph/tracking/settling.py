"""Settling: records made to agree with what is found now.

A record is closed by the system when its gap is gone, and opened again when the gap is back. What a committee said itself stays: a
record that it closed or withdrew is not opened, one that is open without its gap is not closed. Looking takes time and is done
beside other writers; only if nothing was committed meanwhile is the outcome written, so of several who settle at once one does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.graph.door import Graph, Transaction
from stdgraph.lifecycle.events import NewEvent, take_turn
from stdgraph.model.vocabulary import EventKind, GapStatus
from stdgraph.tracking.causes import Change
from stdgraph.tracking.keeping import Held, blame, looked, put, tell, told
from stdgraph.tracking.looking import Looked, State, Turn, look, state
from stdgraph.tracking.notes import note

ACTOR = "stdgraph"
"""Who closes and reopens."""

ATTEMPTS = 3
"""How often it looks beside other writers before it makes them wait."""

AGREE = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) SET g += row.properties"
OVER = (GapStatus.CLOSED.value, GapStatus.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was done: the ids of gaps whose record was closed, and of those whose record was opened again."""

    closed: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


async def settle(graph: Graph, today: date) -> Settlement:
    """Make all records agree with the catalogue as it is today. One small read where there is nothing to do."""
    for _ in range(ATTEMPTS):
        if not (await graph.read(state)).due(today):
            return Settlement()
        before = await graph.write(_settled_state)  # all that was committed until now is whole
        seen = await graph.read(_looking(before, today))
        done = await graph.write(_writing(before, seen))
        if done is not None:
            return done

    async def at_once(tx: Transaction) -> Settlement:
        before = await _settled_state(tx)
        if not before.due(today):
            return Settlement()
        return await _write(tx, before, await _looking(before, today)(tx))

    return await graph.write(at_once)


async def _settled_state(tx: Transaction) -> State:
    await take_turn(tx)
    return await state(tx)


def _looking(before: State, today: date) -> Callable[[Transaction], Awaitable[Looked]]:
    async def work(tx: Transaction) -> Looked:
        return await look(tx, before, today)

    return work


def _writing(before: State, seen: Looked) -> Callable[[Transaction], Awaitable[Settlement | None]]:
    async def work(tx: Transaction) -> Settlement | None:
        if await _settled_state(tx) != before:
            return None  # somebody wrote meanwhile, or settled
        return await _write(tx, before, seen)

    return work


async def _write(tx: Transaction, before: State, seen: Looked) -> Settlement:
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
    return Settlement(tuple(closed), tuple(reopened))


def _after(turn: Turn) -> Held | None:
    """The record once its gap went or came back; None where the committee's word stands."""
    one = turn.record
    if not turn.found and one.decided["status"] not in OVER:
        return one.changed({**one.decided, "status": GapStatus.CLOSED.value}, closedBySystem=True)
    if turn.found and one.properties.get("closedBySystem"):
        return one.changed({**one.decided, "status": GapStatus.OPEN.value}, closedBySystem=None)
    return None
