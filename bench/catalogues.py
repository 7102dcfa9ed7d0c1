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

MARK = "bench-catalogue"
"""The file, in a place that is kept, that names what it holds."""
PATIENCE = "120"
"""Seconds that a statement is given: what is slow is to be measured."""
CATALOGUES = ("seed", "iso", "national")


@dataclass(frozen=True, slots=True)
class MeasuredCatalogue:
    """Which catalogue, and what it is made from."""

    name: str
    files: Sequence[Path] = ()
    standards: int = STANDARDS

    def __str__(self) -> str:
        return f"{self.name}, {self.standards} standards" if self.name == "national" else self.name

    def __post_init__(self) -> None:
        if self.name == "iso" and not self.files:
            raise ValueError("--catalogue iso: nothing to import, expected --register FILES")


@asynccontextmanager
async def filled(where: Place, catalogue: MeasuredCatalogue) -> AsyncIterator[tuple[Service, Graph]]:
    """The service over the catalogue, and the graph beneath it. Where the place is kept, it is filled once.

    Raises ValueError where the place holds another catalogue.
    """
    environment: Mapping[str, str] = {**where.environment, "STDGRAPH_QUERY_TIMEOUT": PATIENCE}
    if catalogue.name != "seed":
        environment = {**environment, "STDGRAPH_SEED": "false"}
    mark = where.settings.data_dir / MARK
    held = mark.read_text(encoding="utf-8") if mark.is_file() else None
    if held not in (None, str(catalogue)):
        raise ValueError(f"{where.settings.data_dir} keeps another catalogue: {held} (expected {catalogue})")
    if catalogue.name == "iso" and held is None:
        await asyncio.to_thread(run_import, where, catalogue.files)
    async with service(environment, fresh=False) as running, await Graph.open(where.settings) as graph:
        if catalogue.name == "national" and held is None:
            await write_national(graph, catalogue.standards)
        mark.write_text(str(catalogue), encoding="utf-8")
        yield running, graph
