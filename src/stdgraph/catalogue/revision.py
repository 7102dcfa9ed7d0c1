"""Which state of the catalogue is read: what two readings at one revision answer is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.store.session import Graph, Transaction, native
from stdgraph.store.transaction import CATALOGUE, RESTORING

REVISION = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.instance AS instance, coalesce(c.revision, 0) AS revision"

STATE = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.instance AS instance, coalesce(c.revision, 0) AS revision, "
    "c.recordedAt AS recordedAt, c.structureVersion AS structure, c.schemaVersion AS schema, "
    "c.unfinishedLoad AS unfinished, c.turnedTo AS turnedTo"
)


class CatalogueRevision(TypedDict):
    """Which data, at which revision."""

    instance: str | None
    revision: int


class StateRow(CatalogueRevision):
    """What the catalogue's node says of its state."""

    recordedAt: str | None
    structure: str | None
    schema: int | None
    unfinished: str | None
    turnedTo: date | None


class CatalogueVersion(NamedTuple):
    """All by which two states of what an engine holds differ; the day and what time alone changes are not in it."""

    instance: str | None
    revision: int
    recorded_at: str | None
    """The instant of the last change, by which data that were set back differ from what they were before at the same revision."""
    structure: str | None
    schema: int | None
    run: str
    """The run of the engine: after another start its data may be an older copy of themselves."""


async def read_revision(tx: Transaction) -> CatalogueRevision | None:
    """The data's instance and revision; None before anything was loaded."""
    return await tx.row(REVISION, CatalogueRevision)


async def read_version(graph: Graph, after: Sequence[str] = ()) -> CatalogueVersion | None:
    """The version of the catalogue as it is now; the graph notes to which day the stored states are turned.

    None before there is a catalogue, and while a backup is being restored, which raises no revision. It waits for what the bookmarks
    in ``after`` stand for.
    """
    run = graph.engine.run
    row = await graph.read(lambda tx: tx.row(STATE, StateRow, catalogue=CATALOGUE), after=after)
    turned = None if row is None else native(row["turnedTo"])
    graph.turned_to = turned
    if row is None or row["unfinished"] == RESTORING or graph.engine.run != run:
        return None
    return CatalogueVersion(row["instance"], row["revision"], row["recordedAt"], row["structure"], row["schema"], run)
