"""How the engines carry out what lists and look-ups send: they begin at an index wherever the condition, or the order, offers one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from stdgraph.catalogue.lookup import find_standard
from stdgraph.catalogue.pages import StandardsQuery, count_standards, page_standards
from stdgraph.catalogue.reader import Selection
from stdgraph.store.keyset import Page, encode
from stdgraph.store.session import Graph, Row, Transaction
from tests.calendar_day import TODAY

Sent = list[tuple[str, Mapping[str, object]]]


class RecordingTransaction(Transaction):
    """A transaction that keeps what is sent."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx._transaction, None, tx.memory, tx.turned)
        self.sent: Sent = []

    async def _rows(self, text: str, parameters: Mapping[str, object]) -> list[Row]:
        self.sent.append((text, parameters))
        return await super()._rows(text, parameters)


async def plans(graph: Graph, work: Any) -> list[str]:
    """The plans, one text each, of what some work sends once the day of the stored states is known."""

    async def look(tx: Transaction) -> list[str]:
        await work(tx)
        recording = RecordingTransaction(tx)
        await work(recording)
        found = []
        for text, parameters in recording.sent:
            result = await tx._transaction.run(f"PROFILE {text}", dict(parameters))
            summary = await result.consume()
            plan: Any = summary.profile
            embedded = plan["operatorType"].startswith("ArcadeDB")
            found.append(plan["args"]["string-representation"] if embedded else "\n".join(_operators(plan)))
        return found

    return await graph.read(look)


def _operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield f"{plan['operatorType']} {plan['args'].get('Details', '')}"
    for child in plan.get("children", ()):
        yield from _operators(child)


SCAN = re.compile(
    r"(?:AllNodesScan|NodeByLabelScan)\S* ?\(?\w+:Standard|AllNodesScan|MATCH NODE \(\w+:Standard\)(?! \[index)"
)
"""Reading every standard: as Neo4j has it, and as the embedded engine has it."""


async def begins_at_an_index(graph: Graph, work: Any) -> None:
    for plan in await plans(graph, work):
        assert not SCAN.search(plan), plan


def page(where: Any, *order: tuple[str, bool]) -> Any:
    query = StandardsQuery(where, order or [("NUMBER", False)], TODAY)
    return lambda tx: page_standards(tx, query, Page(5), Selection())


CONDITIONS: Mapping[str, Any] = {
    "number": {"number": {"eq": "GB/T 1.1-2020"}},
    "some numbers": {"number": {"in": ["GB/T 1.1-2020", "GB/T 19964-2012"]}},
    "plan number": {"planNumber": {"eq": "20201234-T-339"}},
    "subsystem": {"listedIn": {"system": {"eq": "PV2024"}, "code": {"eq": "A"}}},
    "subtree": {"listedIn": {"within": {"system": "PV2024", "code": "A"}}, "status": {"eq": "PUBLISHED"}},
    "system": {"all": [{"listedIn": {"system": {"eq": "PV2024"}}}, {"nature": {"eq": "RECOMMENDED"}}]},
    "committee": {"committee": {"code": {"in": ["SAC/TC90"]}}},
    "category": {"productCategory": {"code": {"eq": "MODULE"}}},
    "adopted": {"adopts": {"number": {"eq": "IEC 61215-1:2016"}}},
    "replaced": {"replaces": {"number": {"eq": "GB/T 19964-2012"}}},
    "status": {"status": {"in": ["PLANNED", "DRAFTING"]}},
    "standing": {"standing": {"eq": "UPCOMING"}, "number": {"isNull": False}, "title": {"contains": "光伏"}},
    "due": {"dueOn": {"lte": TODAY}},
    "year": {"publishedOn": {"year": 2020}},
}


@pytest.mark.parametrize("name", CONDITIONS)
async def test_a_condition_chooses_where_a_page_and_its_count_begin(seeded: Graph, name: str) -> None:
    where = CONDITIONS[name]
    await begins_at_an_index(seeded, page(where, ("PUBLISHED_ON", True), ("NUMBER", False)))
    await begins_at_an_index(seeded, lambda tx: count_standards(tx, StandardsQuery(where, [], TODAY)))


async def test_a_further_page_begins_where_its_condition_does(seeded: Graph) -> None:
    """Not at the id of a cursor, behind which nearly all others lie."""
    query = StandardsQuery(
        {"status": {"in": ["PLANNED", "DRAFTING"]}}, [("PUBLISHED_ON", False), ("NUMBER", False)], TODAY
    )
    after = Page(5, encode(query.keys, [None, None, "N"]))
    for plan in await plans(seeded, lambda tx: page_standards(tx, query, after, Selection())):
        assert not SCAN.search(plan), plan
        assert "SeekByRange" not in plan, plan


async def test_a_look_up_by_number_is_one_statement_that_begins_at_it(seeded: Graph) -> None:
    found = await plans(seeded, lambda tx: find_standard(tx, "GB/T 24067-2024", Selection(), TODAY))
    assert len(found) == 1
    assert not SCAN.search(found[0])


@pytest.mark.parametrize("name", ["NUMBER", "PUBLISHED_ON", "DUE_ON", "REVIEW_DUE_ON", "REVISION"])
@pytest.mark.parametrize("descending", [False, True])
async def test_neo4j_reads_the_whole_list_in_the_order_of_an_index(
    seeded: Graph, name: str, *, descending: bool
) -> None:
    if not seeded.text_indexes:
        return  # the embedded engine serves no order by an index
    first, *_ = await plans(seeded, page(None, (name, descending)))
    assert "NodeIndexScan" in first, first
    assert "Sort@" not in first, first
    assert "PartialTop@" in first, first


async def test_words_are_found_by_text_indexes_where_there_are_any(seeded: Graph) -> None:
    (found,) = await plans(seeded, page({"title": {"contains": "光伏组件"}}))
    if seeded.text_indexes:
        assert not SCAN.search(found), found
        assert "NodeIndexContainsScan" in found, found
