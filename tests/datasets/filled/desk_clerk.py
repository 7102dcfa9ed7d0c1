"""Somebody who takes files out of a catalogue and brings them back filled in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdgraph.datasets.filled.carrying_out import apply_filled, plan_filled
from stdgraph.datasets.filled.report import FilledReport
from stdgraph.domain.identity import Identity
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.source import ExportSource
from stdgraph.gap_records.repository import LoadedRecord, load_records
from stdgraph.store.session import Graph
from tests.commands.workspace import ADMINISTRATOR
from tests.exports.exporting import export


@dataclass
class Clerk:
    """Exports, plans and applies."""

    graph: Graph
    origin: ExportSource
    folder: Path
    language: Language
    who: Identity = ADMINISTRATOR

    async def report(self, form: str = "xlsx", language: str = "ZH") -> Path:
        """The gap report."""
        return await self._file("gaps", form, language)

    async def desk(self, form: str = "xlsx", language: str = "ZH", committee: str = "SAC/TC1") -> Path:
        """The desk of a committee."""
        return await self._file(f"committees/{committee}", form, language)

    async def _file(self, what: str, form: str, language: str) -> Path:
        file = self.folder / f"{what.partition('/')[0]}-{language}.{form}"
        file.write_bytes(await export(self.origin, what, form, language=language))
        return file

    async def plan(self, file: Path, **how: Any) -> FilledReport:
        """What a file would change; nothing is changed by that."""
        before = await self.revision()
        report = await plan_filled(self.graph, file, self.who, self.language, **how)
        assert await self.revision() == before
        assert not report.applied
        return report

    async def apply(self, file: Path, **how: Any) -> FilledReport:
        """What a file changes, which is what its plan says."""
        plan = await self.plan(file, **how)
        report = await apply_filled(self.graph, file, self.who, self.language, **how)
        assert report.rows == plan.rows
        assert report.unchanged == plan.unchanged
        return report

    async def revision(self) -> int:
        """The catalogue's."""
        revision = await self.origin.revision()
        assert revision is not None
        return revision["revision"]

    async def record(self, gap: str) -> LoadedRecord | None:
        """The record of a gap."""
        return (await self.graph.read(lambda tx: load_records(tx, [gap]))).get(gap)
