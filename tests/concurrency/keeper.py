"""A process that makes backups until it is killed, or one restore: ``python -m tests.concurrency.keeper backup|restore FILE``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from stdgraph.datasets.backup.backup import backup
from stdgraph.datasets.backup.restore import restore
from stdgraph.settings import load_settings
from stdgraph.store.session import Graph


async def main(doing: str, file: Path) -> None:
    """Say ``ready``, then begin; say how far a restore is, and what was finished."""
    async with await Graph.open(load_settings(), restoring=True) as graph:
        print("ready", flush=True)
        while doing == "backup":
            await backup(graph, file)
            print("done", flush=True)
        await restore(graph, file, progress=lambda label, done, total: print(label, done, flush=True))
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
