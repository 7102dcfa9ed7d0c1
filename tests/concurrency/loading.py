"""A process that loads a seed in small parts until it is killed: ``python -m tests.concurrency.loading FOLDER``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from stdgraph.datasets import load_journal, loader, operations
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.opening import open_catalogue
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import load_settings


async def main(folder: Path) -> None:
    """Say ``ready``, then load; say how far it is, and when it is done."""
    loader.SMALL_ROWS, operations.PART_ROWS, load_journal.LEASE = 5, 3, 3.0
    async with await open_catalogue(load_settings()) as graph:
        print("ready", flush=True)
        await load_seed(graph, read_seed(folder), progress=lambda what, done, total: print(what, done, flush=True))
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
