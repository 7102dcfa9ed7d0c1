"""The generated national catalogue: what the product stores of it is right, and a larger one begins with the smaller one."""

from __future__ import annotations

from collections import Counter

from bench.national import National, write_national
from stdgraph.domain import calendar
from stdgraph.store.session import Graph
from stdgraph.store.stored_states import wrong_states

SMALL = 300


async def test_stored_states_and_chains_are_right(graph: Graph) -> None:
    written = await write_national(graph, SMALL)
    rows = await graph.read(lambda tx: tx.rows("MATCH (n:Standard) RETURN n.id AS id"))
    assert len(rows) == written.standards >= SMALL
    wrong = await graph.read(lambda tx: wrong_states(tx, [row["id"] for row in rows], calendar.today()))
    assert wrong == []


def test_a_larger_catalogue_begins_with_the_smaller_one() -> None:
    today = calendar.today()
    growing = National(today)
    first, second = list(growing.grow(SMALL)), list(growing.grow(4 * SMALL))
    ids = [one["id"] for part in (*first, *second) for one in part.nodes["Standard"]]
    whole = [one["id"] for part in National(today).grow(4 * SMALL) for one in part.nodes["Standard"]]
    assert ids == whole


def test_shares_are_those_of_a_register() -> None:
    found = [one for part in National(calendar.today()).grow(2000) for one in part.nodes["Standard"]]
    shares = {name: number / len(found) for name, number in Counter(one["status"] for one in found).items()}
    late = sum(one["dueOn"] is not None and one["dueOn"] < calendar.today() for one in found)
    assert shares["PUBLISHED"] > 0.7
    assert 0.1 < shares["PLANNED"] + shares["DRAFTING"] < 0.2
    assert 0.01 < late / len(found) < 0.05
