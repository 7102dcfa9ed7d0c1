"""A process that writes Chinese into a graph whose folder has a Chinese name, and says what it reads: ``… DATA_DIR``."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from stdgraph.store.session import Graph, Transaction
from tests.engines import embedded_settings

TITLE = "光伏⼯业标准体系 é 🌍"


async def round_trip(data_dir: Path) -> dict[str, Any]:
    """What the engine has of a title, and in which encoding it names files."""

    async def work(tx: Transaction) -> dict[str, Any]:
        await tx.run("MERGE (s:Source {id: 'page'}) SET s.title = $title", title=TITLE)
        row = await tx.row(f"MATCH (s:Source) WHERE s.title = '{TITLE}' RETURN s.title AS title, size(s.title) AS size")
        return row or {}

    async with await Graph.open(embedded_settings(data_dir)) as graph:
        return await graph.write(work)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(round_trip(Path(sys.argv[1])))))
