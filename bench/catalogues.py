"""The catalogues that the comparison is made on: the seed, a register as it is imported, or a generated national one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.engines import Place
from bench.importing import run_import
from bench.national import STANDARDS, write_national
from bench.service import Service, service
from stdgraph.store.session import Graph

CATALOGUES = ("seed", "iso", "national")


@dataclass(frozen=True, slots=True)
class MeasuredCatalogue:
    """Which catalogue, and what it is made from."""

    name: str
    files: Sequence[Path] = ()
    standards: int = STANDARDS

    def __post_init__(self) -> None:
        if self.name == "iso" and not self.files:
            raise ValueError("--catalogue iso: nothing to import, expected --register FILES")


@asynccontextmanager
async def filled(where: Place, catalogue: MeasuredCatalogue) -> AsyncIterator[tuple[Service, Graph]]:
    """The service over the catalogue, and the graph beneath it."""
    environment: Mapping[str, str] = where.environment
    if catalogue.name != "seed":
        environment = {**environment, "STDGRAPH_SEED": "false"}
    if catalogue.name == "iso":
        await asyncio.to_thread(run_import, where, catalogue.files)
    async with service(environment, fresh=False) as running, await Graph.open(where.settings) as graph:
        if catalogue.name == "national":
            await write_national(graph, catalogue.standards)
        yield running, graph
