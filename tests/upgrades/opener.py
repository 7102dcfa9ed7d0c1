"""A process that opens a catalogue with today's code, and migrates it if need be; what runs before is written into a file.

Run as ``python -m tests.upgrades.opener LOG`` with the settings in the environment. It says ``open`` once the catalogue is open.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from stdgraph.settings import load_settings
from stdgraph.store.session import Graph


async def main(log: Path) -> None:
    async def note(_: Graph, version: int) -> None:
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"before {version}\n")
            lines.flush()
            os.fsync(lines.fileno())

    async with await Graph.open(load_settings(), before_migration=note):
        print("open", flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
