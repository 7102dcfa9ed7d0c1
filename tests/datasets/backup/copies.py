"""Copies of catalogues between engines, and what a catalogue holds beyond what the seed and the commands write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stdgraph.datasets.backup.backup import backup
from stdgraph.datasets.backup.manifest import Manifest
from stdgraph.datasets.backup.restore import restore
from stdgraph.store.session import Graph, Transaction
from tests.engines import wipe

OTHER_NODES: dict[str, dict[str, Any]] = {
    "Alias": {"id": "Standard:OLD", "label": "Standard", "key": "OLD"},
    "Dataset": {"name": "pv2024", "id": "pv2024", "rank": 1, "titleZh": "光伏"},
    "Load": {"id": "load-1", "dataset": "pv2024", "state": "DONE", "parts": 1, "applied": 1},
    "LoadPart": {"id": "load-1/0", "load": "load-1", "place": 0, "content": "x" * 100_000},
    "Statement": {"id": "pv2024:Standard:S001", "dataset": "pv2024", "content": '{"titleZh": "光伏组件"}'},
}
"""Nodes of labels that neither the seed nor a command writes."""


async def write_others(graph: Graph) -> None:
    """Add a node of each of these labels, and a relationship twice between the same nodes."""

    async def work(tx: Transaction) -> None:
        for label, properties in OTHER_NODES.items():
            await tx.run(f"CREATE (n:{label}) SET n = $properties", properties=properties)
        await tx.run("MERGE (m:Migration {version: 1})")  # backups that were made by hand and restored here have none
        await tx.run(
            "MATCH (a:Statement) MATCH (b:Dataset) CREATE (a)-[:STATES]->(b) CREATE (a)-[:STATES]->(b) CREATE (b)-[:STATES]->(b)"
        )

    await graph.write(work)


async def copy_into(graph: Graph, path: Path) -> Manifest:
    """Restore a backup in place of what a graph holds."""
    await wipe(graph)
    return await restore(graph, path)


async def back_up(graph: Graph, folder: Path, name: str) -> tuple[Path, Manifest]:
    """A backup of a graph: its file and its manifest."""
    path = folder / f"{name}.zip"
    return path, await backup(graph, path)


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files as well."""
    return sorted(one.name for one in folder.iterdir())
