"""The dialect: what our statements rest on holds on both engines, and the deviations behind our rules are there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import neo4j.time
import pytest
import pytest_asyncio

from stdgraph.store import transaction
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import note

EMBEDDED = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

TREE = """
CREATE (s:StandardsSystem {code: 'S', id: 'S'})
CREATE (a:Subsystem {id: 'S/A', system: 'S', code: 'A', order: 0})-[:PART_OF]->(s)
CREATE (b:Subsystem {id: 'S/B', system: 'S', code: 'B', order: 1})-[:PART_OF]->(s)
CREATE (c:Subsystem {id: 'S/AA', system: 'S', code: 'AA', order: 2})-[:PART_OF]->(a)
CREATE (x:Standard {id: 'x', number: 'GB/T 1', titleZh: '光伏组件 第1部分'})
SET x.timeline = ['2020-01-01 10.00', '2021-01-01 60.60'] WITH x, b, c
CREATE (y:Standard {id: 'y', titleZh: '碳足迹', timeline: []})
CREATE (z:Standard {id: 'z', titleZh: '光伏逆变器'})
CREATE (x)-[:LISTED_IN {itemNumber: 2}]->(c), (y)-[:LISTED_IN {itemNumber: 1}]->(c), (z)-[:LISTED_IN]->(b)
CREATE (p:ProductCategory {code: 'p'})-[:DEPENDS_ON]->(q:ProductCategory {code: 'q'})-[:DEPENDS_ON]->(p)
CREATE (q)-[:DEPENDS_ON]->(:ProductCategory {code: 'r'})
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def tree(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run(TREE)

    await graph.write(work)


async def ask(graph: Graph, text: str, **parameters: Any) -> list[Any]:
    """The only column of a statement's rows."""

    async def work(transaction: Transaction) -> list[Any]:
        return [next(iter(row.values())) for row in await transaction.rows(text, **parameters)]

    return await graph.write(work)


async def test_nested_collects_sort_limit_and_see_what_is_outside(graph: Graph) -> None:
    text = """
    MATCH (s:Subsystem {system: $system}) WITH s ORDER BY s.order LIMIT 2
    RETURN s{.code, up: head(COLLECT { MATCH (s)-[:PART_OF]->(t) RETURN t{.code} }), kids: COLLECT {
      MATCH (k:Subsystem)-[:PART_OF]->(s)
      RETURN k{.code, listed: COLLECT {
        MATCH (d:Standard)-[l:LISTED_IN]->(k) WHERE d.id <> $without
        RETURN d{.id, item: l.itemNumber, of: s.code} ORDER BY l.itemNumber LIMIT 1
      }} AS kid ORDER BY k.code
    }} AS s
    """
    assert await ask(graph, text, system="S", without="none") == [
        {"code": "A", "up": {"code": "S"}, "kids": [{"code": "AA", "listed": [{"id": "y", "item": 1, "of": "A"}]}]},
        {"code": "B", "up": {"code": "S"}, "kids": []},
    ]


async def test_rows_with_a_name_are_sorted_by_the_node_whatever_is_shown_of_it(graph: Graph) -> None:
    text = "RETURN COLLECT { MATCH (s:Subsystem) RETURN s{.id} AS row ORDER BY s.order DESC } AS rows"
    assert await ask(graph, text) == [[{"id": "S/AA"}, {"id": "S/B"}, {"id": "S/A"}]]


async def test_aggregates_stand_in_a_with_before_the_projection(graph: Graph) -> None:
    text = """
    MATCH (s:Subsystem) OPTIONAL MATCH (d:Standard)-[:LISTED_IN]->(s) WITH s, collect(d.id) AS ids, count(d) AS n
    RETURN s{.code, n, ids: size(ids)} AS s ORDER BY s.code
    """
    rows = [{"code": "A", "n": 0, "ids": 0}, {"code": "AA", "n": 2, "ids": 2}, {"code": "B", "n": 1, "ids": 1}]
    assert await ask(graph, text) == rows


async def test_literals_in_literals_and_projections_in_projections(graph: Graph) -> None:
    literal = "MATCH (b:Subsystem {code: 'B'})-[:PART_OF]->(s) RETURN {s: {code: s.code}, b: [{code: b.code}]} AS m"
    assert await ask(graph, literal) == [{"s": {"code": "S"}, "b": [{"code": "B"}]}]
    projection = "MATCH (b:Subsystem {code: 'B'})-[:PART_OF]->(s) RETURN b{.code, s: s{.code}, l: [s{.id}]} AS m"
    assert await ask(graph, projection) == [{"code": "B", "s": {"code": "S"}, "l": [{"id": "S"}]}]


async def test_a_subtree_is_walked_from_its_root_on(graph: Graph) -> None:
    text = """
    MATCH (r:Subsystem {code: 'A'})<-[:PART_OF*0..]-(s)<-[:LISTED_IN]-(d:Standard)
    RETURN count(DISTINCT d) AS n
    """
    assert await ask(graph, text) == [2]


async def test_cycles_end(graph: Graph) -> None:
    text = "MATCH (:ProductCategory {code: 'p'})-[:DEPENDS_ON*1..]->(c) RETURN DISTINCT c.code AS c ORDER BY c"
    assert await ask(graph, text) == ["p", "q", "r"]


async def test_the_timeline_is_read_by_comparing_text(graph: Graph) -> None:
    text = "MATCH (s:Standard) RETURN [e IN s.timeline WHERE e <= $key][-1] AS e ORDER BY s.id"
    assert await ask(graph, text, key="2020-06-01 99.99") == ["2020-01-01 10.00", None, None]


async def test_chinese_text_is_searched_by_what_it_contains(graph: Graph) -> None:
    text = "MATCH (s:Standard) WHERE s.titleZh CONTAINS $q RETURN s.id AS id ORDER BY id"
    assert await ask(graph, text, q="光伏") == ["x", "z"]


async def test_days_are_days_and_indexes_compare_them(graph: Graph) -> None:
    text = "MATCH (s:Standard {id: 'z'}) SET s.dueOn = $day, s.publishedOn = $day RETURN s.dueOn AS day"
    day = date(2024, 2, 29)
    assert await ask(graph, text, day=day) == [neo4j.time.Date(2024, 2, 29)]
    text = "MATCH (s:Standard) WHERE s.dueOn > $from AND s.dueOn <= $to RETURN s.id AS id"
    assert await ask(graph, text, **{"from": day - timedelta(1), "to": day}) == ["z"]
    assert await ask(graph, text, **{"from": day, "to": day + timedelta(1)}) == []
    assert await ask(graph, "MATCH (s:Standard) WHERE s.dueOn IS NULL RETURN s.id AS id ORDER BY id") == ["x", "y"]


async def test_instants_travel_as_text_and_keep_their_offset(graph: Graph) -> None:
    text = "MERGE (e:Event {id: 'e'}) SET e.recordedAt = datetime($at) RETURN e.recordedAt AS at"
    (stored,) = await ask(graph, text, at="2024-05-06T07:08:09.123+08:00")
    assert stored.iso_format() == "2024-05-06T07:08:09.123000000+08:00"
    assert await ask(
        graph, "MATCH (e:Event) WHERE e.recordedAt < datetime($at) RETURN e.id AS id", at="2024-05-06T00:00Z"
    ) == ["e"]


async def test_unique_properties_may_be_absent_many_times(graph: Graph) -> None:
    assert await ask(graph, "MATCH (s:Standard) WHERE s.number IS NULL RETURN count(s) AS n") == [2]


async def test_merge_keeps_what_is_there(graph: Graph) -> None:
    text = """
    UNWIND $rows AS row MERGE (s:Source {id: row.id}) ON CREATE SET s.note = 'made' SET s += row.set
    RETURN s{.*} AS s
    """
    rows = [{"id": "m", "set": {"title": "one"}}, {"id": "m", "set": {"title": "two", "url": None}}]
    expected = {"id": "m", "note": "made", "title": "two"}
    assert (await ask(graph, text, rows=rows))[-1] == expected
    assert await ask(graph, "MATCH (s:Source {id: 'm'}) RETURN s{.*} AS s") == [expected]


@EMBEDDED
async def test_deviation_a_projection_in_a_literal_is_answered_wrongly(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why ``shapes`` forbids it. When this fails the engine was mended and the rule can go."""
    monkeypatch.setattr(transaction, "note", note)
    text = "MATCH (b:Subsystem {code: 'B'}) RETURN {s: b{.code}, n: 1} AS m"
    assert await ask(graph, text) != [{"s": {"code": "B"}, "n": 1}]


@EMBEDDED
async def test_deviation_a_read_transaction_can_write(graph: Graph) -> None:
    """Why the read path never gets text that users wrote."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("CREATE (:Source {id: 'written while reading'})")

    await graph.read(work)
    assert await ask(graph, "MATCH (s:Source {id: 'written while reading'}) RETURN count(s) AS n") == [1]
