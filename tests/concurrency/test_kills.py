"""kill -9 in the middle of a storm of mutations: what was acknowledged is there, nothing is half there, a retry changes things once.

``STDGRAPH_TEST_KILLS`` says how many kills: a third of them hit the embedded engine, the others the service on each engine.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from stdgraph.domain.identity import Role
from stdgraph.errors import Unavailable
from stdgraph.settings import Settings
from stdgraph.store.embedded.files import DataDir
from stdgraph.store.session import Graph
from tests.concurrency.ledger import Ledger, balanced
from tests.concurrency.peers import ROOT
from tests.concurrency.service import Service, Victim, serving
from tests.concurrency.storm import Storm, changes_of, events_due
from tests.engines import embedded_settings
from tests.examples import KILLS, chance
from tests.graphql.client import key_of
from tests.store.processes import kill
from tests.tokens import issue
from tests.waiting import eventually


async def stormy(graph: Graph, service: Service, name: str) -> Storm:
    storm = Storm(service.client, await issue(graph, name, Role.ADMINISTRATOR), name)
    await storm.prepare()
    return storm


def acknowledged(storm: Storm, ledger: Ledger) -> None:
    """Everything that was answered is there, as it was told."""
    for name, answer in storm.answers.items():
        told = [(sequence, key_of(standard)) for sequence, standard in changes_of(answer)]
        assert ledger.changes[name] == told
        assert len(told) == events_due(storm.sent[name])


async def settle(graph: Graph, storm: Storm) -> None:
    """After a restart: all that was acknowledged is there and the ledger balances, before and after what was lost is retried."""
    lost = storm.unanswered()
    before = await balanced(graph)
    acknowledged(storm, before)
    await storm.retry()
    assert storm.unanswered() == []
    after = await balanced(graph)
    acknowledged(storm, after)
    for name in lost:
        assert after.changes[name] == before.changes.get(name, after.changes[name]), "carried out twice"


async def lull(moment: random.Random) -> None:
    """Up to 20 ms, so that kills fall on every step of a request. Nothing is waited for."""
    await asyncio.sleep(moment.random() / 50)


@pytest.mark.parametrize(
    ("workers", "victims"),
    [(1, [Victim.EVERYTHING]), (2, [Victim.WORKER, Victim.FIRST, Victim.EVERYTHING])],
    ids=["one process", "two workers"],
)
async def test_the_service_is_killed_in_a_storm(
    graph: Graph, engine_settings: Settings, tmp_path: Path, workers: int, victims: Sequence[Victim]
) -> None:
    moment = chance(workers)
    async with serving(engine_settings, tmp_path, workers) as service:
        storm = await stormy(graph, service, f"storm{workers}")
        for turn in range(max(1, KILLS // 6)):
            async with storm.rage(moment.randint(10, 25)):
                await lull(moment)
                await service.kill(victims[turn % len(victims)])
            await service.start()
            await settle(graph, storm)


async def test_a_client_is_killed_before_its_answer(graph: Graph, engine_settings: Settings, tmp_path: Path) -> None:
    async with serving(engine_settings, tmp_path) as service:
        storm = await stormy(graph, service, "client")
        for _ in range(3):
            await send_and_die(service, storm)
            await storm.retry()
        acknowledged(storm, await balanced(graph))


async def test_the_embedded_engine_is_killed_in_a_storm(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path / "data")
    files = DataDir(settings.data_dir)
    moment = chance(0)
    async with await Graph.open(settings) as graph, serving(settings, tmp_path) as service:
        storm = await stormy(graph, service, "engine")
        for _ in range(max(1, KILLS // 3)):
            async with storm.rage(moment.randint(10, 25)):
                await lull(moment)
                running = files.running()
                assert running is not None
                kill(running.pid)
            await healed(graph, running.pid)
            await service.start()
            await settle(graph, storm)


async def healed(graph: Graph, killed: int) -> None:
    """Wait until the graph has noticed the kill, and answers again."""

    async def answers() -> bool:
        try:
            await graph.check()
        except Unavailable:
            return False
        return graph.engine.facts()["pid"] not in (str(killed), "none")

    await eventually(answers)


async def send_and_die(service: Service, storm: Storm) -> None:
    """Send a new request from a process that is killed right after the last byte."""
    name, (document, variables) = storm.next_of(0)
    body = json.dumps({"query": document, "variables": variables}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: {storm.authorization}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.concurrency.sender", str(service.port)), cwd=ROOT, stdin=asyncio.subprocess.PIPE
    )
    await process.communicate(head.encode() + body)
    assert process.returncode == -signal.SIGKILL, name
