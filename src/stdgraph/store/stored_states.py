"""The stored state of standards: status and standing as they are, from and until which day; written with every change and moved on
by the turn of the day.

What depends on a standard is its own state and that of what it replaces as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypedDict

from stdgraph.domain.state import state_on
from stdgraph.domain.stored_state import is_amendment
from stdgraph.domain.supersession import Succession, supersession
from stdgraph.store.migratable import Migratable
from stdgraph.store.plan_cypher import ever
from stdgraph.store.replacement_chains import store_chains, wrong_chains
from stdgraph.store.transaction import CATALOGUE, Transaction, native

BATCH = 1000
"""Standards read and written at a time."""

STATE = ("status", "standing", "itemStatus", "stateFrom", "stateUntil")
"""The properties of the stored state; ``itemStatus`` is the status of what is an item of plans: no amendment, and not off the plan."""

SUPERSEDED = ("supersededEarliest", "supersededLatest")
"""The days between which others replace the whole document, whatever the day."""

_SHAPE = (
    "s{.id, .timeline, .forceLatest, .replacementChain, .retiredOn, .amendsKey, .amending, "
    f"{', '.join(f'.{name}' for name in (*STATE, *SUPERSEDED))}, "
    f"linked: EXISTS {{ MATCH (s)-[w:{ever('REPLACES')}]-(:Standard) WHERE w.extent = 'WHOLE' }}, successors: COLLECT {{ "
    "MATCH (s)<-[r:REPLACES]-(n:Standard) WHERE r.extent = 'WHOLE' "
    "RETURN {timeline: n.timeline, forceEarliest: n.forceEarliest, forceLatest: n.forceLatest, since: r.from, sinceIn: r.fromIn, "
    "series: n.seriesKey, partOf: n.partOf} }} AS standard"
)
AFFECTED = (
    "UNWIND $ids AS id MATCH (:Standard {id: id})-[:REPLACES*0..1]->(s:Standard) WITH DISTINCT s ORDER BY s.id "
    f"RETURN {_SHAPE}"
)
ALL = f"MATCH (s:Standard) WHERE s.id > $after WITH s ORDER BY s.id LIMIT $size RETURN {_SHAPE}"
WRITE = "UNWIND $rows AS row MATCH (s:Standard {id: row.id}) SET s += row.properties"
ENDED = "MATCH (s:Standard) WHERE s.stateUntil <= $today RETURN s.id AS id ORDER BY id LIMIT $size"
TURNED = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.turnedTo AS day"
TURNING = "MATCH (c:Catalogue {id: $catalogue}) SET c.turnedTo = null, c.day = CASE WHEN c.day >= $today THEN c.day ELSE $today END"
TURN = "MATCH (c:Catalogue {id: $catalogue}) WHERE c.day IS NULL OR c.day <= $today SET c.turnedTo = $today"


class StateRow(TypedDict):
    """A standard with what its state follows from, and its state as it is stored."""

    standard: dict[str, Any]


class IdRow(TypedDict):
    """The id of a standard."""

    id: str


class TurnedRow(TypedDict):
    """The day to which the stored states were turned; None before the first turn, and while it is under way."""

    day: date | None


async def store_states(tx: Transaction, ids: Iterable[str], today: date) -> None:
    """Bring the stored states of standards, and of what these replace, into line with what is recorded. Two statements a batch."""
    names = sorted(set(ids))
    for start in range(0, len(names), BATCH):
        await _store(tx, await tx.table(StateRow, AFFECTED, ids=names[start : start + BATCH]), today)


async def _store(tx: Transaction, rows: Sequence[StateRow], today: date) -> None:
    changed = [one for row in rows if (one := changed_state(row["standard"], today)) is not None]
    if changed:
        await tx.run(WRITE, rows=changed)
    linked = [
        row["standard"] for row in rows if row["standard"]["linked"] or row["standard"]["replacementChain"] is not None
    ]
    if linked:
        await store_chains(tx, [one["id"] for one in linked])


def first_state(standard: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The stored state of a standard that is about to be created with these properties: nothing replaces it yet."""
    unknown = {"timeline": None, "forceLatest": None, "retiredOn": None}
    found = changed_state({**unknown, **standard, "successors": ()}, today)
    return found["properties"] if found is not None else {}


def changed_state(standard: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    """What is to be written of a standard; None where its stored state is right."""
    by_others = supersession(map(_succession, standard["successors"]))
    superseded_by = None if by_others is None else by_others.latest
    leaves = native(standard["retiredOn"])
    state = state_on(today, standard["timeline"] or [], native(standard["forceLatest"]), superseded_by, leaves)
    is_item = not is_amendment(standard) and (leaves is None or leaves > today)
    wanted = (
        state.status.value,
        None if state.standing is None else state.standing.value,
        state.status.value if is_item else None,
        state.since,
        state.until,
        None if by_others is None else by_others.earliest,
        superseded_by,
    )
    names = zip((*STATE, *SUPERSEDED), wanted, strict=True)
    properties = {name: value for name, value in names if native(standard.get(name)) != value}
    return {"id": standard["id"], "properties": properties} if properties else None


def _succession(successor: Mapping[str, Any]) -> Succession:
    return Succession(
        successor["timeline"] or [],
        in_force_by=native(successor["forceLatest"]),
        in_force_from=native(successor["forceEarliest"]),
        since=native(successor["since"]),
        since_in=successor["sinceIn"],
        series=successor["series"],
        part_of=successor["partOf"],
    )


async def wrong_states(tx: Transaction, ids: Sequence[str], today: date) -> list[tuple[str, str, object, object]]:
    """The stored states that are not what is recorded: id, property, what is stored and what it should be.

    One that has ended and waits for the turn of the day is held to its last day, one that was turned ahead to its first.
    """
    rows = await tx.table(StateRow, AFFECTED, ids=list(ids))
    found: list[tuple[str, str, object, object]] = []
    for row in rows:
        standard = row["standard"]
        since, until = native(standard["stateFrom"]), native(standard["stateUntil"])
        day = max(today, since or today) if until is None or until > today else until - timedelta(days=1)
        wrong = changed_state(standard, day)
        properties = {} if wrong is None else wrong["properties"]
        found += [(standard["id"], name, native(standard.get(name)), value) for name, value in properties.items()]
    chained = [
        row["standard"]["id"] for row in rows if row["standard"]["linked"] or row["standard"]["replacementChain"]
    ]
    found += [(key, "replacementChain", stored, wanted) for key, stored, wanted in await wrong_chains(tx, chained)]
    return found


async def turn_states(graph: Migratable, today: date) -> None:
    """Move on the states that end by a day, and note that the catalogue is turned to it; never back. One read where it is already."""

    async def read(tx: Transaction) -> date | None:
        row = await tx.row(TURNED, TurnedRow, catalogue=CATALOGUE)
        return native(row["day"]) if row else today

    turned = await graph.read(read)
    if turned is not None and turned >= today:
        return

    async def begin(tx: Transaction) -> None:
        await tx.run(TURNING, catalogue=CATALOGUE, today=today)

    async def work(tx: Transaction) -> bool:
        rows = await tx.rows(ENDED, IdRow, today=today, size=BATCH)
        await store_states(tx, [row["id"] for row in rows], today)
        return len(rows) == BATCH

    # each in a commit of its own: no engine shows a commit at one stroke, and states of two days must not pass for those of one
    await graph.write(begin)
    while await graph.write(work):
        pass
    await _note_turned(graph, today)


async def _note_turned(graph: Migratable, today: date) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(TURN, catalogue=CATALOGUE, today=today)

    await graph.write(work)


async def store_all_states(graph: Migratable, today: date) -> None:
    """Compute the states of all standards, batch by batch; doing it again changes nothing."""
    after = ""
    while True:

        async def work(tx: Transaction, after: str = after) -> str | None:
            rows = await tx.rows(ALL, StateRow, after=after, size=BATCH)
            await _store(tx, rows, today)
            return str(rows[-1]["standard"]["id"]) if rows else None

        last = await graph.write(work)
        if last is None:
            break
        after = last
    await _note_turned(graph, today)
