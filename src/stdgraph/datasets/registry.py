"""The datasets of a catalogue, and the loads that brought them there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from stdgraph.datasets.stored import DatasetRow, GraphReader, read_datasets
from stdgraph.store.session import Graph, native

LOADS = (
    "MATCH (l:Load) WHERE l.state <> 'STAGING' RETURN l.id AS id, l.dataset AS dataset, l.name AS name, l.state AS state, "
    "l.at AS at, l.actor AS actor, coalesce(l.sequence, 0) AS sequence, l.outcome AS outcome, l.undoes AS undoes "
    "ORDER BY at, sequence"
)
COUNTED = (
    "MATCH (a:Statement) WITH a.dataset AS dataset, a.label AS label, count(*) AS count RETURN dataset, label, count "
    "ORDER BY dataset, label"
)


class StoredLoadRow(TypedDict):
    """A load as it is stored."""

    id: str
    dataset: str
    name: str | None
    state: str
    at: Any
    actor: str
    sequence: int
    outcome: str | None
    undoes: str | None


class CountedStatementsRow(TypedDict):
    """How many things of a label a dataset states."""

    dataset: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class StoredLoad:
    """A load, and what it did."""

    id: str
    dataset: str
    name: str | None
    """Where it came from."""
    state: str
    """APPLYING, DONE or UNDONE."""
    at: datetime
    actor: str
    sequence: int
    """Of its entry in the feed; 0 before it is done."""
    outcome: Mapping[str, Any]
    undoes: str | None
    """The load that it took back."""


@dataclass(frozen=True, slots=True)
class StoredDataset:
    """A dataset with how many things of each label it states, and its loads from the first on."""

    row: DatasetRow
    counts: Mapping[str, int]
    loads: tuple[StoredLoad, ...]


async def list_loads(graph: Graph) -> list[StoredLoad]:
    """Every load that is applied or was begun to be, in the order of time."""
    rows = await GraphReader(graph).rows(LOADS, StoredLoadRow)
    return [
        StoredLoad(
            id=row["id"],
            dataset=row["dataset"],
            name=row["name"],
            state=row["state"],
            at=native(row["at"]),
            actor=row["actor"],
            sequence=row["sequence"],
            outcome=json.loads(row["outcome"]) if row["outcome"] else {},
            undoes=row["undoes"],
        )
        for row in rows
    ]


async def list_datasets(graph: Graph) -> list[StoredDataset]:
    """Every dataset, by rank and name: in the order in which they are followed."""
    reader = GraphReader(graph)
    datasets = await read_datasets(reader)
    counts: dict[str, dict[str, int]] = {name: {} for name in datasets}
    for row in await reader.rows(COUNTED, CountedStatementsRow):
        counts.setdefault(row["dataset"], {})[row["label"]] = row["count"]
    loads = await list_loads(graph)
    found = [
        StoredDataset(row, counts[name], tuple(one for one in loads if one.dataset == name))
        for name, row in datasets.items()
    ]
    return sorted(found, key=lambda one: (one.row["rank"], one.row["name"]))
