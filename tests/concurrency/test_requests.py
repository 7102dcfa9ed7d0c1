"""A request that is sent again, at once or after its answer was lost, changes things once and answers the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.concurrency.conftest import Registered
from tests.concurrency.documents import Request, advance, bulk, correct, register
from tests.concurrency.peers import PeerProcess, all_at_once, peer_on


async def events_of(graph: Graph, request_id: str) -> int:
    async def work(tx: Transaction) -> int:
        row = await tx.row("MATCH (e:Event {requestId: $id}) RETURN count(e) AS count", id=request_id)
        return int(row["count"]) if row else -1

    return await graph.read(work)


async def kinds_of_request(registered: Registered) -> Sequence[tuple[Request, str, int]]:
    """Requests of several kinds: what is asked, its id, and how many events it is to leave."""
    ids = [str(uuid4()) for _ in range(4)]
    first, second, *several = await registered(5)
    return [
        (advance(first, "40", requestId=ids[0]), ids[0], 1),
        (correct(second, "A title", requestId=ids[1]), ids[1], 1),
        (bulk([{"standard": one, "to": "40"} for one in several], ids[2]), ids[2], len(several)),
        (register(requestId=ids[3]), ids[3], 1),
    ]


def done(answer: Any) -> bool:
    """Whether it says that everything was carried out."""
    return bool(answer.get("applied") or answer.get("__typename") == "StandardAdvanced")


async def test_copies_that_arrive_at_once_are_one_change_with_equal_answers(
    graph: Graph, peers: list[PeerProcess], registered: Registered
) -> None:
    for asked, request_id, events in await kinds_of_request(registered):
        answers = await all_at_once(peers, [[asked, asked]] * len(peers))
        assert done(answers[0]), answers[0]
        assert all(answer == answers[0] for answer in answers)
        assert await events_of(graph, request_id) == events


async def test_a_retry_whose_answer_was_lost_with_the_process_that_committed_it(
    graph: Graph, peers: list[PeerProcess], registered: Registered, engine_settings: Settings
) -> None:
    for asked, request_id, events in await kinds_of_request(registered):
        async with peer_on(engine_settings, "mortal") as mortal:
            assert mortal.process.stdin is not None
            await mortal.told("in_turn", asked=[asked])
            assert await mortal.process.wait() == -9
        assert await events_of(graph, request_id) == events, "it was committed"
        answers = await all_at_once(peers, [[asked]] * len(peers))
        assert done(answers[0]), answers[0]
        assert all(answer == answers[0] for answer in answers)
        assert await events_of(graph, request_id) == events


async def test_a_late_retry_answers_what_was_true_then(peers: list[PeerProcess], registered: Registered) -> None:
    (standard,) = await registered(1)
    asked = advance(standard, "40", requestId=str(uuid4()))
    first = await peers[0].one(asked)
    await peers[1].one(advance(standard, "50"))
    assert await peers[2].one(asked) == first


async def test_an_id_that_named_another_request_is_refused(peers: list[PeerProcess], registered: Registered) -> None:
    (standard,) = await registered(1)
    request_id = str(uuid4())
    assert done(await peers[0].one(advance(standard, "40", requestId=request_id)))
    refused = await peers[1].one(advance(standard, "50", requestId=request_id))
    assert (refused["__typename"], refused["problems"]) == ("InvalidInput", [{"path": "requestId"}])
