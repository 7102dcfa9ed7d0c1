"""Data that are replaced under a running service by others of the same revision: nothing that was remembered answers any more."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from stdgraph.auth import token_cache
from stdgraph.auth.tokens import identify
from stdgraph.commands.feed import Watch, position
from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.backup import backup
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.identity import Role
from stdgraph.errors import Unauthenticated
from stdgraph.gap_records.reconciliation import load_state
from stdgraph.graphql import build_schema
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph, Transaction
from tests.contract.operations import VARIABLES, document
from tests.datasets.backup.copies import copy_into
from tests.datasets.backup.made import made
from tests.graphql.client import asker
from tests.tokens import issue
from tests.waiting import PATIENT

ASKED = [
    (document(name), variables)
    for name in ("05-gaps", "07-readiness", "06-coverage", "09-committee-desk")
    for variables in VARIABLES[name]
]
LEFT_OUT = ("DEPENDS_ON", "APPLIES_TO", "AccessToken")


def without(path: Path, other: Path) -> Path:
    """A backup of the same state, as far as revision and sequence tell, in which some things never were."""
    with Archive.open(path) as archive:
        kept = {
            file.path: [line for line in archive.lines(file) if b'"AccessToken"' not in line]
            for file in archive.manifest.files
            if file.name not in LEFT_OUT
        }
        return made(other, kept, revision=archive.manifest.revision, sequence=archive.manifest.sequence)


async def answered(graph: Graph, settings: Settings) -> list[Any]:
    ask = asker(graph, settings, build_schema(settings))
    return [json.dumps(await ask(text, **variables)) for text, variables in ASKED]


async def test_nothing_remembered_survives(
    graph: Graph, engine_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)
    monkeypatch.setattr(token_cache, "CHECKED_EVERY", 0.0)
    await load_seed(graph, read_seed(bundled_seed()))
    token = await issue(graph, "somebody", Role.READER)
    await backup(graph, tmp_path / "a.zip")
    other = without(tmp_path / "a.zip", tmp_path / "b.zip")

    before = await answered(graph, engine_settings)
    assert await answered(graph, engine_settings) == before
    assert (await identify(graph, token, datetime.now(UTC))).name == "somebody"
    read, state = await graph.read(position), await graph.read(load_state)
    watch = Watch(lambda: graph)

    async with await Graph.open(engine_settings) as elsewhere:
        await copy_into(elsewhere, other)
        expected = await answered(elsewhere, engine_settings)
        assert (await graph.read(position)).sequence == read.sequence

        assert expected != before
        assert await answered(graph, engine_settings) == expected
        with pytest.raises(Unauthenticated, match="unknown access token"):
            await identify(graph, token, datetime.now(UTC))
        await asyncio.wait_for(watch.beyond(read), PATIENT)
        assert await graph.read(load_state) != state, "what was compared with the data before is not written into these"

        await copy_into(elsewhere, tmp_path / "a.zip")
        assert await answered(graph, engine_settings) == before, "and back"


async def test_what_was_kept_of_other_data_is_not_brought_up_to_date(
    graph: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data that take the place of others may have more changes: these must not be added to what was found before."""
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)
    before = await answered(graph, engine_settings)

    async def replace(tx: Transaction) -> None:
        await tx.run("MATCH (:Standard)-[r:APPLIES_TO]->() DELETE r")
        await tx.run("MATCH (c:Catalogue) SET c.instance = $instance", instance=str(uuid4()))

    await graph.write(replace)
    found = await answered(graph, engine_settings)
    graph.memory.clear()
    assert found == await answered(graph, engine_settings) != before
