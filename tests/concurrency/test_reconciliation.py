"""Several processes settle at once: each record is closed once, and its history says so once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest_asyncio

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.store.session import Graph
from tests.concurrency.documents import Request, advance, register
from tests.concurrency.peers import PeerProcess, all_at_once
from tests.datasets.small_seed import write_small
from tests.graphql.client import key_of

TRACK = """mutation ($input: TrackGapInput!) { trackGap(input: $input) { __typename
  ... on GapTracked { record { gapId revision status } } ... on RevisionConflict { message currentRecord { revision } } } }"""
RECORDS = """{ gapRecords(first: 200) { edges { node {
  gapId status history { kind actor cause { sequence subject { ... on Standard { id } } } } } } } }"""
ROUNDS = 3


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def system(graph: Graph, tmp_path_factory: Any) -> None:
    """A system that can list what is registered."""
    await load_seed(graph, read_seed(write_small(tmp_path_factory.mktemp("small"))))


def track(gap: str, **given: Any) -> Request:
    """A decision about a gap."""
    return TRACK, {"input": {"gapId": gap, **given}}


async def planned(peers: list[PeerProcess], count: int) -> list[str]:
    """Items that a subsystem lists and nobody has started; the ids of the gaps."""
    place = {"subsystem": {"system": "X2024", "code": "B"}}
    answers = await peers[0].tell("in_turn", asked=[register(stage="10", listedIn=[place])] * count)
    return [f"UNSTARTED:{key_of(answer['standard']['id'])}" for answer in answers]


async def histories(peers: list[PeerProcess]) -> dict[str, list[Any]]:
    """What happened to every record."""
    answer = await peers[0].one((RECORDS, {}))
    return {edge["node"]["gapId"]: edge["node"]["history"] for edge in answer["edges"]}


async def test_whoever_settles_first_settles_for_all(peers: list[PeerProcess]) -> None:
    for _ in range(ROUNDS):
        gaps = await planned(peers, 4)
        tracked = await peers[0].tell("in_turn", asked=[track(gap) for gap in gaps])
        assert {one["__typename"] for one in tracked} == {"GapTracked"}
        await peers[0].tell("in_turn", asked=[advance(gap.partition(":")[2], "20") for gap in gaps])
        done = await asyncio.gather(*(peer.tell("settle") for peer in peers))
        assert sorted(gap for one in done for gap in one) == sorted(gaps), "each by one of them"
        told = await histories(peers)
        for gap in gaps:
            assert [one["kind"] for one in told[gap]] == ["TRACKED", "CLOSED"]
            assert gap.endswith(key_of(told[gap][-1]["cause"]["subject"]["id"]))


async def test_settling_while_others_write_closes_everything_in_the_end(peers: list[PeerProcess]) -> None:
    gaps = await planned(peers, 12)
    await peers[0].tell("in_turn", asked=[track(gap) for gap in gaps])
    moves = [advance(gap.partition(":")[2], "20") for gap in gaps]
    _, *done = await asyncio.gather(peers[0].tell("in_turn", asked=moves), *(peer.tell("settle") for peer in peers[1:]))
    done.append(await peers[1].tell("settle"))
    assert sorted(gap for one in done for gap in one) == sorted(gaps)
    told = await histories(peers)
    for gap in gaps:
        assert [one["kind"] for one in told[gap]] == ["TRACKED", "CLOSED"]
        assert gap.endswith(key_of(told[gap][-1]["cause"]["subject"]["id"]))


async def test_of_many_decisions_at_once_one_has_the_revision(peers: list[PeerProcess]) -> None:
    (gap,) = await planned(peers, 1)
    asked = [[track(gap, expectedRevision=0, note=f"{n} {m}") for m in range(2)] for n, _ in enumerate(peers)]
    answers = await all_at_once(peers, asked)
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["GapTracked", *["RevisionConflict"] * (2 * len(peers) - 1)]
    assert [one["kind"] for one in (await histories(peers))[gap]] == ["TRACKED"]
    again = await all_at_once(peers, [[track(gap, requestId="once", note="一次")] * 2 for _ in peers])
    assert [answer["record"]["revision"] for answer in again] == [2] * (2 * len(peers))
    assert [one["kind"] for one in (await histories(peers))[gap]] == ["TRACKED", "TRACKED"]
