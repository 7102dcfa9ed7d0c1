"""A process that imports in small parts until it is killed: ``python -m tests.datasets.importing.import_process FILE…``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from stdgraph.datasets import load_journal, loader, operations
from stdgraph.datasets.importing import rows
from stdgraph.datasets.importing.importer import Importer, ImportRequest
from stdgraph.datasets.opening import open_catalogue
from stdgraph.settings import load_settings


def tell(what: str, done: int, total: int | None) -> None:
    print(what, done, flush=True)


async def main(files: tuple[Path, ...]) -> None:
    """Read, plan and apply, as ``stdgraph import`` does; say how far it is."""
    loader.SMALL_ROWS, operations.PART_ROWS, load_journal.LEASE, rows.TOLD = 5, 3, 3.0, 1
    async with await open_catalogue(load_settings()) as graph:
        importer = await Importer.read(graph, ImportRequest(files, "register"), tell)
        try:
            await importer.plan(graph, tell)
            tell("planned", 1, 1)
            await importer.apply(graph, "tester", tell)
        finally:
            importer.close()
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(tuple(map(Path, sys.argv[1:]))))
