"""Stored states are read where they are turned to the day asked about, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

from stdgraph.store.session import Graph, Transaction, count_statements, native
from stdgraph.store.status_cypher import day_parameters, in_force, standing, status, with_state
from stdgraph.store.stored_reading import stored
from stdgraph.store.stored_states import turn_states
from tests.calendar_day import TODAY

SEEN = f"MATCH (s:Standard) {with_state('s')} RETURN s.id AS id, status, standing"
MADE = (
    "CREATE (:Standard {id: 'a', status: 'PUBLISHED', standing: 'IN_FORCE', stage: '60.60', "
    "timeline: ['2020-01-01 60.60'], stageOn: date('2020-01-01'), publicationLatest: date('2020-01-01'), "
    "forceEarliest: $force, forceLatest: $force, stateFrom: $force})"
)
MARK = "MATCH (s:Standard) SET s.status = 'DRAFTING', s.standing = null"
"""What no timeline says: an answer that holds it was read off the stored state."""


def test_a_statement_that_asks_for_no_status_stays_as_it_is() -> None:
    for text in ("MATCH (n) RETURN n", "MATCH (s:Standard) WHERE s.stageOn <= $on RETURN s.forceLatest > $on"):
        assert stored(text) == text


def test_every_status_and_standing_is_read_as_stored() -> None:
    state = f"({status('o')})"
    text = (
        f"MATCH (s) WHERE {in_force('s')} AND {state} = 'PLANNED' AND ({standing('o', state)}) = 'UPCOMING' "
        f"{with_state('s', 'o')} RETURN status"
    )
    assert stored(text) == (
        "MATCH (s) WHERE (s.standing IS NOT NULL AND s.standing = 'IN_FORCE') AND o.status = 'PLANNED' AND o.standing = 'UPCOMING' "
        "WITH o, s, s.status AS status WITH o, s, status, s.standing AS standing RETURN status"
    )


async def seen(graph: Graph, on: date) -> list[tuple[object, ...]]:
    async def look(tx: Transaction) -> list[tuple[object, ...]]:
        rows = await tx.table(["id", "status", "standing"], SEEN, **day_parameters(on))
        return [tuple(row.values()) for row in rows]

    return await graph.read(look)


async def write(graph: Graph, text: str, **parameters: object) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(text, **parameters)

    await graph.write(work)


async def test_stored_states_are_read_once_they_are_known_to_be_turned_to_the_day(graph: Graph) -> None:
    graph.turned_to = None
    await write(graph, MADE, force=TODAY - timedelta(1))
    await write(graph, MARK)
    folded, as_stored = [("a", "PUBLISHED", "IN_FORCE")], [("a", "DRAFTING", None)]
    assert await seen(graph, TODAY) == folded  # nothing is known of the day yet
    assert await seen(graph, TODAY) == as_stored
    assert await seen(graph, TODAY - timedelta(1)) == folded
    assert await seen(graph, TODAY + timedelta(1)) == folded
    await write(graph, "MATCH (c:Catalogue) SET c.turnedTo = null")
    assert await seen(graph, TODAY) == folded, "the day is looked at in the same transaction"
    with count_statements() as sent:
        assert await seen(graph, TODAY) == folded
    assert len(sent.texts) == 1


async def test_the_turn_never_goes_back(graph: Graph) -> None:
    async def turned() -> object:
        async def look(tx: Transaction) -> object:
            row = await tx.row("MATCH (c:Catalogue) RETURN c.turnedTo AS day")
            return native(row["day"]) if row else None

        return await graph.read(look)

    await turn_states(graph, TODAY)
    await write(graph, MADE.replace("'a'", "'b'"), force=TODAY + timedelta(1))
    await turn_states(graph, TODAY - timedelta(1))
    assert await turned() == TODAY, "the turn never goes back"
    await turn_states(graph, TODAY + timedelta(1))
    assert await turned() == TODAY + timedelta(1)
    assert ("b", "PUBLISHED", "UPCOMING") in await seen(graph, TODAY)
