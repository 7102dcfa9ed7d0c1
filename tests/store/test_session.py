"""The door on both engines."""

from __future__ import annotations

import asyncio
from datetime import date

import neo4j.time
import pytest
from neo4j.exceptions import ConstraintError, CypherSyntaxError

from stdgraph.store.session import Graph, Transaction, count_statements
from tests.waiting import PATIENT


async def sources(graph: Graph, prefix: str) -> list[str]:
    async def work(transaction: Transaction) -> list[str]:
        rows = await transaction.rows(
            "MATCH (s:Source) WHERE s.id STARTS WITH $prefix RETURN s.id AS id ORDER BY s.id", prefix=prefix
        )
        return [row["id"] for row in rows]

    return await graph.read(work)


async def test_rows_come_as_the_driver_decodes_them(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        rows = await transaction.rows("UNWIND [1, 2] AS n RETURN n, $day AS day, {a: [n]} AS m", day=date(2024, 2, 29))
        assert rows == [{"n": n, "day": neo4j.time.Date(2024, 2, 29), "m": {"a": [n]}} for n in (1, 2)]
        assert await transaction.row("UNWIND [3, 4] AS n RETURN n") == {"n": 3}
        assert await transaction.row("UNWIND [] AS n RETURN n") is None

    await graph.read(work)


async def test_more_rows_than_a_driver_fetches_at_once(graph: Graph) -> None:
    async def work(transaction: Transaction) -> list[int]:
        return [row["n"] for row in await transaction.rows("UNWIND range(1, 2500) AS n RETURN n")]

    assert await graph.read(work) == list(range(1, 2501))


async def test_statements_are_counted_in_the_tasks_that_send_them(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("RETURN 1 AS n")
        await transaction.row("RETURN 2 AS n")

    with count_statements() as outer:
        await asyncio.gather(graph.read(work), graph.read(work))
        with count_statements() as inner:
            await graph.read(work)
    assert sorted(outer.texts) == ["RETURN 1 AS n", "RETURN 1 AS n", "RETURN 2 AS n", "RETURN 2 AS n"]
    assert inner.texts == ["RETURN 1 AS n", "RETURN 2 AS n"]


async def test_writes_are_read_at_once(graph: Graph) -> None:
    for number in range(20):

        async def work(transaction: Transaction, number: int = number) -> None:
            await transaction.run("CREATE (:Source {id: $id})", id=f"own-{number:02}")

        await graph.write(work)
        assert len(await sources(graph, "own-")) == number + 1


async def test_a_statement_that_fails_takes_the_whole_transaction_with_it(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("CREATE (:Source {id: 'failed-1'})")
        await transaction.run("UNWIND ['failed-2', 'failed-3', 'failed-2'] AS id CREATE (:Source {id: id})")

    with pytest.raises(ConstraintError):
        await graph.write(work)
    assert await sources(graph, "failed-") == []


async def test_an_exception_of_the_work_takes_the_whole_transaction_with_it(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("CREATE (:Source {id: 'raised-1'})")
        raise LookupError("thought better of it")

    with pytest.raises(LookupError, match="thought better"):
        await graph.write(work)
    assert await sources(graph, "raised-") == []


async def test_a_wrong_statement_is_the_callers_error(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("RETRUN 1 AS n")

    with pytest.raises(CypherSyntaxError):
        await graph.read(work)
    await graph.check()


async def test_concurrent_writers_lose_nothing(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("MERGE (s:Source {id: 'counter'}) SET s.count = coalesce(s.count, 0) + 1")

    async def count(transaction: Transaction) -> int:
        row = await transaction.row("MATCH (s:Source {id: 'counter'}) RETURN s.count AS count")
        return int(row["count"]) if row else 0

    await asyncio.gather(*(graph.write(work) for _ in range(40)))
    assert await graph.read(count) == 40


async def test_cancelling_a_writer_frees_its_turn(graph: Graph) -> None:
    entered = asyncio.Event()

    async def stay(transaction: Transaction) -> None:
        await transaction.run("CREATE (:Source {id: 'cancelled-1'})")
        entered.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(graph.write(stay))
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async def work(transaction: Transaction) -> None:
        await transaction.run("CREATE (:Source {id: 'cancelled-2'})")

    async with asyncio.timeout(PATIENT):
        await graph.write(work)
    assert await sources(graph, "cancelled-") == ["cancelled-2"]


async def test_facts_name_the_engine_and_no_secret(open_graph: Graph) -> None:
    facts = open_graph.engine.facts()
    assert facts["engine"] in ("embedded", "neo4j")
    assert facts["version"].startswith(("ArcadeDB ", "Neo4j "))
    assert facts["address"].startswith(("bolt://", "neo4j://"))
    secret = open_graph.engine.endpoint().password
    assert secret not in str(facts) + repr(open_graph.engine.endpoint()) + open_graph.engine.label
