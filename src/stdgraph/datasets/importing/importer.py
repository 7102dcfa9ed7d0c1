"""An import: files are read once, planned against the catalogue as often as asked, and applied as one load of their dataset.

What contradicts the catalogue is left out and reported, so that one bad row never stops the others; what is taken comes in as a whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TextIO, TypedDict

from stdgraph.datasets.contradictions import Contradiction, LeftOut, without
from stdgraph.datasets.importing.findings import Finding
from stdgraph.datasets.importing.formats import Format, format_of
from stdgraph.datasets.importing.reading import Reading, ReadProgress, read_registers
from stdgraph.datasets.importing.table_reading import read_table
from stdgraph.datasets.load_report import LoadReport
from stdgraph.datasets.loader import LoadRefused, Wanted, load
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import DatasetDefinition
from stdgraph.datasets.stored import DatasetRow, GraphReader, read_datasets
from stdgraph.datasets.system_table import SystemTable, TableMapping, write_mapping
from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.store.known_codes import check_codes
from stdgraph.store.session import Graph, Transaction

ATTEMPTS = 20
"""How often a plan is made anew without what contradicted the catalogue; each time at least one thing fewer is taken."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported."""

    files: tuple[Path, ...]
    dataset: str
    system: str | None = None
    """The code of the system that the files are about, where they are about one."""
    title: str | None = None
    """What the dataset is called; None: as before, else as the first file is."""
    stated_on: date | None = None
    """The day as of which the files speak; None: as before."""
    rank: int | None = None
    """Where datasets differ, the one of the smaller rank is followed; None: as before."""
    retire: bool = False
    """Whether what no dataset states any more leaves the plan today."""
    mapping: TableMapping | None = None
    """How a table is read, where a person knows better."""
    language: Language = Language.ZH
    """Of what is told about a table."""
    creates_committees: bool = True
    """Whether a table may bring committees that the catalogue does not have."""


@dataclass(slots=True)
class ImportReport:
    """What an import takes and what it does, or would do."""

    dataset: str
    formats: tuple[Format, ...]
    read: int
    """Rows or records of the files."""
    accepted: int
    rejected: int
    """Rows that were not taken."""
    left_out: int
    """Fields and relationships that were left out of rows that were taken."""
    notes: Sequence[str]
    findings: Sequence[Finding]
    """The first of what was not taken."""
    system: str | None = None
    """The system that a table is about."""
    table: SystemTable | None = None
    """The table as it was recognised, where the file is one."""
    load: LoadReport = field(default_factory=LoadReport)

    def document(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "dataset": self.dataset,
            "system": self.system,
            "formats": list(self.formats),
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "leftOut": self.left_out,
            "notes": list(self.notes),
            "findings": [asdict(one) for one in self.findings],
            **self.load.document(),
        }


class SubsystemCodeRow(TypedDict):
    """The code of a subsystem."""

    code: str


class Importer:
    """Files that were read, ready to be planned and applied. Close it when it is used no more."""

    def __init__(self, request: ImportRequest, reading: Reading) -> None:
        self._request = request
        self.reading = reading
        self._contradictions: list[Contradiction] = []
        self._told: set[LeftOut] = set()

    @classmethod
    async def read(cls, graph: Graph, request: ImportRequest, progress: ReadProgress | None = None) -> Importer:
        """Read the files. Raises BadInput for one that cannot be read at all, and for a system that the catalogue does not have."""
        files = [(path, format_of(path)) for path in request.files]
        if any(format_ is Format.TABLE for _, format_ in files):
            return cls(request, await _read_table(graph, request, progress))
        held = await _subsystems(graph, request.system, files)
        reading = await asyncio.to_thread(read_registers, files, request.dataset, request.system, held, progress)
        return cls(request, reading)

    async def plan(self, graph: Graph, progress: ReadProgress | None = None) -> ImportReport:
        """What the import would do; nothing is written."""
        for _ in range(ATTEMPTS):
            report = await load(
                graph, await self._wanted(graph), self.reading.externals, [], actor="", progress=progress, dry_run=True
            )
            if not report.contradictions or not await self._leave_out(report.contradictions):
                break
        return self.report(report)

    async def apply(
        self, graph: Graph, actor: str, progress: ReadProgress | None = None, *, revision: int | None = None
    ) -> ImportReport:
        """Bring the rows in, as one load.

        Raises LoadRefused where the dataset as a whole contradicts the catalogue, and CatalogueMovedOn where ``revision`` is given and
        the catalogue has another one by now.
        """
        while True:
            try:
                wanted = replace(await self._wanted(graph), revision=revision)
                report = await load(graph, wanted, self.reading.externals, [], actor=actor, progress=progress)
            except LoadRefused as refused:
                if not await self._leave_out(refused.contradictions):
                    raise
            else:
                return self.report(report)

    def report(self, load_report: LoadReport) -> ImportReport:
        """What was taken, with what the load did."""
        rows, log = self.reading.rows, self.reading.log
        return ImportReport(
            dataset=self._request.dataset,
            formats=self.reading.formats,
            read=rows.read,
            accepted=rows.accepted,
            rejected=log.rejected_rows,
            left_out=log.dropped_fields,
            notes=tuple(rows.notes),
            findings=tuple(log.first),
            system=self.reading.system or self._request.system,
            table=self.reading.table,
            load=load_report,
        )

    def findings_csv(self, file: TextIO) -> None:
        """Write all that was not taken as CSV."""
        self.reading.log.write_csv(file)

    def mapping_text(self, file: TextIO) -> None:
        """Write how the table was read as a mapping file. Raises BadInput where the files are no table."""
        if self.reading.table is None:
            raise BadInput(
                "a mapping says how a table is read: these files are registers of a fixed form (expected a table)"
            )
        file.write(write_mapping(self.reading.table.mapping))

    def close(self) -> None:
        """Remove the temporary files."""
        self.reading.close()

    async def _wanted(self, graph: Graph) -> Wanted:
        request = self._request
        held = (await read_datasets(GraphReader(graph))).get(request.dataset)
        return Wanted(
            self._definition(held),
            without(request.dataset, self.reading.spool.__iter__, self._contradictions),
            retired_on=calendar.today() if request.retire else None,
            name=", ".join(path.name for path in request.files),
        )

    def _definition(self, held: DatasetRow | None) -> DatasetDefinition:
        """What the dataset says of itself: what the request says, else what it said before."""
        request = self._request
        title = request.title or (held and held["titleZh"]) or request.files[0].name
        found = DatasetDefinition(request.dataset, title_zh=title, stated_on=request.stated_on)
        if held is not None:
            found = replace(
                found,
                title_en=held["titleEn"],
                stated_on=request.stated_on or held["statedOn"],
                rank=held["rank"],
                note=held["note"],
            )
        return replace(found, rank=request.rank) if request.rank is not None else found

    async def _leave_out(self, contradictions: Sequence[Contradiction]) -> bool:
        """Leave out what contradicts the catalogue, and tell of it; whether there was anything to leave out."""
        left: list[LeftOut] = []
        self._contradictions += contradictions
        rows = without(self._request.dataset, self.reading.spool.__iter__, self._contradictions, left.append)
        await asyncio.to_thread(lambda: [None for _ in rows()])
        fresh = [one for one in dict.fromkeys(left) if one not in self._told]
        self._told.update(fresh)
        places = self.reading.spool.places({(one.label, one.local) for one in fresh})
        for one in fresh:
            self._tell(one, places)
        return bool(fresh)

    def _tell(self, left: LeftOut, places: dict[tuple[str, str], Place]) -> None:
        place = places.get((left.label, left.local)) or Place(self._request.files[0].name)
        if left.type is None:
            self.reading.rows.accepted -= 1
            self.reading.rows.reject(place, left.reason, value=left.local)
        else:
            self.reading.rows.leave_out(place, left.type, left.name, left.reason)


async def _read_table(graph: Graph, request: ImportRequest, progress: ReadProgress | None) -> Reading:
    if len(request.files) > 1:
        names = ", ".join(path.name for path in request.files)
        raise BadInput(f"{names}: a table is imported by itself (expected one file, of which all sheets are read)")
    return await read_table(
        graph,
        request.files[0],
        request.dataset,
        request.system,
        request.mapping,
        request.language,
        progress,
        title=request.title,
        creates_committees=request.creates_committees,
    )


async def _subsystems(graph: Graph, system: str | None, files: Sequence[tuple[Path, Format]]) -> frozenset[str]:
    """The codes of the subsystems that the system has already; none where the files bring the system."""
    formats = {one for _, one in files}
    if system is None or Format.ISO_ICS in formats:
        return frozenset()
    if Format.ISO_DELIVERABLES not in formats:
        raise BadInput(
            "--system says where documents are listed: the files state no places in a system (expected none)"
        )
    return await graph.read(partial(_codes_within, system=system))


async def _codes_within(tx: Transaction, system: str) -> frozenset[str]:
    found = await check_codes(tx, {("StandardsSystem", system): "system"})
    text = "MATCH (n:Subsystem {system: $system}) WHERE n.retiredOn IS NULL RETURN n.code AS code"
    rows = await tx.rows(text, SubsystemCodeRow, system=found["StandardsSystem", system])
    return frozenset(row["code"] for row in rows)
