"""Readers poll the feed while writers write, all in processes of their own: nobody misses or repeats a change."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from stdgraph.commands import feed
from stdgraph.commands.feed import changes
from stdgraph.domain.scope import ScopeFilter
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.concurrency.conftest import Registered
from tests.concurrency.documents import Request, advance, bulk, correct
from tests.concurrency.peer import LAST
from tests.concurrency.peers import PeerProcess, peers_on

ROUNDS = 10
COMMITTEE = "SAC/TC1"


async def committee(graph: Graph, code: str) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run("CREATE (c:Committee {id: $code, code: $code, titleZh: '委员会'})", code=code)

    await graph.write(work)


async def revision(graph: Graph) -> int:
    async def work(tx: Transaction) -> int:
        row = await tx.row("MATCH (c:Catalogue) RETURN c.revision AS revision")
        return int(row["revision"]) if row else -1

    return await graph.read(work)


async def recorded(graph: Graph) -> list[int]:
    async def work(tx: Transaction) -> list[int]:
        rows = await tx.rows("MATCH (e:Event) RETURN e.sequence AS sequence ORDER BY sequence")
        return [row["sequence"] for row in rows]

    return await graph.read(work)


def work_of(writer: int, mine: list[str]) -> list[Request]:
    """Moves to and fro, one at a time and many at once, and corrections."""
    asked: list[Request] = []
    for turn in range(ROUNDS):
        to = "40" if turn % 2 == 0 else "30"
        asked.append(bulk([{"standard": one, "to": to} for one in mine[1:]], f"{writer}-{turn}"))
        asked.append(advance(mine[0], to))
        asked.append(correct(mine[0], f"Title {turn}"))
    return asked


async def test_every_reader_sees_every_change_once_in_order_and_without_a_gap(
    graph: Graph, engine_settings: Settings, peers: list[PeerProcess], registered: Registered
) -> None:
    await committee(graph, COMMITTEE)
    owned = await registered(8, committees=[COMMITTEE])
    others = await registered(8)
    before = await recorded(graph)
    start, transactions = str(len(before)), await revision(graph)
    scope = {"committee": COMMITTEE}
    async with peers_on(engine_settings, 3) as readers:
        reading = [
            asyncio.create_task(reader.tell("follow", after=start, sizes=sizes, scope=of))
            for reader, sizes, of in zip(readers, ([1, 2, 3, 50], [7], [1, 2, 20]), (None, None, scope), strict=True)
        ]
        writers = peers[:2]
        shares = (owned[:4] + others[:4], others[4:] + owned[4:])
        written = await asyncio.gather(
            *(
                w.tell("in_turn", asked=work_of(n, share))
                for n, (w, share) in enumerate(zip(writers, shares, strict=True))
            )
        )
        assert [answer for part in written for answer in part if not done(answer)] == []
        await writers[0].one(advance(owned[0], "20", note=LAST))
        everything, again, in_scope = await asyncio.gather(*reading)
    sequences = await recorded(graph)
    assert sequences == list(range(1, len(sequences) + 1))
    assert len(sequences) == len(before) + 2 * ROUNDS * (7 + 2) + 1
    assert await revision(graph) == transactions + 2 * ROUNDS * 3 + 1
    assert [sequence for sequence, _ in everything] == sequences[len(before) :]
    assert again == everything
    assert in_scope == [change for change in everything if change[1] in owned]


def done(answer: Any) -> bool:
    return bool(answer.get("applied") or answer.get("__typename") == "StandardAdvanced")


async def test_a_change_that_is_visible_in_part_waits_until_all_of_it_is(
    graph: Graph, peers: list[PeerProcess], registered: Registered
) -> None:
    first, second = await registered(2)
    before = len(await recorded(graph))
    await peers[0].one(bulk([{"standard": one, "to": "40"} for one in (first, second)], "in part"))

    async def pages() -> list[int]:
        answer = await graph.read(lambda tx: changes(tx, str(before - 1), 10, ScopeFilter()))
        return [int(edge["cursor"]) for edge in answer["edges"]]

    async def stand_at(tx: Transaction, sequence: int, elsewhere: int) -> None:
        await tx.run("MATCH (e:Event {sequence: $old}) SET e.sequence = $new", old=sequence, new=elsewhere)

    await graph.write(lambda tx: stand_at(tx, before + 1, -1))
    assert await pages() == [before], "as another transaction may see it while it is committed"
    await graph.write(lambda tx: stand_at(tx, -1, before + 1))
    assert await pages() == [before, before + 1, before + 2]


async def test_a_scope_of_which_there_is_little_is_read_page_by_page_all_the_same(
    graph: Graph, registered: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MAX_SCANNED", 3)
    owner = "SAC/TC2"
    await committee(graph, owner)
    await registered(5)
    for _ in range(2):
        await registered(1, committees=[owner])
        await registered(7)
    seen: list[str] = []
    cursor: str | None = None

    async def page(tx: Transaction) -> Any:
        return await changes(tx, cursor, 100, ScopeFilter(committee=owner))

    more, pages = True, 0
    while more:
        told = await graph.read(page)
        seen += [edge["cursor"] for edge in told["edges"]]
        cursor, more = told["pageInfo"]["endCursor"], told["pageInfo"]["hasNextPage"]
        pages += 1
    assert len(seen) == 2
    assert pages == -(-len(await recorded(graph)) // 3)
