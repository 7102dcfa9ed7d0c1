"""A second process on an engine: ``python -m tests.store.user DATA_DIR [COUNT]``.

It opens the graph and says so in one line of JSON, adds COUNT times one to a counter by reading and then writing it,
says so, and stays until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from stdgraph.store.session import Graph, Transaction
from tests.engines import embedded_settings


async def add_one(transaction: Transaction) -> int:
    """Read, then write: loses updates unless writers take turns."""
    row = await transaction.row("MATCH (s:Source {id: 'counter'}) RETURN s.count AS count")
    count = int(row["count"]) + 1 if row else 0
    await transaction.run("MATCH (s:Source {id: 'counter'}) SET s.count = $count", count=count)
    return count


async def main(data_dir: str, times: int) -> None:
    async with await Graph.open(embedded_settings(Path(data_dir))) as graph:
        print(json.dumps(graph.engine.facts()), flush=True)
        for _ in range(times):
            await graph.write(add_one)
        print(json.dumps({"done": times}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(json.dumps(graph.engine.facts()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0))
