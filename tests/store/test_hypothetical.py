"""HypotheticalTransaction: every place where a statement looks at the status looks at what is supposed gone first, and only then."""

from __future__ import annotations

from datetime import date

from stdgraph.store.hypothetical import HypotheticalTransaction, supposed
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.status_cypher import day_parameters, entry, imprecise, in_force, status, undated, with_state

ON = date(2026, 7, 1)
MADE = (
    "UNWIND $ids AS id CREATE (:Standard {id: id, status: 'PUBLISHED', stage: '60.60', publishedOn: date('2020-01-01'), "
    "timeline: ['2020-01-01 60.60'], stageOn: date('2020-01-01')})"
)
SEEN = (
    f"MATCH (s:Standard) {with_state('s')} RETURN s.id AS id, status, standing, {entry('s')} AS entry, {undated('s')} AS undated, "
    f"{imprecise('s')} AS imprecise "
    "ORDER BY id"
)


def test_a_statement_that_asks_for_no_status_stays_as_it_is() -> None:
    for text in ("MATCH (n) RETURN n", "MATCH (s:Standard) SET s.timeline = $timeline"):
        assert supposed(text) == text


def test_every_look_at_a_status_is_exchanged() -> None:
    text = f"MATCH (s) WHERE {in_force('s')} AND {status('other')} = 'PLANNED' RETURN {entry('s')}"
    changed = supposed(text)
    for var in ("s", "other"):
        assert text.count(status(var)) == changed.count(
            f"(CASE WHEN {var}.id IN $gone THEN 'WITHDRAWN' ELSE {status(var)}"
        )
        assert status(var) in text
    assert changed.count("$goneEntry") == 1


async def test_those_supposed_gone_are_withdrawn_and_all_others_are_not(graph: Graph) -> None:
    async def make(tx: Transaction) -> None:
        await tx.run(MADE, ids=["a", "b"])
        await tx.run(
            "MATCH (s:Standard {id: 'b'}) SET s.timeline = ['2020-01-01 60.60', '2026-12-31 95.99~2026-01-01 2026']"
        )
        await tx.run(
            "MATCH (a:Standard {id: 'a'}) MATCH (b:Standard {id: 'b'}) CREATE (a)-[:REPLACES {extent: 'PART'}]->(b)"
        )

    async def look(tx: Transaction) -> list[list[tuple[object, ...]]]:
        seen = []
        for gone in ([], ["b"], ["a", "b", "x"]):
            rows = await HypotheticalTransaction(tx, gone, ON).rows(SEEN, **day_parameters(ON))
            seen.append([tuple(row.values()) for row in rows])
        return seen

    await graph.write(make)
    stands = ("PUBLISHED", "IN_FORCE", "2020-01-01 60.60", False)
    gone = ("WITHDRAWN", "WITHDRAWN", "2026-07-01 95.99", False, False)
    assert await graph.read(look) == [
        [("a", *stands, False), ("b", *stands, True)],
        [("a", *stands, False), ("b", *gone)],
        [("a", *gone), ("b", *gone)],
    ]
